// SPDX-License-Identifier: MIT
// Transposes by strips: as many rows as a vector has lanes, 128 bits of columns at a time.
#pragma once

#include <cstddef>

#include "kernels/matrix.hpp"

namespace deltaward {
namespace {

// v[k] holds, in each group of 128 bits, row k of a small square; afterwards its column k.
template <class V>
DELTAWARD_INLINE void transpose_groups(V (&v)[4]) {
  const V a = zip_low(v[0], v[1]), b = zip_high(v[0], v[1]);
  const V c = zip_low(v[2], v[3]), d = zip_high(v[2], v[3]);
  v[0] = zip_low_pairs(a, c);
  v[1] = zip_high_pairs(a, c);
  v[2] = zip_low_pairs(b, d);
  v[3] = zip_high_pairs(b, d);
}
template <class V>
DELTAWARD_INLINE void transpose_groups(V (&v)[2]) {
  const V low = zip_low(v[0], v[1]);
  v[1] = zip_high(v[0], v[1]);
  v[0] = low;
}

// to (n,m) = fromᵀ, from (m,n). The groups of a vector are loaded from rows that far apart that a
// square of 16 takes 32 shuffles; with whole vectors in registers it takes 64, and spills.
template <class V, class T = typename V::Scalar>
void transpose(ConstMatrix<T> from, T* to, std::size_t to_stride) {
  constexpr std::size_t group = 16 / sizeof(T);
  const std::size_t whole_cols = from.cols / group * group;
  std::size_t i = 0;
  for (; i + V::lanes <= from.rows; i += V::lanes) {
    for (std::size_t j = 0; j < whole_cols; j += group) {
      V v[group];
      DELTAWARD_UNROLL for (std::size_t k = 0; k < group; ++k) v[k] =
          V::groups(from.row(i + k) + j, group * from.stride);
      transpose_groups(v);
      DELTAWARD_UNROLL for (std::size_t k = 0; k < group; ++k) v[k].store(to + (j + k) * to_stride +
                                                                          i);
    }
    for (std::size_t j = whole_cols; j < from.cols; ++j)
      for (std::size_t k = 0; k < V::lanes; ++k) to[j * to_stride + i + k] = from.row(i + k)[j];
  }
  for (; i < from.rows; ++i)
    for (std::size_t j = 0; j < from.cols; ++j) to[j * to_stride + i] = from.row(i)[j];
}

}  // namespace
}  // namespace deltaward
