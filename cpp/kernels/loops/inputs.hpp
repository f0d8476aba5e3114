// SPDX-License-Identifier: MIT
// Samples on their way into a mini-batch.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/matrix.hpp"
#include "kernels/picked.hpp"

namespace deltaward {
namespace {

// x / 255 for a pixel, which is what a division gives for every pixel (the tests try all 256), by
// the reciprocal in two numbers. What the first leaves of 1, 1 − 255 high, is found without
// rounding in this order: 256 high is a power of two times it, and the difference is close to it.
template <class V, class T = typename V::Scalar>
DELTAWARD_INLINE V pixel(V x) {
  constexpr T high = T(1) / 255, low = ((1 - 256 * high) + high) / 255;
  return fma(x, V::set(high), x * V::set(low));
}

template <class V, class T = typename V::Scalar>
void pixels(std::size_t n, const std::uint8_t* x, T* y) {
  std::size_t j = 0;
  for (; j + V::lanes <= n; j += V::lanes) pixel(V::from_bytes(x + j)).store(y + j);
  for (; j < n; ++j) y[j] = static_cast<T>(x[j]) / 255;
}

// A bit for each of some columns, at most 64, that is not 0 in one of the rows: what
// V::nonzero_bytes does with 64 pixels, by loops that a compiler makes vectors of.
template <class V, class S>
DELTAWARD_INLINE std::uint64_t see_some(std::size_t columns, std::size_t rows, const S* const* x,
                                        std::size_t first) {
  decltype(bits_of(S{})) any[64] = {};
  for (std::size_t i = 0; i < rows; ++i) {
    const S* DELTAWARD_RESTRICT row = x[i] + first;
    if (columns == 64)
      for (std::size_t j = 0; j < 64; ++j) any[j] |= bits_of(row[j]);
    else
      for (std::size_t j = 0; j < columns; ++j) any[j] |= bits_of(row[j]);
  }
  std::uint8_t bytes[64];
  for (std::size_t j = 0; j < 64; ++j) bytes[j] = any[j] != 0;
  const std::uint8_t* one = bytes;
  return V::nonzero_bytes(1, &one, 0);
}

template <class V, class T = typename V::Scalar>
void see(std::size_t n, std::size_t rows, const T* const* x, std::uint64_t* seen) {
  for (std::size_t j = 0; j < n; j += 64)
    seen[j / 64] |= see_some<V>(n - j < 64 ? n - j : 64, rows, x, j);
}

template <class V>
void see_pixels(std::size_t n, std::size_t rows, const std::uint8_t* const* x,
                std::uint64_t* seen) {
  std::size_t j = 0;
  for (; j + 64 <= n; j += 64) seen[j / 64] |= V::nonzero_bytes(rows, x, j);
  if (j < n) seen[j / 64] |= see_some<V>(n - j, rows, x, j);
}

template <class V>
Picked list_seen(std::size_t n, const std::uint64_t* seen, std::uint32_t* lines,
                 PickedBlock* blocks) {
  std::size_t j = 0, count = 0, block_count = 0;
  if constexpr (V::presses)
    for (; j + PickedBlock::inputs <= n; j += PickedBlock::inputs) {
      const unsigned chosen = static_cast<unsigned>(seen[j / 64] >> j % 64) & 0xFFFF;
      blocks[block_count] = {static_cast<std::uint32_t>(j), static_cast<std::uint32_t>(count),
                             chosen};
      block_count += chosen != 0;
      count += V::press_places(chosen, j, lines + count);
    }
  for (; j < n; j = (j | 63) + 1)
    for (std::uint64_t left = seen[j / 64] >> j % 64; left != 0; left &= left - 1)
      lines[count++] = static_cast<std::uint32_t>(j + lowest_bit(left));
  return {n, lines, count, blocks, block_count};
}

template <class V, class T = typename V::Scalar>
bool within(std::size_t n, const T* x, T low, T high) {
  unsigned outside = 0;
  for (std::size_t j = 0; j < n; ++j) outside |= !((x[j] >= low) & (x[j] <= high));
  return outside == 0;
}

// Where the CPU can press the chosen lanes of a vector together, it reads blocks of which something
// is kept (whole(i, j) is a vector of row i, single(i, j) an element); else it reads what it keeps.
// What is pressed together is stored with the rest of its vector: after j elements at most j are
// kept, so there is room. Rows inside: a block's mask is found once for all of them.
template <class V, class Whole, class Single, class T = typename V::Scalar>
DELTAWARD_INLINE void pick_by(const Picked& picked, Matrix<T> y, Whole whole, Single single) {
  if constexpr (V::presses) {
    for (std::size_t b = 0; b < picked.block_count; ++b) {
      const PickedBlock block = picked.blocks[b];
      T* to = y.data + block.place;
      for (std::size_t part = 0; part < PickedBlock::inputs; part += V::lanes) {
        const auto kept = V::lanes_of(block.chosen >> part);
        for (std::size_t i = 0; i < y.rows; ++i)
          whole(i, block.first + part).press(kept, to + i * y.stride);
        to += V::count(kept);
      }
    }
    const std::size_t in_blocks = picked.inputs / PickedBlock::inputs * PickedBlock::inputs;
    for (std::size_t q = picked.count; q > 0 && picked.lines[q - 1] >= in_blocks; --q)
      for (std::size_t i = 0; i < y.rows; ++i) y.row(i)[q - 1] = single(i, picked.lines[q - 1]);
  } else {
    for (std::size_t i = 0; i < y.rows; ++i)
      for (std::size_t q = 0; q < picked.count; ++q) y.row(i)[q] = single(i, picked.lines[q]);
  }
}

template <class V, class T = typename V::Scalar>
void pick(const Picked& picked, const T* const* x, Matrix<T> y) {
  pick_by<V>(
      picked, y, [&](std::size_t i, std::size_t j) { return V::load(x[i] + j); },
      [&](std::size_t i, std::size_t j) { return x[i][j]; });
}

template <class V, class T = typename V::Scalar>
void pick_pixels(const Picked& picked, const std::uint8_t* const* x, Matrix<T> y) {
  pick_by<V>(
      picked, y, [&](std::size_t i, std::size_t j) { return pixel(V::from_bytes(x[i] + j)); },
      [&](std::size_t i, std::size_t j) { return static_cast<T>(x[i][j]) / 255; });
}

}  // namespace
}  // namespace deltaward
