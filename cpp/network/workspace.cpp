// SPDX-License-Identifier: MIT
#include "network/workspace.hpp"

#include <algorithm>

namespace deltaward {

template <class T>
void Workspace<T>::resize(std::size_t rows, bool backward) {
  const std::size_t layers = sizes_.size() - 1;
  if (rows > capacity_ || backward > backward_) {
    const std::size_t capacity = std::max(rows, capacity_);
    backward |= backward_;
    std::size_t width = padded<T>(sizes_[0]) + padded<T>(sizes_[layers]);
    for (std::size_t l = 1; l <= layers; ++l)
      width = checked_sum(width, checked_product(backward ? 3 : 2, padded<T>(sizes_[l])));
    buffer_ = {};  // first, so that the old and the new are never there at once
    capacity_ = 0;
    buffer_ = Buffer<T>(checked_product(capacity, width));
    capacity_ = capacity;
    backward_ = backward;
    T* next = buffer_.data();
    const auto take = [&](std::size_t n) {
      const Matrix<T> matrix{next, 0, n, padded<T>(n)};
      next += capacity * matrix.stride;
      return matrix;
    };
    a_ = {take(sizes_[0])};
    z_.clear();
    delta_.clear();
    for (std::size_t l = 1; l <= layers; ++l) {
      z_.push_back(take(sizes_[l]));
      a_.push_back(take(sizes_[l]));
      if (backward) delta_.push_back(take(sizes_[l]));
    }
    y_ = take(sizes_[layers]);
  }
  rows_ = rows;
  y_.rows = rows;
  for (auto* matrices : {&a_, &z_, &delta_})
    for (Matrix<T>& matrix : *matrices) matrix.rows = rows;
}

template class Workspace<float>;
template class Workspace<double>;

}  // namespace deltaward
