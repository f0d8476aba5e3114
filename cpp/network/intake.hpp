// SPDX-License-Identifier: MIT
// What of a mini-batch enters a network: its inputs, which of them those are, and its targets.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "kernels/matrix.hpp"
#include "network/buffer.hpp"
#include "network/samples.hpp"

namespace deltaward {

template <class T>
class Intake {
 public:
  Intake(std::size_t inputs, std::size_t outputs);

  // Makes room for so many samples (memory grows, never shrinks; what was there is lost then) and
  // sets the matrices to that many rows.
  void resize(std::size_t rows);
  std::size_t bytes() const;

  Matrix<T> x() const { return x_; }  // (m, inputs that are there)
  Matrix<T> y() const { return y_; }  // (m, n_L)
  // Which inputs the columns of x are; null: all of them.
  const Picked* picked() const { return picked_ ? &*picked_ : nullptr; }
  const std::uint32_t* lines() const { return picked_ ? picked_->lines : nullptr; }

  // Takes the inputs of a mini-batch that are not 0 in all of its rows, if leaving out the others
  // is worth it; else all of them.
  void choose(const Samples& samples, Rows rows);
  void choose(const std::uint64_t* seen);  // those whose bits are set
  void choose_all();

 private:
  void allocate(std::size_t capacity);
  void take(std::optional<Picked> picked);

  std::size_t inputs_, outputs_, capacity_ = 0;
  Buffer<T> buffer_;
  Matrix<T> x_{}, y_{};
  std::vector<std::uint32_t> lines_;
  std::vector<std::uint64_t> seen_;
  std::vector<PickedBlock> blocks_;
  std::optional<Picked> picked_;
};

}  // namespace deltaward
