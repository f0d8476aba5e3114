// SPDX-License-Identifier: MIT
// C = A Bᵀ. The tile wants rows of its right operand, so something has to be transposed: either A
// and C, or B. Both give the same bits; the cheaper is taken. (Dot products along k need no
// transpose, but a fold of every element's lanes at the end: with AVX-512 this took 0.13 to 0.52 of
// their time over n = k = 64 to 1024, m = 32 to 256.)
#pragma once

#include <cstddef>

#include "kernels/loops/gemm.hpp"
#include "kernels/loops/transpose.hpp"

namespace deltaward {
namespace {

// An odd number of whole vectors: a stride that is a multiple of many cache lines would put a
// column into few sets of the cache.
template <class V>
constexpr std::size_t odd_vectors(std::size_t n) {
  return ((n + V::lanes - 1) / V::lanes | 1) * V::lanes;
}

// Moving m (n + k) elements of A and C is less than n k of B.
constexpr bool transposes_batch(std::size_t m, std::size_t n, std::size_t k) {
  return m * (n + k) < n * k;
}

template <class V, class T = typename V::Scalar>
std::size_t gemm_nt_scratch(std::size_t m, std::size_t n, std::size_t k) {
  return transposes_batch(m, n, k) ? (n + k) * odd_vectors<V>(m) : k * V::tile_vectors * V::lanes;
}

template <class V, class T = typename V::Scalar>
void gemm_nt(ConstMatrix<T> a, ConstMatrix<T> b, Matrix<T> c, T* scratch) {
  const std::size_t m = c.rows, n = c.cols, k = a.cols;
  if (transposes_batch(m, n, k)) {
    const std::size_t stride = odd_vectors<V>(m);
    T *at = scratch, *ct = scratch + k * stride;  // (k,m), (n,m)
    transpose<V>(a, at, stride);
    multiply<V, Walk::apart>(Product<T>{n, m, k, b.data, b.stride, at, stride, nullptr, ct, stride,
                                        T(1), T(0), nullptr});
    transpose<V>(Matrix<const T>{ct, n, m, stride}, c.data, c.stride);
    return;
  }
  constexpr std::size_t width = V::tile_vectors * V::lanes;
  for (std::size_t j = 0; j < n; j += width) {
    const std::size_t columns = smaller(n - j, width);
    transpose<V>(Matrix<const T>{b.row(j), columns, k, b.stride}, scratch, width);
    multiply<V, Walk::apart>(Product<T>{m, columns, k, a.data, a.stride, scratch, width, nullptr,
                                        c.data + j, c.stride, T(1), T(0), nullptr});
  }
}

}  // namespace
}  // namespace deltaward
