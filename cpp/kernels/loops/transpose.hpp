// SPDX-License-Identifier: MIT
// Transposes in registers, a square of lanes × lanes at a time.
#pragma once

#include <cstddef>

#include "kernels/matrix.hpp"

namespace deltaward {
namespace {

// Rows past `rows` and columns past `cols` of the source count as 0; `rows` columns are written.
template <class V, class T = typename V::Scalar>
DELTAWARD_INLINE void transpose_square(const T* from, std::size_t from_stride, std::size_t rows,
                                       std::size_t cols, T* to, std::size_t to_stride) {
  constexpr std::size_t n = V::lanes;
  V v[n];
  const auto in = V::tail(cols);
  DELTAWARD_UNROLL for (std::size_t i = 0; i < n; ++i) v[i] =
      i < rows ? (cols == n ? V::load(from + i * from_stride) : V::load(from + i * from_stride, in))
               : V::set(0);
  // log₂ n perfect shuffles of the n vectors are a transpose.
  DELTAWARD_UNROLL for (std::size_t step = 1; step < n; step *= 2) {
    V w[n];
    DELTAWARD_UNROLL for (std::size_t i = 0; i < n / 2; ++i)
        interleave(v[i], v[i + n / 2], w[2 * i], w[2 * i + 1]);
    DELTAWARD_UNROLL for (std::size_t i = 0; i < n; ++i) v[i] = w[i];
  }
  const auto out = V::tail(rows);
  DELTAWARD_UNROLL for (std::size_t j = 0; j < n; ++j) {
    if (j >= cols) break;
    if (rows == n)
      v[j].store(to + j * to_stride);
    else
      v[j].store(to + j * to_stride, out);
  }
}

// to (n,m) = fromᵀ, from (m,n).
template <class V, class T = typename V::Scalar>
void transpose(ConstMatrix<T> from, T* to, std::size_t to_stride) {
  for (std::size_t i = 0; i < from.rows; i += V::lanes) {
    const std::size_t rows = from.rows - i < V::lanes ? from.rows - i : V::lanes;
    for (std::size_t j = 0; j < from.cols; j += V::lanes) {
      const std::size_t cols = from.cols - j < V::lanes ? from.cols - j : V::lanes;
      T* place = to + j * to_stride + i;
      if (rows == V::lanes && cols == V::lanes)
        transpose_square<V>(from.row(i) + j, from.stride, V::lanes, V::lanes, place, to_stride);
      else
        transpose_square<V>(from.row(i) + j, from.stride, rows, cols, place, to_stride);
    }
  }
}

}  // namespace
}  // namespace deltaward
