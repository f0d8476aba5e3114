// SPDX-License-Identifier: MIT
// The register tile that all three products are made of, and the loops around it. A tile of C
// stays in registers while k runs; every element of C is one chain of fused multiply-adds in
// ascending k, and a chain goes on from memory where k is blocked. So neither tiles nor blocks nor
// threads show in the bits.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/matrix.hpp"

namespace deltaward {
namespace {

// C (m,n) = start + A B. Element (i, p) of A is a[i · a_row + p · a_k], which serves A as it lies
// (gemm_nn) and transposed (gemm_tn).
template <class T>
struct Product {
  std::size_t m, n, k;
  const T* a;
  std::size_t a_row, a_k;
  const T* b;
  std::size_t b_stride;
  const T* bias;  // start; null: 0
  T* c;
  std::size_t c_stride;
  T scale;                     // of the sum, at the end
  T step;                      // C := C + step · scale · sum, unless 0
  const std::uint32_t* lines;  // which rows of B, or with a step of C; null: all
};

// One tile's share of a product: k from first to last, which continues C unless first is 0.
template <class T>
struct Span {
  std::size_t i, j, columns;  // the tile's place and width in C
  std::size_t first, last;
  const T* panel;  // those rows and columns of B, copied together; null: they are read in place
  std::size_t panel_stride;
};

constexpr std::size_t smaller(std::size_t a, std::size_t b) { return a < b ? a : b; }

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

// sums += A B over the span; `b_row(p)` is where row p of B is.
template <class V, std::size_t R, std::size_t N, class E, class F, class T = typename V::Scalar>
DELTAWARD_INLINE Sums<V, R, N> accumulate(const Product<T>& t, const Span<T>& s, E edge,
                                          Sums<V, R, N> sums, F b_row) {
  const T* a = t.a + s.i * t.a_row + s.first * t.a_k;
  const std::size_t a_row = t.a_row, a_k = t.a_k;
  for (std::size_t p = s.first; p < s.last; ++p, a += a_k) {
    const T* b = b_row(p);
    V row[N];
    DELTAWARD_UNROLL for (std::size_t j = 0; j < N; ++j) row[j] = edge.load(b, j);
    DELTAWARD_UNROLL for (std::size_t i = 0; i < R; ++i) {
      const V x = V::set(a[i * a_row]);
      DELTAWARD_UNROLL for (std::size_t j = 0; j < N; ++j) sums.v[i][j] =
          fma(x, row[j], sums.v[i][j]);
    }
  }
  return sums;
}

template <class V, std::size_t R, std::size_t N, bool partial, class T = typename V::Scalar>
void tile(const Product<T>& t, const Span<T>& s) {
  const Edge<V, N, partial> edge{V::tail(partial ? s.columns - (N - 1) * V::lanes : 0)};
  const bool update = t.step != 0;
  const auto c_row = [&](std::size_t i) {
    const std::size_t line = update && t.lines ? t.lines[s.i + i] : s.i + i;
    return t.c + line * t.c_stride + s.j;
  };

  Sums<V, R, N> sums;
  if (s.first)
    sums.each([&](std::size_t i, std::size_t j, V) { return edge.load(c_row(i), j); });
  else if (t.bias)
    sums.each([&](std::size_t, std::size_t j, V) { return edge.load(t.bias + s.j, j); });
  else
    sums.each([&](std::size_t, std::size_t, V) { return V::set(0); });

  const T* b = t.b + s.j;
  if (s.panel)
    sums = accumulate<V, R, N>(
        t, s, edge, sums, [&](std::size_t p) { return s.panel + (p - s.first) * s.panel_stride; });
  else if (t.lines && !update)
    sums = accumulate<V, R, N>(t, s, edge, sums,
                               [&](std::size_t p) { return b + t.lines[p] * t.b_stride; });
  else
    sums = accumulate<V, R, N>(t, s, edge, sums, [&](std::size_t p) { return b + p * t.b_stride; });

  const V scale = V::set(s.last == t.k ? t.scale : T(1)), step = V::set(t.step);
  sums.each([&](std::size_t i, std::size_t j, V sum) {
    T* c = c_row(i);
    const V value = sum * scale;
    edge.store(c, j, update ? fma(step, value, edge.load(c, j)) : value);
    return sum;
  });
}

// The tallest tile that fits the rows that are left. Few heights, each enough work to hide the
// latency of the FMA: every one of them is a function in the binary.
constexpr std::size_t heights[] = {24, 16, 12, 10, 8, 6, 5, 4, 3, 2, 1};

template <class V, std::size_t N, std::size_t H = 0, class T = typename V::Scalar>
std::size_t tallest_tile(const Product<T>& t, const Span<T>& s, std::size_t rows) {
  if constexpr (heights[H] <= tile_height<V, N>)
    if (heights[H] <= rows) {
      if (V::cheap_tail || s.columns % V::lanes)
        tile<V, heights[H], N, true>(t, s);
      else
        tile<V, heights[H], N, false>(t, s);
      return heights[H];
    }
  if constexpr (heights[H] > 1)
    return tallest_tile<V, N, H + 1>(t, s, rows);
  else
    return 1;
}

template <class V, std::size_t N, class T = typename V::Scalar>
void column_of_tiles(const Product<T>& t, Span<T> s) {
  if constexpr (N > 1)
    if (s.columns <= (N - 1) * V::lanes) return column_of_tiles<V, N - 1>(t, s);
  for (s.i = 0; s.i < t.m;) s.i += tallest_tile<V, N>(t, s, smaller(t.m - s.i, tile_height<V, N>));
}

// Half of L1, for the panel of B that a column of tiles reads again and again.
constexpr std::size_t panel_bytes = 32768;

template <class V, class T = typename V::Scalar>
void copy_panel(const Product<T>& t, const Span<T>& s, T* panel) {
  for (std::size_t p = s.first; p < s.last; ++p, panel += s.panel_stride) {
    const T* row = t.b + (t.lines && t.step == 0 ? t.lines[p] : p) * t.b_stride + s.j;
    std::size_t j = 0;
    for (; j + V::lanes <= s.columns; j += V::lanes) V::load(row + j).store(panel + j);
    if (j < s.columns) V::load(row + j, V::tail(s.columns - j)).store(panel + j);
  }
}

// k in blocks whose panel of B stays in L1 while the rows of C pass by; C's tiles come back once a
// block. A step can't come back to C, so there the panel gets narrower and the tile taller instead.
// Within a block columns outside, rows inside. Where many rows pass by, the panel is copied
// together first: in place each of its rows is on a page of its own, more than the TLB holds.
template <class V, class T = typename V::Scalar>
void multiply(const Product<T>& t) {
  constexpr std::size_t widest = V::tile_vectors * V::lanes;
  constexpr std::size_t longest = panel_bytes / (widest * sizeof(T));
  const bool single = t.m <= tile_height<V, V::tile_vectors>;  // every panel is read once
  std::size_t width = widest, block = t.k;
  if (t.step == 0 && !single) block = longest;
  if (t.step != 0 && !single)
    while (width > V::lanes && t.k * width * sizeof(T) > panel_bytes) width /= 2;
  // Blocks may be half as long again: no short one at the end.
  alignas(64) T panel[panel_bytes / sizeof(T) * 3 / 2];
  const bool copied =
      t.m >= 48 && t.b_stride > width && (t.step == 0 || t.k * width <= sizeof panel / sizeof(T));
  std::size_t first = 0;
  do {
    const std::size_t last = t.k - first < block + block / 2 ? t.k : first + block;
    for (std::size_t j = 0; j < t.n; j += width) {
      const Span<T> span{0,    j, smaller(t.n - j, width), first, last, copied ? panel : nullptr,
                         width};
      if (copied) copy_panel<V>(t, span, panel);
      column_of_tiles<V, V::tile_vectors>(t, span);
    }
    first = last;
  } while (first < t.k);
}

template <class V, class T = typename V::Scalar>
void gemm_nn(ConstMatrix<T> a, ConstMatrix<T> b, const std::uint32_t* lines, const T* bias,
             Matrix<T> c) {
  multiply<V>(Product<T>{c.rows, c.cols, a.cols, a.data, a.stride, 1, b.data, b.stride, bias,
                         c.data, c.stride, T(1), T(0), lines});
}

template <class V, class T = typename V::Scalar>
void gemm_tn(T alpha, ConstMatrix<T> a, ConstMatrix<T> b, Matrix<T> c) {
  multiply<V>(Product<T>{c.rows, c.cols, a.rows, a.data, 1, a.stride, b.data, b.stride, nullptr,
                         c.data, c.stride, alpha, T(0), nullptr});
}

template <class V, class T = typename V::Scalar>
void gemm_tn_descend(T scale, T step, ConstMatrix<T> a, ConstMatrix<T> b,
                     const std::uint32_t* lines, Matrix<T> w) {
  if (step == 0) return;
  multiply<V>(Product<T>{a.cols, b.cols, a.rows, a.data, 1, a.stride, b.data, b.stride, nullptr,
                         w.data, w.stride, scale, step, lines});
}

}  // namespace
}  // namespace deltaward
