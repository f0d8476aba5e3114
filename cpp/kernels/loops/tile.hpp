// SPDX-License-Identifier: MIT
// The register tile that all three products are made of. A tile of C stays in registers while k
// runs; every element of C is one chain of fused multiply-adds in ascending k, and a chain goes on
// from memory where k is blocked. So neither tiles nor blocks nor threads show in the bits.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/matrix.hpp"

namespace deltaward {
namespace {

// C (m,n) = start + A B, one of whose operands may be picked row by row.
template <class T>
struct Product {
  std::size_t m, n, k;
  const T* a;
  std::size_t a_stride;  // from row to row of A as it lies: (m,k), or (k,m) for Aᵀ
  const T* b;
  std::size_t b_stride;
  const T* bias;  // start; null: 0
  T* c;
  std::size_t c_stride;
  T scale;                     // of the sum, at the end
  T step;                      // C := C + step · scale · sum, unless 0
  const std::uint32_t* lines;  // which rows of B, or with a step of C; null: all
  bool b_transposed;           // b is Bᵀ, (n,k)
};

// How the elements of A that meet a row of B lie: a stride apart, or side by side (Aᵀ). `picked`
// is apart with the rows of B found through `lines`.
enum class Walk { apart, picked, beside };

// One tile's share of a product: k from first to last, which continues C unless first is 0.
template <class T>
struct Span {
  std::size_t i, j, columns;  // the tile's place and width in C
  std::size_t first, last;
  const T* b;  // row `first` of B from column j on (`picked`: row 0), here or in a copy
  std::size_t b_stride;
};

template <class T>
constexpr std::size_t line_elements = 64 / sizeof(T);  // of a cache line

// Rows of the tile that is N vectors wide: as many as the registers hold.
template <class V, std::size_t N>
constexpr std::size_t tile_height = V::accumulators / N;

// The sums of a tile. Every loop over them is unrolled by order: left in a loop they would live on
// the stack (measured: less than half the speed).
template <class V, std::size_t R, std::size_t N>
struct Sums {
  V v[R][N];

  template <class F>
  DELTAWARD_INLINE void each(F f) {
    DELTAWARD_UNROLL for (std::size_t i = 0; i < R; ++i) {
      DELTAWARD_UNROLL for (std::size_t j = 0; j < N; ++j) v[i][j] = f(i, j, v[i][j]);
    }
  }
};

template <class V, std::size_t N, bool partial, class T = typename V::Scalar>
struct Edge {
  typename V::Tail tail;

  DELTAWARD_INLINE V load(const T* p, std::size_t j) const {
    return partial && j + 1 == N ? V::load(p + j * V::lanes, tail) : V::load(p + j * V::lanes);
  }
  DELTAWARD_INLINE void store(T* p, std::size_t j, V v) const {
    if (partial && j + 1 == N)
      v.store(p + j * V::lanes, tail);
    else
      v.store(p + j * V::lanes);
  }
};

// sums += A B over the span.
template <class V, std::size_t R, std::size_t N, Walk walk, class E, class T = typename V::Scalar>
DELTAWARD_INLINE Sums<V, R, N> accumulate(const Product<T>& t, const Span<T>& s, E edge,
                                          Sums<V, R, N> sums) {
  const std::size_t a_stride = t.a_stride, b_stride = s.b_stride;
  const T* a =
      walk == Walk::beside ? t.a + s.first * a_stride + s.i : t.a + s.i * a_stride + s.first;
  const T* b = s.b;
  const std::uint32_t* lines = t.lines;
  // By fours, for the loop's own instructions: a tile of 6 × 4 vectors so ran at 0.86 instead of
  // 0.80 of the FMA peak.
  DELTAWARD_UNROLL_BY_4 for (std::size_t p = s.first; p < s.last; ++p) {
    const T* b_row = walk == Walk::picked ? b + lines[p] * b_stride : b;
    V row[N];
    DELTAWARD_UNROLL for (std::size_t j = 0; j < N; ++j) row[j] = edge.load(b_row, j);
    DELTAWARD_UNROLL for (std::size_t i = 0; i < R; ++i) {
      const V x = V::set(walk == Walk::beside ? a[i] : a[i * a_stride]);
      DELTAWARD_UNROLL for (std::size_t j = 0; j < N; ++j) sums.v[i][j] =
          fma(x, row[j], sums.v[i][j]);
    }
    a += walk == Walk::beside ? a_stride : 1;
    // Side by side means a row of A each time, where no prefetcher of the CPU's own follows: the
    // next tile's line of it is asked for (a batch of 256 and 1024 neurons: 0.59 to 0.68 of the
    // peak).
    if (walk == Walk::beside) prefetch_near(a + line_elements<T>);
    if (walk != Walk::picked) b += b_stride;
  }
  return sums;
}

template <class V, std::size_t R, std::size_t N, bool partial, Walk walk,
          class T = typename V::Scalar>
void tile(const Product<T>& t, const Span<T>& s) {
  const Edge<V, N, partial> edge{V::tail(partial ? s.columns - (N - 1) * V::lanes : 0)};
  T* c[R];
  if (walk == Walk::beside && t.step != 0 && t.lines)
    for (std::size_t i = 0; i < R; ++i) c[i] = t.c + t.lines[s.i + i] * t.c_stride + s.j;
  else
    for (std::size_t i = 0; i < R; ++i) c[i] = t.c + (s.i + i) * t.c_stride + s.j;
  // While k runs, the lines of C come that the tile below writes, or this one where rows are
  // picked: this one's are not in time where k is short (m = 32, n = k = 2048 in Aᵀ B: 0.55 of the
  // roofline instead of 0.98). Nobody asks for those of the first tile of a column.
  // Below the last tile are no rows, or another thread's.
  const bool asks_below = !(walk == Walk::beside && t.lines) && s.i + R < t.m;
  const std::size_t ahead = asks_below ? R * t.c_stride : 0;
  for (std::size_t i = 0; i < R; ++i)
    DELTAWARD_UNROLL for (std::size_t j = 0; j < N; ++j)
        prefetch_to_write(c[i] + ahead + j * V::lanes);

  Sums<V, R, N> sums;
  if (s.first)
    sums.each([&](std::size_t i, std::size_t j, V) { return edge.load(c[i], j); });
  else if (t.bias)
    sums.each([&](std::size_t, std::size_t j, V) { return edge.load(t.bias + s.j, j); });
  else
    sums.each([&](std::size_t, std::size_t, V) { return V::set(0); });

  sums = accumulate<V, R, N, walk>(t, s, edge, sums);

  if (t.scale != 1 && s.last == t.k) {
    const V scale = V::set(t.scale);
    sums.each([&](std::size_t, std::size_t, V sum) { return sum * scale; });
  }
  if (walk == Walk::beside && t.step != 0) {
    const V step = V::set(t.step);
    sums.each(
        [&](std::size_t i, std::size_t j, V sum) { return fma(step, sum, edge.load(c[i], j)); });
  }
  sums.each([&](std::size_t i, std::size_t j, V sum) {
    edge.store(c[i], j, sum);
    return sum;
  });
}

}  // namespace
}  // namespace deltaward
