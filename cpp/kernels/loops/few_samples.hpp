// SPDX-License-Identifier: MIT
// BP4 with the step where samples and neurons are few: all of Δ stays in registers while the rows
// of W pass by. (A tile of 12 rows reads Δ again and keeps 12 pointers on the stack.) On Sapphire
// Rapids 381 inputs of 784-30-10 take 0.77 of the tiles' time in batches of 10, 0.73 in batches of
// 4, 0.94 alone; of 64 to 128 neurons, a pair of vectors after the other, 0.9 to 1.04, so not
// there.
//
// The bits are those of the tiles: the same chain of FMAs over the samples for each weight.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>

#include "kernels/loops/tile.hpp"
#include "kernels/matrix.hpp"

namespace deltaward {
namespace {

// R rows of W, whose addresses are in `to`; `a` are their inputs of the first sample.
template <std::size_t R, class V, std::size_t K, std::size_t N, class E,
          class T = typename V::Scalar>
DELTAWARD_INLINE void step_rows(const T* a, std::size_t a_stride, const V (&delta)[K][N], E edge,
                                V scale, V step, T* const* to) {
  V sums[R][N];
  DELTAWARD_UNROLL for (std::size_t i = 0; i < R; ++i) {
    DELTAWARD_UNROLL for (std::size_t j = 0; j < N; ++j) sums[i][j] = V::set(0);
  }
  DELTAWARD_UNROLL for (std::size_t p = 0; p < K; ++p) {
    DELTAWARD_UNROLL for (std::size_t i = 0; i < R; ++i) {
      const V x = V::set(a[p * a_stride + i]);
      DELTAWARD_UNROLL for (std::size_t j = 0; j < N; ++j) sums[i][j] =
          fma(x, delta[p][j], sums[i][j]);
    }
  }
  DELTAWARD_UNROLL for (std::size_t i = 0; i < R; ++i) {
    DELTAWARD_UNROLL for (std::size_t j = 0; j < N; ++j)
        edge.store(to[i], j, fma(step, sums[i][j] * scale, edge.load(to[i], j)));
  }
}

template <class V, std::size_t K, std::size_t N, class T = typename V::Scalar>
void descend_few(const Product<T>& t) {
  const Edge<V, N, true> edge{V::tail(t.n - (N - 1) * V::lanes)};
  V delta[K][N];
  DELTAWARD_UNROLL for (std::size_t p = 0; p < K; ++p)
      DELTAWARD_UNROLL for (std::size_t j = 0; j < N; ++j) delta[p][j] =
          edge.load(t.b + p * t.b_stride, j);
  const V scale = V::set(t.scale), step = V::set(t.step);
  const auto row = [&](std::size_t i) { return t.c + (t.lines ? t.lines[i] : i) * t.c_stride; };

  constexpr std::size_t R = 4;  // of 2 vectors: 20 registers of Δ and 8 sums
  std::size_t i = 0;
  for (; i + R <= t.m; i += R) {
    T* const to[R] = {row(i), row(i + 1), row(i + 2), row(i + 3)};
    step_rows<R>(t.a + i, t.a_stride, delta, edge, scale, step, to);
  }
  for (; i < t.m; ++i) {
    T* const to[] = {row(i)};
    step_rows<1>(t.a + i, t.a_stride, delta, edge, scale, step, to);
  }
}

constexpr std::size_t most_few = 10;

template <class V, std::size_t N, std::size_t... K, class T = typename V::Scalar>
void descend_by_count(const Product<T>& t, std::index_sequence<K...>) {
  using Loop = void (*)(const Product<T>&);
  static constexpr Loop loops[] = {descend_few<V, K + 1, N>...};
  loops[t.k - 1](t);
}

// Whether samples and neurons are few, and the step is done.
template <class V, class T = typename V::Scalar>
bool step_by_few([[maybe_unused]] const Product<T>& t) {
  if constexpr (sizeof(V) == 64) {  // 32 registers; measured with AVX-512 alone
    if (t.k == 0 || t.k > most_few || t.n > 2 * V::lanes) return false;
    constexpr std::make_index_sequence<most_few> counts{};
    t.n > V::lanes ? descend_by_count<V, 2>(t, counts) : descend_by_count<V, 1>(t, counts);
    return true;
  } else {
    return false;
  }
}

}  // namespace
}  // namespace deltaward
