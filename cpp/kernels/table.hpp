// SPDX-License-Identifier: MIT
// What an instruction set provides: one table of functions per dtype. Everything above this layer
// calls through the table and knows nothing of vectors.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/activation.hpp"
#include "kernels/dropout.hpp"
#include "kernels/matrix.hpp"
#include "kernels/narrow.hpp"
#include "kernels/picked.hpp"
#include "kernels/rule.hpp"

namespace deltaward {

template <class T>
struct Kernels {
  // A sum over k runs in ascending k for each element on its own, whatever the tile it falls in:
  // a row has the same bits alone and in a batch, and so has any split of C's rows and columns.

  // C (m,n) = A (m,k) B (k,n) + bias (n,) on every row; bias may be null. With lines, column p of A
  // meets row lines[p] of B instead of row p.
  void (*gemm_nn)(ConstMatrix<T> a, ConstMatrix<T> b, const std::uint32_t* lines, const T* bias,
                  Matrix<T> c);
  // C (m,n) = A (m,k) Bᵀ with B (n,k); scratch holds gemm_nt_scratch(m, n, k) elements.
  void (*gemm_nt)(ConstMatrix<T> a, ConstMatrix<T> b, Matrix<T> c, T* scratch);
  std::size_t (*gemm_nt_scratch)(std::size_t m, std::size_t n, std::size_t k);
  // C (m,n) = alpha Aᵀ B with A (k,m), B (k,n).
  void (*gemm_tn)(T alpha, ConstMatrix<T> a, ConstMatrix<T> b, Matrix<T> c);
  // w (lines of it) += step × scale × Aᵀ B: the gradient and the descent in one pass, the same bits
  // as gemm_tn and axpy. Row i of A's columns belongs to row lines[i] of w; null: to row i.
  void (*gemm_tn_descend)(T scale, T step, ConstMatrix<T> a, ConstMatrix<T> b,
                          const std::uint32_t* lines, Matrix<T> w);
  // Gradient descent over whole mini-batches, for networks none of whose layers is wider than
  // `narrow` (0: there is no such function). Δᴸ = A − Y, ⊙ σ′(Zᴸ) if it is gated. Parameters, z and
  // a get the same bits as by the other functions.
  std::size_t narrow;
  void (*descend_narrow)(const NarrowLayer<T>* layers, std::size_t count, const T* y, bool gated,
                         const NarrowBatch<T>* batches, std::size_t batch_count);
  // sums (n,) = alpha × the column sums of A (m,n).
  void (*column_sums)(T alpha, ConstMatrix<T> a, T* sums);
  // y (n,) += alpha x (n,)
  void (*axpy)(std::size_t n, T alpha, const T* x, T* y);
  // z (n,) = x (n,) ⊙ y (n,)
  void (*multiply)(std::size_t n, const T* x, const T* y, T* z);
  // W and what a rule remembers of it, `first` and `second` (null where it needs none; with w's
  // stride), moved on by one step for the gradient.
  void (*update[rule_count])(const StepFactors<T>& factors, Gradient<T> gradient, Matrix<T> w,
                             T* first, T* second);
  // The same for the gradient scale × Aᵀ B, which is never in memory as a whole, and the same bits.
  // Row i of A's columns belongs to row lines[i] of w, and the gradient of other rows is 0; null:
  // to row i.
  void (*gemm_tn_update[rule_count])(const StepFactors<T>& factors, T scale, ConstMatrix<T> a,
                                     ConstMatrix<T> b, const std::uint32_t* lines, Matrix<T> w,
                                     T* first, T* second);
  // Scales columns of w that are longer (Euclidean) than the limit to it.
  void (*limit_columns)(T limit, Matrix<T> w);
  T (*sum_squares)(std::size_t n, const T* x);
  // factors (n,) of the columns from `first` on: `scale`, or 0 where the element drops out.
  void (*dropout_factors)(const DropoutRow& row, std::size_t first, std::size_t n, T scale,
                          T* factors);
  // y (n,) = x (n,) / 255
  void (*pixels)(std::size_t n, const std::uint8_t* x, T* y);
  // Sets bit j % 64 of seen[j / 64] for each of n columns that is not 0, as bits (−0.0 is not 0),
  // in one of the rows x[i].
  void (*see)(std::size_t n, std::size_t rows, const T* const* x, std::uint64_t* seen);
  void (*see_pixels)(std::size_t n, std::size_t rows, const std::uint8_t* const* x,
                     std::uint64_t* seen);
  // Which of n bits are set: in lines, which has room for n, and in blocks, with room for n / 16.
  Picked (*list_seen)(std::size_t n, const std::uint64_t* seen, std::uint32_t* lines,
                      PickedBlock* blocks);
  // Whether low ≤ x ≤ high for all of x (n,); NaN is not.
  bool (*within)(std::size_t n, const T* x, T low, T high);
  // y (rows, count) = those elements of the rows x[i] (inputs,) that are picked; of pixels, / 255.
  // What lies behind them up to y (rows, inputs) may change.
  void (*pick)(const Picked& picked, const T* const* x, Matrix<T> y);
  void (*pick_pixels)(const Picked& picked, const std::uint8_t* const* x, Matrix<T> y);
  // Runs FMAs that depend on nothing for n rounds; returns how many floating-point operations that
  // was. Timed, it tells the peak that products can be measured against.
  double (*spin_fma)(std::size_t n, T* sink);
  // Reads x (n,) `times` times, but for less than eight vectors at its end, and adds it up into
  // sink. Timed, it tells the bandwidth of the level of the memory that holds so much.
  void (*spin_read)(std::size_t n, const T* x, std::size_t times, T* sink);
  // y (n,) = exp(x (n,)); here so that its accuracy can be tested alone.
  void (*exp)(std::size_t n, const T* x, T* y);
  // A = σ(Z), by Activation.
  void (*activate[activation_count])(ConstMatrix<T> z, Matrix<T> a);
  // Δ := Δ ⊙ σ′(Z), given A = σ(Z); for softmax Δ := Δ J, J = diag(a) − a aᵀ for each row.
  void (*gate[activation_count])(ConstMatrix<T> z, ConstMatrix<T> a, Matrix<T> delta);
};

}  // namespace deltaward
