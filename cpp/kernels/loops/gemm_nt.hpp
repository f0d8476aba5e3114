// SPDX-License-Identifier: MIT
// C = A Bᵀ. The tile wants rows of its right operand, so something has to be transposed: either A
// and C, or B. Both give the same bits; the cheaper is taken. (Dot products along k need no
// transpose, but a fold of every element's lanes at the end: with AVX-512 this took 0.13 to 0.52 of
// their time over n = k = 64 to 1024, m = 32 to 256.)
#pragma once

#include <cstddef>

#include "kernels/loops/products.hpp"
#include "kernels/loops/transpose.hpp"

namespace deltaward {
namespace {

// An odd number of whole vectors: a stride that is a multiple of many cache lines would put a
// column into few sets of the cache.
template <class V>
constexpr std::size_t odd_vectors(std::size_t n) {
  return ((n + V::lanes - 1) / V::lanes | 1) * V::lanes;
}

// Moving m (n + k) elements of A and C is less than n k of B. But a product that is one vector wide
// needs a load for every FMA: with B moved, 32-64×8-10 on two threads, 16 rows each, takes 0.96 of
// its time, and 10 × 48 × 48 from Python 0.83. (96 × 96 is as long either way.)
template <class V>
constexpr bool transposes_batch(std::size_t m, std::size_t n, std::size_t k) {
  return m * (n + k) < (m > V::lanes ? n * k : n * k / 5 * 2);
}

// Grows with each of m, n and k, so that what a whole layer needs does for a part of it.
template <class V, class T = typename V::Scalar>
std::size_t gemm_nt_scratch(std::size_t m, std::size_t n, std::size_t k) {
  return n + k ? (n + k) * odd_vectors<V>(smaller(m, n * k / (n + k))) : 0;
}

template <class V, class T = typename V::Scalar>
void gemm_nt(ConstMatrix<T> a, ConstMatrix<T> b, Matrix<T> c, T* scratch) {
  const std::size_t m = c.rows, n = c.cols, k = a.cols;
  const Product<T> t{m,       n,      k,        a.data, a.stride, b.data,  b.stride,
                     nullptr, c.data, c.stride, T(1),   T(0),     nullptr, true};
  if (multiply_without_zeros<V, Walk::apart>(t)) return;
  if (!transposes_batch<V>(m, n, k)) return multiply<V, Walk::apart>(t);
  const std::size_t stride = odd_vectors<V>(m);
  T *at = scratch, *ct = scratch + k * stride;  // (k,m), (n,m)
  transpose<V>(a, at, stride);
  multiply<V, Walk::apart>(Product<T>{n, m, k, b.data, b.stride, at, stride, nullptr, ct, stride,
                                      T(1), T(0), nullptr, false});
  transpose<V>(Matrix<const T>{ct, n, m, stride}, c.data, c.stride);
}

}  // namespace
}  // namespace deltaward
