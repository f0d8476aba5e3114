// SPDX-License-Identifier: MIT
#include "network/samples.hpp"

#include <cmath>
#include <cstring>

namespace deltaward {
namespace {

// memcpy: the caller's array may be misaligned.
template <class S>
S load(const std::byte* p) {
  S value;
  std::memcpy(&value, p, sizeof value);
  return value;
}

template <class T, class S>
T convert(S value) {
  if constexpr (sizeof(S) == 1)
    return static_cast<T>(value) / 255;
  else
    return static_cast<T>(value);
}

template <class T, class S>
void gather_row(const Samples& samples, const std::byte* p, T* out) {
  if (samples.col_step == sizeof(S)) {
    for (std::size_t j = 0; j < samples.cols; ++j) out[j] = convert<T>(load<S>(p + j * sizeof(S)));
    return;
  }
  for (std::size_t j = 0; j < samples.cols; ++j, p += samples.col_step)
    out[j] = convert<T>(load<S>(p));
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
void gather(const Samples& samples, Rows rows, Matrix<T> out) {
  for (std::size_t i = 0; i < out.rows; ++i) {
    const std::byte* p = samples.data + static_cast<std::ptrdiff_t>(rows[i]) * samples.row_step;
    switch (samples.element) {
      case Element::uint8: gather_row<T, std::uint8_t>(samples, p, out.row(i)); break;
      case Element::float32: gather_row<T, float>(samples, p, out.row(i)); break;
      case Element::float64: gather_row<T, double>(samples, p, out.row(i)); break;
    }
  }
}

template <class T>
void gather(const Targets& targets, Rows rows, Matrix<T> out) {
  if (!targets.classes) return gather(targets.values, rows, out);
  for (std::size_t i = 0; i < out.rows; ++i) {
    std::memset(out.row(i), 0, out.cols * sizeof(T));
    out.row(i)[targets.classes[rows[i]]] = 1;
  }
}

Offender find_outside(const Samples& samples, double low, double high) {
  switch (samples.element) {
    case Element::uint8: return {};
    case Element::float32: return find_outside_of<float>(samples, low, high);
    case Element::float64: return find_outside_of<double>(samples, low, high);
  }
  return {};
}

#define INSTANTIATE(T)                                   \
  template void gather(const Samples&, Rows, Matrix<T>); \
  template void gather(const Targets&, Rows, Matrix<T>);
INSTANTIATE(float)
INSTANTIATE(double)
#undef INSTANTIATE

}  // namespace deltaward
