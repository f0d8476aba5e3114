// SPDX-License-Identifier: MIT
// Inputs and targets where the caller keeps them, and the way from there into a mini-batch.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "kernels/matrix.hpp"
#include "kernels/picked.hpp"

namespace deltaward {

enum class Element : unsigned char { uint8, float32, float64 };

// A two-dimensional array of any strides and alignment. uint8 elements are pixels: they enter as
// v / 255.
struct Samples {
  const std::byte* data;
  Element element;
  std::size_t rows, cols;
  std::ptrdiff_t row_step, col_step;  // bytes
};

// Either class indices (then each row of targets is 1 at its class and 0 elsewhere) or values.
struct Targets {
  const std::int32_t* classes;  // (rows,) or null
  Samples values;               // (rows, n_out), unused with classes
};

struct Dataset {
  Samples x;
  Targets y;
  const double* weights;  // (rows,) of the samples, or null for none
};

// Which rows a mini-batch takes: order[first …], or first … itself where order is null.
struct Rows {
  const std::uint32_t* order;
  std::size_t first;

  std::size_t operator[](std::size_t i) const { return order ? order[first + i] : first + i; }
};

// Fills out.rows rows with the inputs that are picked; null: all.
template <class T>
void gather(const Samples& samples, Rows rows, const Picked* picked, Matrix<T> out);
template <class T>
void gather(const Targets& targets, Rows rows, Matrix<T> out);

// Words that hold a bit for each of so many inputs.
constexpr std::size_t seen_words(std::size_t inputs) { return inputs / 64 + (inputs % 64 != 0); }

// Sets the bits of the columns that are not 0 in one of m rows: of column j, bit j % 64 of
// seen[j / 64].
void see_inputs(const Samples& samples, Rows rows, std::size_t m, std::uint64_t* seen);

// Lists those whose bits are set; none if leaving out the others is not worth it.
std::optional<Picked> list_inputs(std::size_t inputs, const std::uint64_t* seen,
                                  std::uint32_t* lines, PickedBlock* blocks);

// Both, for the columns that are not 0 in all of m rows. `seen` holds seen_words(samples.cols),
// `lines` samples.cols elements, `blocks` a sixteenth of that.
std::optional<Picked> nonzero_inputs(const Samples& samples, Rows rows, std::size_t m,
                                     std::uint64_t* seen, std::uint32_t* lines,
                                     PickedBlock* blocks);

// Asks for rows of a mini-batch that is to come, if they are little memory.
void prefetch(const Samples& samples, Rows rows, std::size_t m);

// The first element that is NaN, infinite or outside [low, high].
struct Offender {
  bool found;
  std::size_t row, col;
  double value;
};
Offender find_outside(const Samples& samples, double low, double high);

}  // namespace deltaward
