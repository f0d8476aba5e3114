// SPDX-License-Identifier: MIT
// Samples on their way into a mini-batch.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/matrix.hpp"
#include "kernels/picked.hpp"

namespace deltaward {
namespace {

// x / 255 for a pixel: the quotient by the reciprocal and one correction, which is what a division
// gives for every pixel (the tests try all 256) at a quarter of its time.
template <class V, class T = typename V::Scalar>
DELTAWARD_INLINE V pixel(V x) {
  const V reciprocal = V::set(T(1) / 255);
  const V rough = x * reciprocal;
  return fma(fma(rough, V::set(-255), x), reciprocal, rough);
}

template <class V, class T = typename V::Scalar>
void pixels(std::size_t n, const std::uint8_t* x, T* y) {
  std::size_t j = 0;
  for (; j + V::lanes <= n; j += V::lanes) pixel(V::from_bytes(x + j)).store(y + j);
  for (; j < n; ++j) y[j] = static_cast<T>(x[j]) / 255;
}

// The next two and `within` are plain loops that a compiler makes vectors of.
template <class V, class T = typename V::Scalar>
void see(std::size_t n, const T* DELTAWARD_RESTRICT x, std::uint8_t* DELTAWARD_RESTRICT seen) {
  for (std::size_t j = 0; j < n; ++j) seen[j] |= bits_of(x[j]) != 0;
}

template <class V>
void see_pixels(std::size_t n, const std::uint8_t* DELTAWARD_RESTRICT x,
                std::uint8_t* DELTAWARD_RESTRICT seen) {
  for (std::size_t j = 0; j < n; ++j) seen[j] |= x[j];
}

// Bytes count 192 elements, whole vectors of 64 and less than 256: more of them than of larger
// numbers fit a vector.
template <class V>
std::size_t count_seen(std::size_t n, const std::uint8_t* seen) {
  constexpr std::size_t most = 192;
  std::size_t total = 0;
  for (std::size_t first = 0; first < n; first += most) {
    const std::size_t last = n - first < most ? n : first + most;
    std::uint8_t some = 0;
    for (std::size_t j = first; j < last; ++j)
      some = static_cast<std::uint8_t>(some + (seen[j] != 0));
    total += some;
  }
  return total;
}

template <class V>
Picked list_seen(std::size_t n, const std::uint8_t* seen, std::uint32_t* lines,
                 PickedBlock* blocks) {
  std::size_t j = 0, count = 0, block_count = 0;
  if constexpr (V::presses)
    for (; j + PickedBlock::inputs <= n; j += PickedBlock::inputs) {
      const unsigned chosen = V::nonzero(seen + j);
      blocks[block_count] = {static_cast<std::uint32_t>(j), static_cast<std::uint32_t>(count),
                             chosen};
      block_count += chosen != 0;
      count += V::press_places(chosen, j, lines + count);
    }
  for (; j < n; ++j) {
    lines[count] = static_cast<std::uint32_t>(j);
    count += seen[j] != 0;
  }
  return {n, lines, count, blocks, block_count};
}

template <class V, class T = typename V::Scalar>
bool within(std::size_t n, const T* x, T low, T high) {
  unsigned outside = 0;
  for (std::size_t j = 0; j < n; ++j) outside |= !((x[j] >= low) & (x[j] <= high));
  return outside == 0;
}

// Where the CPU can press the chosen lanes of a vector together, it reads blocks of which something
// is kept (whole(j) is a vector, single(j) an element); else it reads what it keeps. What is
// pressed together is stored with the rest of its vector: after j elements at most j are kept, so
// there is room.
template <class V, class Whole, class Single, class T = typename V::Scalar>
DELTAWARD_INLINE void pick_by(const Picked& picked, T* y, Whole whole, Single single) {
  if constexpr (V::presses) {
    for (std::size_t i = 0; i < picked.block_count; ++i) {
      const PickedBlock block = picked.blocks[i];
      T* to = y + block.place;
      for (std::size_t part = 0; part < PickedBlock::inputs; part += V::lanes)
        to += whole(block.first + part).press(V::lanes_of(block.chosen >> part), to);
    }
    const std::size_t in_blocks = picked.inputs / PickedBlock::inputs * PickedBlock::inputs;
    for (std::size_t q = picked.count; q > 0 && picked.lines[q - 1] >= in_blocks; --q)
      y[q - 1] = single(picked.lines[q - 1]);
  } else {
    for (std::size_t q = 0; q < picked.count; ++q) y[q] = single(picked.lines[q]);
  }
}

template <class V, class T = typename V::Scalar>
void pick(const Picked& picked, const T* x, T* y) {
  pick_by<V>(
      picked, y, [&](std::size_t j) { return V::load(x + j); },
      [&](std::size_t j) { return x[j]; });
}

template <class V, class T = typename V::Scalar>
void pick_pixels(const Picked& picked, const std::uint8_t* x, T* y) {
  pick_by<V>(
      picked, y, [&](std::size_t j) { return pixel(V::from_bytes(x + j)); },
      [&](std::size_t j) { return static_cast<T>(x[j]) / 255; });
}

}  // namespace
}  // namespace deltaward
