// SPDX-License-Identifier: MIT
// C = A Bᵀ: rows of A against rows of B, both contiguous in k, so the lanes run along k and are
// folded at the end. Each element has its own lanes and one fixed order of folding.
#pragma once

#include <cstddef>

#include "kernels/matrix.hpp"

namespace deltaward {
namespace {

template <class V, std::size_t R, std::size_t N, class T = typename V::Scalar>
void dot_tile(std::size_t k, const T* a, std::size_t a_stride, const T* b, std::size_t b_stride,
              T* c, std::size_t c_stride) {
  V sums[R][N];
  for (std::size_t i = 0; i < R; ++i)
    for (std::size_t j = 0; j < N; ++j) sums[i][j] = V::set(0);
  const auto step = [&](auto load) {
    V row[N];
    for (std::size_t j = 0; j < N; ++j) row[j] = load(b + j * b_stride);
    for (std::size_t i = 0; i < R; ++i) {
      const V x = load(a + i * a_stride);
      for (std::size_t j = 0; j < N; ++j) sums[i][j] = fma(x, row[j], sums[i][j]);
    }
  };
  std::size_t p = 0;
  for (; p + V::lanes <= k; p += V::lanes) step([&](const T* x) { return V::load(x + p); });
  if (p < k) {
    const auto tail = V::tail(k - p);
    step([&](const T* x) { return V::load(x + p, tail); });
  }
  for (std::size_t i = 0; i < R; ++i)
    for (std::size_t j = 0; j < N; ++j) c[i * c_stride + j] = sum(sums[i][j]);
}

template <class V, std::size_t R, std::size_t N, class T = typename V::Scalar>
void pick_dot_tile(std::size_t rows, std::size_t cols, std::size_t k, const T* a,
                   std::size_t a_stride, const T* b, std::size_t b_stride, T* c,
                   std::size_t c_stride) {
  if constexpr (R > 1)
    if (rows < R)
      return pick_dot_tile<V, R - 1, N>(rows, cols, k, a, a_stride, b, b_stride, c, c_stride);
  if constexpr (N > 1)
    if (cols < N)
      return pick_dot_tile<V, R, N - 1>(rows, cols, k, a, a_stride, b, b_stride, c, c_stride);
  dot_tile<V, R, N>(k, a, a_stride, b, b_stride, c, c_stride);
}

template <class V, class T = typename V::Scalar>
void gemm_nt(ConstMatrix<T> a, ConstMatrix<T> b, Matrix<T> c) {
  // 3 × 4 sums, 4 rows of B and one of A fit the 16 registers of AVX2 but for one.
  constexpr std::size_t height = 3, width = 4;
  for (std::size_t j = 0; j < c.cols; j += width) {
    const std::size_t cols = c.cols - j < width ? c.cols - j : width;
    for (std::size_t i = 0; i < c.rows; i += height) {
      const std::size_t rows = c.rows - i < height ? c.rows - i : height;
      pick_dot_tile<V, height, width>(rows, cols, a.cols, a.row(i), a.stride, b.row(j), b.stride,
                                      c.row(i) + j, c.stride);
    }
  }
}

}  // namespace
}  // namespace deltaward
