// SPDX-License-Identifier: MIT
// The three products, register-blocked. A tile of C stays in registers while k runs; every element
// of C is one chain of fused multiply-adds in ascending k, so the tile it falls in does not show in
// its bits.
#pragma once

#include <cstddef>

#include "kernels/matrix.hpp"

namespace deltaward {
namespace {

// C tile (R, N vectors) = init + alpha · A B. Element (i, p) of A is a[i · row_step + p · k_step],
// which serves A as it lies (gemm_nn) and transposed (gemm_tn).
template <class V>
struct TileArguments {
  using T = typename V::Scalar;
  std::size_t k;
  const T* a;
  std::size_t row_step, k_step;
  const T* b;
  std::size_t b_stride;
  const T* bias;  // may be null
  T alpha;
  T* c;
  std::size_t c_stride;
  std::size_t columns;  // of C in this tile; the last vector is a partial one unless it fills up
};

template <class V, std::size_t R, std::size_t N, bool partial>
void tile(const TileArguments<V>& t) {
  const auto tail = V::tail(partial ? t.columns % V::lanes : 0);
  const auto load = [&](const auto* p, std::size_t j) {
    return partial && j + 1 == N ? V::load(p + j * V::lanes, tail) : V::load(p + j * V::lanes);
  };
  V sums[R][N];
  for (std::size_t j = 0; j < N; ++j) {
    const V start = t.bias ? load(t.bias, j) : V::set(0);
    for (std::size_t i = 0; i < R; ++i) sums[i][j] = start;
  }
  const auto* a = t.a;
  const auto* b = t.b;
  for (std::size_t p = 0; p < t.k; ++p, a += t.k_step, b += t.b_stride) {
    V row[N];
    for (std::size_t j = 0; j < N; ++j) row[j] = load(b, j);
    for (std::size_t i = 0; i < R; ++i) {
      const V x = V::set(a[i * t.row_step]);
      for (std::size_t j = 0; j < N; ++j) sums[i][j] = fma(x, row[j], sums[i][j]);
    }
  }
  const V alpha = V::set(t.alpha);
  for (std::size_t i = 0; i < R; ++i) {
    auto* c = t.c + i * t.c_stride;
    for (std::size_t j = 0; j < N; ++j) {
      const V value = sums[i][j] * alpha;
      if (partial && j + 1 == N)
        value.store(c + j * V::lanes, tail);
      else
        value.store(c + j * V::lanes);
    }
  }
}

template <class V, std::size_t R, std::size_t N>
void pick_tile(std::size_t rows, const TileArguments<V>& t) {
  if constexpr (R > 1)
    if (rows < R) return pick_tile<V, R - 1, N>(rows, t);
  if constexpr (N > 1)
    if (t.columns <= (N - 1) * V::lanes) return pick_tile<V, R, N - 1>(rows, t);
  if (t.columns % V::lanes)
    tile<V, R, N, true>(t);
  else
    tile<V, R, N, false>(t);
}

// Columns outside, rows inside: the panel of B that a column of tiles reads stays in cache.
template <class V>
void tiles(std::size_t rows, std::size_t columns, TileArguments<V> t) {
  constexpr std::size_t height = V::tile_rows, width = V::tile_vectors * V::lanes;
  const auto *a = t.a, *b = t.b, *bias = t.bias;
  auto* c = t.c;
  for (std::size_t j = 0; j < columns; j += width) {
    t.columns = columns - j < width ? columns - j : width;
    t.b = b + j;
    t.bias = bias ? bias + j : nullptr;
    for (std::size_t i = 0; i < rows; i += height) {
      t.a = a + i * t.row_step;
      t.c = c + i * t.c_stride + j;
      pick_tile<V, height, V::tile_vectors>(rows - i < height ? rows - i : height, t);
    }
  }
}

template <class V, class T = typename V::Scalar>
void gemm_nn(ConstMatrix<T> a, ConstMatrix<T> b, const T* bias, Matrix<T> c) {
  tiles<V>(c.rows, c.cols,
           {a.cols, a.data, a.stride, 1, b.data, b.stride, bias, T(1), c.data, c.stride, 0});
}

template <class V, class T = typename V::Scalar>
void gemm_tn(T alpha, ConstMatrix<T> a, ConstMatrix<T> b, Matrix<T> c) {
  tiles<V>(c.rows, c.cols,
           {a.rows, a.data, 1, a.stride, b.data, b.stride, nullptr, alpha, c.data, c.stride, 0});
}

}  // namespace
}  // namespace deltaward
