// SPDX-License-Identifier: MIT
// The loops around the tile: which part of B stays in the caches while the rows of C pass by.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/loops/tile.hpp"
#include "kernels/loops/transpose.hpp"
#include "kernels/matrix.hpp"

namespace deltaward {
namespace {

constexpr std::size_t smaller(std::size_t a, std::size_t b) { return a < b ? a : b; }

// The tallest tile that fits the rows that are left. Few heights: every one of them is a function
// in the binary.
constexpr std::size_t heights[] = {24, 12, 10, 8, 6, 4, 2, 1};

template <class V, std::size_t N, Walk walk, std::size_t H = 0, class T = typename V::Scalar>
std::size_t tallest_tile(const Product<T>& t, const Span<T>& s, std::size_t rows) {
  if constexpr (heights[H] <= tile_height<V, N>)
    if (heights[H] <= rows) {
      if (s.columns % V::lanes)
        tile<V, heights[H], N, true, walk>(t, s);
      else
        tile<V, heights[H], N, false, walk>(t, s);
      return heights[H];
    }
  if constexpr (heights[H] > 1)
    return tallest_tile<V, N, walk, H + 1>(t, s, rows);
  else
    return 1;
}

// Rows of B that are asked for while others are at work.
template <class T>
struct Upcoming {
  const T* row;
  std::size_t stride, columns, left;

  DELTAWARD_INLINE void ask(std::size_t rows) {
    for (rows = smaller(rows, left), left -= rows; rows > 0; --rows, row += stride)
      for (std::size_t j = 0; j < columns; j += line_elements<T>) prefetch_far(row + j);
  }
};

template <class V, Walk walk, std::size_t N, class T = typename V::Scalar>
void column_of_tiles(const Product<T>& t, Span<T> s, Upcoming<T> next) {
  if constexpr (N > 1)
    if (s.columns <= (N - 1) * V::lanes) return column_of_tiles<V, walk, N - 1>(t, s, next);
  constexpr std::size_t height = tile_height<V, N>;
  const std::size_t share = next.left * height / t.m + 1;
  for (s.i = 0; s.i < t.m;) {
    next.ask(share);
    s.i += tallest_tile<V, N, walk>(t, s, smaller(t.m - s.i, height));
  }
}

// Of the panel of B that a column of tiles reads again and again: two thirds of an L1 of 48 kB.
constexpr std::size_t panel_bytes = 32768;

template <class V, Walk walk, class T = typename V::Scalar>
void copy_panel(const Product<T>& t, const Span<T>& s, T* panel, std::size_t stride) {
  if (t.b_transposed)
    return transpose<V>(
        Matrix<const T>{t.b + s.j * t.b_stride + s.first, s.columns, s.last - s.first, t.b_stride},
        panel, stride);
  for (std::size_t p = s.first; p < s.last; ++p, panel += stride) {
    const T* row = t.b + (walk == Walk::picked ? t.lines[p] : p) * t.b_stride + s.j;
    std::size_t j = 0;
    for (; j + V::lanes <= s.columns; j += V::lanes) V::load(row + j).store(panel + j);
    if (j < s.columns) V::load(row + j, V::tail(s.columns - j)).store(panel + j);
  }
}

// The part of B that the span after this one reads.
template <Walk walk, class T>
Upcoming<T> after(const Product<T>& t, const Span<T>& s, std::size_t width, std::size_t block) {
  if (walk == Walk::picked) return {nullptr, 0, 0, 0};
  const bool same_block = s.j + width < t.n;
  const std::size_t j = same_block ? s.j + width : 0, first = same_block ? s.first : s.last;
  const std::size_t columns = smaller(t.n - j, width), rows = smaller(t.k - first, block);
  return t.b_transposed
             ? Upcoming<T>{t.b + j * t.b_stride + first, t.b_stride, rows, rows ? columns : 0}
             : Upcoming<T>{t.b + first * t.b_stride + j, t.b_stride, columns, rows};
}

// One row alone has as many chains of FMAs as its tile has vectors, too few to keep the units busy:
// it gets wider tiles. Returns how many columns are done.
template <class V, Walk walk, class T = typename V::Scalar>
std::size_t wide_tiles(const Product<T>& t) {
  constexpr std::size_t vectors = V::accumulators / 3, width = vectors * V::lanes;
  std::size_t j = 0;
  if constexpr (walk != Walk::beside)
    for (; t.m == 1 && !t.b_transposed && j + width <= t.n; j += width)
      tile<V, 1, vectors, false, walk>(t, {0, j, width, 0, t.k, t.b + j, t.b_stride});
  return j;
}

// k in blocks whose panel of B stays near while the rows of C pass by; C's tiles come back once a
// block. A step can't come back to C. Within a block columns outside, rows inside. Where many rows
// pass by, the panel is copied together first: in place each of its rows is on a page of its own,
// more than the TLB holds.
template <class V, Walk walk, class T = typename V::Scalar>
void multiply(const Product<T>& t) {
  if (t.m == 0 || t.n == 0) return;  // as where no input of a mini-batch is there
  if (t.n <= V::lanes && t.m <= tile_height<V, 1> && !t.b_transposed) {
    // One tile or a few, one vector wide: nothing to share out, copy or ask for.
    const Span<T> whole{0, 0, t.n, 0, t.k, t.b, t.b_stride};
    return column_of_tiles<V, walk, 1>(t, whole, Upcoming<T>{nullptr, 0, 0, 0});
  }
  constexpr std::size_t width = V::tile_vectors * V::lanes;
  const std::size_t columns = smaller((t.n + V::lanes - 1) / V::lanes * V::lanes, width);
  const bool single = t.m <= tile_height<V, V::tile_vectors>;  // every panel is read once
  std::size_t block = t.k;
  if (t.step == 0 && (!single || t.b_transposed)) {
    const std::size_t longest = panel_bytes / (columns * sizeof(T));
    if (t.k > longest) block = (t.k - 1) / ((t.k + longest - 1) / longest) + 1;
  }
  constexpr std::size_t most = 2 * panel_bytes / sizeof(T);  // a step's panel may be longer
  alignas(64) T copy[most];
  const bool copied =
      t.b_transposed || (t.m >= 48 && block >= 48 && t.b_stride > width && block * width <= most);
  // No prefetcher of the CPU's own finds a panel's next part, or the next panel, in time where B is
  // in no L2: asked for, A B of 32 × 2048 × 2048 is 1.6 times as fast on Sapphire Rapids. Where B
  // is in L2 asking costs 3 %. A panel that is read once is as long as k, too much to ask for.
  const bool is_far = !single && t.n * t.k * sizeof(T) > (std::size_t{1} << 20);
  const std::size_t stride = t.b_transposed ? columns : width;
  const std::size_t done = wide_tiles<V, walk>(t);
  std::size_t first = 0;
  do {
    const std::size_t last = smaller(t.k, first + block);
    for (std::size_t j = done; j < t.n; j += width) {
      Span<T> span{0, j, smaller(t.n - j, width), first, last, copy, stride};
      if (copied) {
        copy_panel<V, walk>(t, span, copy, stride);
        column_of_tiles<V, walk == Walk::picked ? Walk::apart : walk, V::tile_vectors>(
            t, span, after<walk>(t, span, width, block));
      } else {
        span.b = t.b + (walk == Walk::picked ? 0 : first * t.b_stride) + j;
        span.b_stride = t.b_stride;
        const Upcoming<T> next =
            is_far ? after<walk>(t, span, width, block) : Upcoming<T>{nullptr, 0, 0, 0};
        column_of_tiles<V, walk, V::tile_vectors>(t, span, next);
      }
    }
    first = last;
  } while (first < t.k);
}

}  // namespace
}  // namespace deltaward
