// SPDX-License-Identifier: MIT
// The matrices of one mini-batch, allocated once: nothing is allocated in a step.
#pragma once

#include <cstddef>
#include <vector>

#include "network/architecture.hpp"
#include "network/buffer.hpp"

namespace deltaward {

template <class T>
class Workspace {
 public:
  explicit Workspace(const Architecture& architecture) : sizes_(architecture.sizes) {}

  // Makes room for `rows` samples (memory grows, never shrinks) and sets all matrices to that many
  // rows. `backward` asks for the matrices of the backward pass too.
  void resize(std::size_t rows, bool backward);

  Matrix<T> x() const { return a_[0]; }                   // (m, n_0)
  Matrix<T> a(std::size_t l) const { return a_[l + 1]; }  // (m, n_l) of layer l, 0 the first hidden
  Matrix<T> a_prev(std::size_t l) const { return a_[l]; }
  Matrix<T> z(std::size_t l) const { return z_[l]; }
  Matrix<T> delta(std::size_t l) const { return delta_[l]; }
  Matrix<T> y() const { return y_; }  // (m, n_L) targets
  std::size_t rows() const { return rows_; }

 private:
  std::vector<std::size_t> sizes_;
  std::size_t rows_ = 0, capacity_ = 0;
  bool backward_ = false;
  Buffer<T> buffer_;
  std::vector<Matrix<T>> a_, z_, delta_;
  Matrix<T> y_{};
};

}  // namespace deltaward
