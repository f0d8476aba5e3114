// SPDX-License-Identifier: MIT
#include "network/samples.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <limits>
#include <type_traits>

#include "kernels/dispatch.hpp"

namespace deltaward {
namespace {

std::size_t size_of(Element element) {
  switch (element) {
    case Element::uint8: return 1;
    case Element::float32: return 4;
    case Element::float64: return 8;
  }
  return 0;
}

const std::byte* row_of(const Samples& samples, std::size_t i) {
  return samples.data + static_cast<std::ptrdiff_t>(i) * samples.row_step;
}

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

// The row, if it lies as the kernels want it: all others are read element by element.
template <class S>
const S* as_row(const Samples& samples, const std::byte* p) {
  const bool fits =
      samples.col_step == sizeof(S) && reinterpret_cast<std::uintptr_t>(p) % alignof(S) == 0;
  return fits ? reinterpret_cast<const S*>(p) : nullptr;
}

template <class T, class S>
void gather_row(const Samples& samples, const std::byte* p, const Picked* picked, Matrix<T> out) {
  if (const S* x = as_row<S>(samples, p)) {
    if constexpr (sizeof(S) == 1)
      return picked ? kernels<T>().pick_pixels(*picked, x, out.data)
                    : kernels<T>().pixels(out.cols, x, out.data);
    else if constexpr (std::is_same_v<S, T>) {
      if (picked) return kernels<T>().pick(*picked, x, out.data);
      std::memcpy(out.data, x, out.cols * sizeof(T));
      return;
    }
  }
  for (std::size_t q = 0; q < out.cols; ++q) {
    const std::size_t j = picked ? picked->lines[q] : q;
    out.data[q] = convert<T>(load<S>(p + static_cast<std::ptrdiff_t>(j) * samples.col_step));
  }
}

template <class S>
void see_row(const Samples& samples, const std::byte* p, std::uint8_t* seen) {
  if (const S* x = as_row<S>(samples, p)) {
    if constexpr (sizeof(S) == 1)
      kernels<float>().see_pixels(samples.cols, x, seen);
    else
      kernels<S>().see(samples.cols, x, seen);
    return;
  }
  for (std::size_t j = 0; j < samples.cols; ++j, p += samples.col_step) {
    const S value = load<S>(p);
    if constexpr (sizeof(S) == 1)
      seen[j] |= value;
    else
      seen[j] |= bits_of(value) != 0;
  }
}

template <class S>
Offender find_outside_of(const Samples& samples, double low, double high) {
  const auto lowest = static_cast<S>(std::max(low, double{std::numeric_limits<S>::lowest()}));
  const auto highest = static_cast<S>(std::min(high, double{std::numeric_limits<S>::max()}));
  // Rows that follow each other are one.
  if (const S* x = as_row<S>(samples, samples.data);
      x && samples.row_step == static_cast<std::ptrdiff_t>(samples.cols * sizeof(S)) &&
      kernels<S>().within(samples.rows * samples.cols, x, lowest, highest))
    return {};
  const auto bad = [&](S v) { return !(v >= lowest && v <= highest); };  // NaN, too
  for (std::size_t i = 0; i < samples.rows; ++i) {
    const std::byte* p = samples.data + static_cast<std::ptrdiff_t>(i) * samples.row_step;
    const S* x = as_row<S>(samples, p);
    if (x && kernels<S>().within(samples.cols, x, lowest, highest)) continue;
    for (std::size_t j = 0; j < samples.cols; ++j) {
      const S v = load<S>(p + static_cast<std::ptrdiff_t>(j) * samples.col_step);
      if (bad(v)) return {true, i, j, static_cast<double>(v)};
    }
  }
  return {};
}

template <class T, class S>
void gather_rows(const Samples& samples, Rows rows, const Picked* picked, Matrix<T> out) {
  for (std::size_t i = 0; i < out.rows; ++i)
    gather_row<T, S>(samples, row_of(samples, rows[i]), picked, out.slice(i, i + 1));
}

// The detour through the list costs something; an eighth is a guess, not tuned.
std::size_t enough(std::size_t inputs) { return inputs - inputs / 8; }

}  // namespace

template <class T>
void gather(const Samples& samples, Rows rows, const Picked* picked, Matrix<T> out) {
  switch (samples.element) {
    case Element::uint8: return gather_rows<T, std::uint8_t>(samples, rows, picked, out);
    case Element::float32: return gather_rows<T, float>(samples, rows, picked, out);
    case Element::float64: return gather_rows<T, double>(samples, rows, picked, out);
  }
}

template <class T>
void gather(const Targets& targets, Rows rows, Matrix<T> out) {
  if (!targets.classes) return gather(targets.values, rows, nullptr, out);
  // With the padding between the rows: one call for all of them.
  if (out.rows > 0) std::memset(out.data, 0, ((out.rows - 1) * out.stride + out.cols) * sizeof(T));
  for (std::size_t i = 0; i < out.rows; ++i) out.row(i)[targets.classes[rows[i]]] = 1;
}

void see_inputs(const Samples& samples, Rows rows, std::size_t m, std::uint8_t* seen) {
  for (std::size_t i = 0; i < m; ++i) {
    const std::byte* p = row_of(samples, rows[i]);
    switch (samples.element) {
      case Element::uint8: see_row<std::uint8_t>(samples, p, seen); break;
      case Element::float32: see_row<float>(samples, p, seen); break;
      case Element::float64: see_row<double>(samples, p, seen); break;
    }
  }
}

std::optional<Picked> list_inputs(std::size_t inputs, const std::uint8_t* seen,
                                  std::uint32_t* lines, PickedBlock* blocks) {
  const Picked picked = kernels<float>().list_seen(inputs, seen, lines, blocks);
  return picked.count < enough(inputs) ? std::optional(picked) : std::nullopt;
}

std::optional<Picked> nonzero_inputs(const Samples& samples, Rows rows, std::size_t m,
                                     std::uint8_t* seen, std::uint32_t* lines,
                                     PickedBlock* blocks) {
  std::memset(seen, 0, samples.cols);
  see_inputs(samples, rows, 1, seen);
  if (kernels<float>().count_seen(samples.cols, seen) >= enough(samples.cols)) return {};
  see_inputs(samples, {rows.order, rows.first + 1}, m - 1, seen);
  return list_inputs(samples.cols, seen, lines, blocks);
}

void prefetch(const Samples& samples, Rows rows, std::size_t m) {
  constexpr std::size_t line = 64, most = 128 << 10;  // bytes: L2 has to hold the weights too
  const std::size_t bytes = samples.cols * size_of(samples.element);
  if (samples.col_step != static_cast<std::ptrdiff_t>(size_of(samples.element)) || bytes * m > most)
    return;
  for (std::size_t i = 0; i < m; ++i)
    for (std::size_t at = 0; at < bytes + line; at += line)
      prefetch_far(row_of(samples, rows[i]) + at);
}

Offender find_outside(const Samples& samples, double low, double high) {
  switch (samples.element) {
    case Element::uint8: return {};
    case Element::float32: return find_outside_of<float>(samples, low, high);
    case Element::float64: return find_outside_of<double>(samples, low, high);
  }
  return {};
}

#define INSTANTIATE(T)                                                  \
  template void gather(const Samples&, Rows, const Picked*, Matrix<T>); \
  template void gather(const Targets&, Rows, Matrix<T>);
INSTANTIATE(float)
INSTANTIATE(double)
#undef INSTANTIATE

}  // namespace deltaward
