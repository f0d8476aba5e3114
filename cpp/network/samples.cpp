// SPDX-License-Identifier: MIT
#include "network/samples.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>
#include <limits>
#include <span>
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

// Whether its rows lie as the kernels want them, aligned and without gaps: all others are read
// element by element.
template <class S>
bool lies_in_rows(const Samples& samples) {
  constexpr std::ptrdiff_t step = alignof(S);
  return samples.col_step == sizeof(S) && samples.row_step % step == 0 &&
         reinterpret_cast<std::uintptr_t>(samples.data) % alignof(S) == 0;
}

template <class S>
const S* row_as(const Samples& samples, std::size_t i) {
  return reinterpret_cast<const S*>(row_of(samples, i));
}

// Calls task(first, count, x) for at most 16 of m rows at a time: x[i] is where row first + i
// begins.
template <class S, class Task>
void over_some_rows(const Samples& samples, Rows rows, std::size_t m, Task task) {
  constexpr std::size_t most = 16;
  const S* x[most];
  for (std::size_t first = 0; first < m; first += most) {
    const std::size_t count = std::min(most, m - first);
    for (std::size_t i = 0; i < count; ++i) x[i] = row_as<S>(samples, rows[first + i]);
    task(first, count, x);
  }
}

// As it lies, or with / 255 for pixels.
template <class T, class S>
void copy_row(std::size_t n, const S* x, T* y) {
  if constexpr (sizeof(S) == 1)
    kernels<T>().pixels(n, x, y);
  else
    std::memcpy(y, x, n * sizeof(T));
}

template <class T, class S>
void gather_rows(const Samples& samples, Rows from, const Picked* picked, Matrix<T> out) {
  if constexpr (sizeof(S) == 1 || std::is_same_v<S, T>)
    if (lies_in_rows<S>(samples)) {
      if (!picked) {
        for (std::size_t i = 0; i < out.rows; ++i)
          copy_row(out.cols, row_as<S>(samples, from[i]), out.row(i));
        return;
      }
      const auto pick = [&](std::size_t first, std::size_t count, const S* const* x) {
        const Matrix<T> to = out.slice(first, first + count);
        if constexpr (sizeof(S) == 1)
          kernels<T>().pick_pixels(*picked, x, to);
        else
          kernels<T>().pick(*picked, x, to);
      };
      return over_some_rows<S>(samples, from, out.rows, pick);
    }
  for (std::size_t i = 0; i < out.rows; ++i) {
    const std::byte* p = row_of(samples, from[i]);
    T* to = out.row(i);
    for (std::size_t q = 0; q < out.cols; ++q) {
      const auto j = static_cast<std::ptrdiff_t>(picked ? picked->lines[q] : q);
      to[q] = convert<T>(load<S>(p + j * samples.col_step));
    }
  }
}

template <class S>
void see_rows(const Samples& samples, Rows rows, std::size_t m, std::uint64_t* seen) {
  if (lies_in_rows<S>(samples)) {
    const auto see = [&](std::size_t, std::size_t count, const S* const* x) {
      if constexpr (sizeof(S) == 1)
        kernels<float>().see_pixels(samples.cols, count, x, seen);
      else
        kernels<S>().see(samples.cols, count, x, seen);
    };
    return over_some_rows<S>(samples, rows, m, see);
  }
  for (std::size_t i = 0; i < m; ++i) {
    const std::byte* p = row_of(samples, rows[i]);
    for (std::size_t first = 0; first < samples.cols; first += 64) {
      std::uint64_t word = 0;
      const std::size_t count = std::min<std::size_t>(64, samples.cols - first);
      for (std::size_t j = 0; j < count; ++j, p += samples.col_step)
        word |= std::uint64_t{bits_of(load<S>(p)) != 0} << j;
      seen[first / 64] |= word;
    }
  }
}

template <class S>
Offender find_outside_of(const Samples& samples, double low, double high) {
  const auto lowest = static_cast<S>(std::max(low, double{std::numeric_limits<S>::lowest()}));
  const auto highest = static_cast<S>(std::min(high, double{std::numeric_limits<S>::max()}));
  // Rows that follow each other are one.
  const bool in_rows = lies_in_rows<S>(samples);
  if (in_rows && samples.row_step == static_cast<std::ptrdiff_t>(samples.cols * sizeof(S)) &&
      kernels<S>().within(samples.rows * samples.cols, row_as<S>(samples, 0), lowest, highest))
    return {};
  const auto bad = [&](S v) { return !(v >= lowest && v <= highest); };  // NaN, too
  for (std::size_t i = 0; i < samples.rows; ++i) {
    if (in_rows && kernels<S>().within(samples.cols, row_as<S>(samples, i), lowest, highest))
      continue;
    const std::byte* p = row_of(samples, i);
    for (std::size_t j = 0; j < samples.cols; ++j) {
      const S v = load<S>(p + static_cast<std::ptrdiff_t>(j) * samples.col_step);
      if (bad(v)) return {true, i, j, static_cast<double>(v)};
    }
  }
  return {};
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

void see_inputs(const Samples& samples, Rows rows, std::size_t m, std::uint64_t* seen) {
  switch (samples.element) {
    case Element::uint8: return see_rows<std::uint8_t>(samples, rows, m, seen);
    case Element::float32: return see_rows<float>(samples, rows, m, seen);
    case Element::float64: return see_rows<double>(samples, rows, m, seen);
  }
}

std::optional<Picked> list_inputs(std::size_t inputs, const std::uint64_t* seen,
                                  std::uint32_t* lines, PickedBlock* blocks) {
  const Picked picked = kernels<float>().list_seen(inputs, seen, lines, blocks);
  return picked.count < enough(inputs) ? std::optional(picked) : std::nullopt;
}

std::optional<Picked> nonzero_inputs(const Samples& samples, Rows rows, std::size_t m,
                                     std::uint64_t* seen, std::uint32_t* lines,
                                     PickedBlock* blocks) {
  const std::span words(seen, seen_words(samples.cols));
  std::fill(words.begin(), words.end(), 0);
  see_inputs(samples, rows, 1, seen);
  std::size_t count = 0;
  for (const std::uint64_t word : words) count += static_cast<std::size_t>(std::popcount(word));
  if (count >= enough(samples.cols)) return {};
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
