// SPDX-License-Identifier: MIT
// The matrices of one mini-batch, allocated once: nothing is allocated in a step.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "network/architecture.hpp"
#include "network/buffer.hpp"
#include "network/intake.hpp"

namespace deltaward {

template <class T>
class Workspace {
 public:
  explicit Workspace(const Architecture& architecture)
      : sizes_(architecture.sizes),
        intake_(sizes_.front(), sizes_.back()),
        ahead_(sizes_.front(), sizes_.back()) {}

  // Makes room for `rows` samples (memory grows, never shrinks) and sets all matrices to that many
  // rows. `backward` asks for the matrices of the backward pass too; `parts` is how many threads
  // will share the rows out, for each needs scratch of its own.
  void resize(std::size_t rows, bool backward, std::size_t parts);

  Matrix<T> a(std::size_t l) const { return a_[l]; }  // (m, n_l) of layer l, 0 the first hidden
  // What enters layer l: the inputs, or the activations that dropout has passed on.
  Matrix<T> a_prev(std::size_t l) const {
    return l == 0 ? intake_.x() : dropping(l) ? passed_[l] : a(l - 1);
  }
  Matrix<T> dropout(std::size_t l) const { return factors_[l]; }  // of what enters layer l
  Matrix<T> z(std::size_t l) const { return z_[l]; }
  Matrix<T> delta(std::size_t l) const { return delta_[l]; }
  Matrix<T> y() const { return intake_.y(); }             // (m, n_L) targets
  double* costs() const { return costs_.data(); }         // (m,)
  std::uint32_t* right() const { return right_.data(); }  // (m,) 1 where the answer is right
  std::size_t rows() const { return rows_; }
  std::size_t bytes() const {
    return (buffer_.size() + scratch_.size()) * sizeof(T) + intake_.bytes() + ahead_.bytes() +
           costs_.size() * sizeof(double) + right_.size() * sizeof(std::uint32_t);
  }

  // Layers, but for the first, whose entering activations can drop out; and whether they do now.
  void make_droppable(const std::vector<bool>& layers);
  void drop(bool on) { dropping_ = on; }
  bool dropping(std::size_t l) const { return dropping_ && l < droppable_.size() && droppable_[l]; }

  Intake<T>& intake() { return intake_; }
  const Intake<T>& intake() const { return intake_; }
  // Which inputs the columns of a_prev(l) are; null: all of them.
  const std::uint32_t* lines(std::size_t l) const { return l ? nullptr : intake_.lines(); }

  // The next mini-batch, of as many rows, which comes in while this one is still at work. There is
  // no memory for it until somebody makes it.
  Intake<T>& make_ahead();
  const Intake<T>& ahead() const { return ahead_; }
  void turn() { std::swap(intake_, ahead_); }  // it is this one now

  T* scratch(std::size_t part) const { return scratch_.data() + part * part_scratch_; }

 private:
  void allocate(std::size_t capacity, bool backward);
  std::size_t scratch_size(std::size_t rows) const;  // of one part

  std::vector<std::size_t> sizes_;
  std::size_t rows_ = 0, capacity_ = 0;
  bool backward_ = false, dropping_ = false;
  Buffer<T> buffer_, scratch_;
  Buffer<double> costs_;
  Buffer<std::uint32_t> right_;
  std::size_t part_scratch_ = 0;  // of one part, for so many rows and parts:
  std::size_t scratch_rows_ = 0, scratch_parts_ = 0;
  std::vector<bool> droppable_;
  std::vector<Matrix<T>> a_, z_, delta_, passed_, factors_;  // the last two: null if not droppable
  Intake<T> intake_, ahead_;
};

}  // namespace deltaward
