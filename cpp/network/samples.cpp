// SPDX-License-Identifier: MIT
#include "network/samples.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <type_traits>

#include "kernels/dispatch.hpp"

namespace deltaward {
namespace {

// memcpy: the caller's array may be misaligned.
template <class S>
S load(const std::byte* p) {
  S value;
  std::memcpy(&value, p, sizeof value);
  return value;
}

// v / 255 for every pixel.
template <class T>
constexpr auto scaled = [] {
  std::array<T, 256> table{};
  for (std::size_t v = 0; v < 256; ++v) table[v] = static_cast<T>(v) / 255;
  return table;
}();

template <class T, class S>
T convert(S value) {
  if constexpr (sizeof(S) == 1)
    return scaled<T>[value];
  else
    return static_cast<T>(value);
}

template <class T, class S>
void gather_row(const Samples& samples, const std::byte* p, const std::uint32_t* lines,
                Matrix<T> out) {
  const std::ptrdiff_t step = samples.col_step;
  if (lines)
    for (std::size_t q = 0; q < out.cols; ++q)
      out.data[q] = convert<T>(load<S>(p + static_cast<std::ptrdiff_t>(lines[q]) * step));
  else if (step == sizeof(S) && sizeof(S) == 1)
    kernels<T>().pixels(out.cols, reinterpret_cast<const std::uint8_t*>(p), out.data);
  else if (step == sizeof(S))
    for (std::size_t j = 0; j < out.cols; ++j) out.data[j] = convert<T>(load<S>(p + j * sizeof(S)));
  else
    for (std::size_t j = 0; j < out.cols; ++j, p += step) out.data[j] = convert<T>(load<S>(p));
}

// seen[j] |= element j is not 0 (as bits: −0.0 is not).
template <class S>
void see_row(const Samples& samples, const std::byte* p, std::uint8_t* seen) {
  using Bits = std::conditional_t<sizeof(S) == 1, std::uint8_t,
                                  std::conditional_t<sizeof(S) == 4, std::uint32_t, std::uint64_t>>;
  const auto see = [](const std::byte* at) {
    const Bits bits = load<Bits>(at);
    return static_cast<std::uint8_t>(sizeof(S) == 1 ? bits : bits != 0);
  };
  if (samples.col_step == sizeof(S))
    for (std::size_t j = 0; j < samples.cols; ++j) seen[j] |= see(p + j * sizeof(S));
  else
    for (std::size_t j = 0; j < samples.cols; ++j, p += samples.col_step) seen[j] |= see(p);
}

template <class S>
Offender find_outside_of(const Samples& samples, double low, double high) {
  const auto bad = [&](double v) { return !std::isfinite(v) || v < low || v > high; };
  for (std::size_t i = 0; i < samples.rows; ++i) {
    const std::byte* p = samples.data + static_cast<std::ptrdiff_t>(i) * samples.row_step;
    // v · 0 is NaN for NaN and infinity: one sum says whether the row needs a closer look.
    S suspect = 0;
    bool outside = false;
    for (std::size_t j = 0; j < samples.cols; ++j) {
      const S v = load<S>(p + static_cast<std::ptrdiff_t>(j) * samples.col_step);
      suspect += v * 0;
      outside |= v < low || v > high;
    }
    if (suspect == 0 && !outside) continue;
    for (std::size_t j = 0; j < samples.cols; ++j) {
      const S v = load<S>(p + static_cast<std::ptrdiff_t>(j) * samples.col_step);
      if (bad(v)) return {true, i, j, static_cast<double>(v)};
    }
  }
  return {};
}

}  // namespace

template <class T>
void gather(const Samples& samples, Rows rows, const std::uint32_t* lines, Matrix<T> out) {
  for (std::size_t i = 0; i < out.rows; ++i) {
    const std::byte* p = samples.data + static_cast<std::ptrdiff_t>(rows[i]) * samples.row_step;
    const Matrix<T> row = out.slice(i, i + 1);
    switch (samples.element) {
      case Element::uint8: gather_row<T, std::uint8_t>(samples, p, lines, row); break;
      case Element::float32: gather_row<T, float>(samples, p, lines, row); break;
      case Element::float64: gather_row<T, double>(samples, p, lines, row); break;
    }
  }
}

template <class T>
void gather(const Targets& targets, Rows rows, Matrix<T> out) {
  if (!targets.classes) return gather(targets.values, rows, nullptr, out);
  for (std::size_t i = 0; i < out.rows; ++i) {
    std::memset(out.row(i), 0, out.cols * sizeof(T));
    out.row(i)[targets.classes[rows[i]]] = 1;
  }
}

std::size_t nonzero_inputs(const Samples& samples, Rows rows, std::size_t m, std::uint8_t* seen,
                           std::uint32_t* lines) {
  std::memset(seen, 0, samples.cols);
  for (std::size_t i = 0; i < m; ++i) {
    const std::byte* p = samples.data + static_cast<std::ptrdiff_t>(rows[i]) * samples.row_step;
    switch (samples.element) {
      case Element::uint8: see_row<std::uint8_t>(samples, p, seen); break;
      case Element::float32: see_row<float>(samples, p, seen); break;
      case Element::float64: see_row<double>(samples, p, seen); break;
    }
  }
  std::size_t count = 0;
  for (std::size_t j = 0; j < samples.cols; ++j) {
    lines[count] = static_cast<std::uint32_t>(j);
    count += seen[j] != 0;
  }
  return count;
}

Offender find_outside(const Samples& samples, double low, double high) {
  switch (samples.element) {
    case Element::uint8: return {};
    case Element::float32: return find_outside_of<float>(samples, low, high);
    case Element::float64: return find_outside_of<double>(samples, low, high);
  }
  return {};
}

#define INSTANTIATE(T)                                                         \
  template void gather(const Samples&, Rows, const std::uint32_t*, Matrix<T>); \
  template void gather(const Targets&, Rows, Matrix<T>);
INSTANTIATE(float)
INSTANTIATE(double)
#undef INSTANTIATE

}  // namespace deltaward
