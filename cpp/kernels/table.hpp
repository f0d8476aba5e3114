// SPDX-License-Identifier: MIT
// What an instruction set provides: one table of functions per dtype. Everything above this layer
// calls through the table and knows nothing of vectors.
#pragma once

#include <cstddef>

#include "kernels/activation.hpp"
#include "kernels/matrix.hpp"

namespace deltaward {

template <class T>
struct Kernels {
  // A sum over k runs in ascending k for each element on its own, whatever the tile it falls in:
  // a row has the same bits alone and in a batch, and so has any split of C's rows and columns.

  // C (m,n) = A (m,k) B (k,n) + bias (n,) on every row; bias may be null.
  void (*gemm_nn)(ConstMatrix<T> a, ConstMatrix<T> b, const T* bias, Matrix<T> c);
  // C (m,n) = A (m,k) Bᵀ with B (n,k).
  void (*gemm_nt)(ConstMatrix<T> a, ConstMatrix<T> b, Matrix<T> c);
  // C (m,n) = alpha Aᵀ B with A (k,m), B (k,n).
  void (*gemm_tn)(T alpha, ConstMatrix<T> a, ConstMatrix<T> b, Matrix<T> c);
  // sums (n,) = alpha × the column sums of A (m,n).
  void (*column_sums)(T alpha, ConstMatrix<T> a, T* sums);
  // y (n,) += alpha x (n,)
  void (*axpy)(std::size_t n, T alpha, const T* x, T* y);
  // y (n,) = exp(x (n,)); here so that its accuracy can be tested alone.
  void (*exp)(std::size_t n, const T* x, T* y);
  // A = σ(Z), by Activation.
  void (*activate[activation_count])(ConstMatrix<T> z, Matrix<T> a);
  // Δ := Δ ⊙ σ′(Z), given A = σ(Z); for softmax Δ := Δ J, J = diag(a) − a aᵀ for each row.
  void (*gate[activation_count])(ConstMatrix<T> z, ConstMatrix<T> a, Matrix<T> delta);
};

}  // namespace deltaward
