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
  const V quotient = x * reciprocal;
  return fma(fma(quotient, V::set(-255), x), reciprocal, quotient);
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
std::size_t list_seen(std::size_t n, const std::uint8_t* seen, std::uint32_t* lines) {
  const std::uint32_t* begin = lines;
  std::size_t j = 0;
  if constexpr (V::presses)
    for (; j + 16 <= n; j += 16) lines += V::press_places(seen + j, j, lines);
  for (; j < n; ++j) {
    *lines = static_cast<std::uint32_t>(j);
    lines += seen[j] != 0;
  }
  return static_cast<std::size_t>(lines - begin);
}

template <class V, class T = typename V::Scalar>
bool within(std::size_t n, const T* x, T low, T high) {
  unsigned outside = 0;
  for (std::size_t j = 0; j < n; ++j) outside |= !((x[j] >= low) & (x[j] <= high));
  return outside == 0;
}

// Where the CPU can press the chosen lanes of a vector together, it reads everything and keeps some
// (whole(j) is a vector, single(j) an element); else it reads what it keeps. What is pressed
// together is stored with the rest of its vector: after j elements at most j are kept, so there is
// room.
template <class V, class Whole, class Single, class T = typename V::Scalar>
DELTAWARD_INLINE void pick_by(const Picked& picked, T* y, Whole whole, Single single) {
  if constexpr (V::presses) {
    std::size_t j = 0;
    for (; j + V::lanes <= picked.inputs; j += V::lanes)
      y += whole(j).press(V::nonzero(picked.seen + j), y);
    for (; j < picked.inputs; ++j)
      if (picked.seen[j]) *y++ = single(j);
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
