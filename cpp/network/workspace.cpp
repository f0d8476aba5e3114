// SPDX-License-Identifier: MIT
#include "network/workspace.hpp"

#include <algorithm>

#include "kernels/dispatch.hpp"

namespace deltaward {

template <class T>
std::size_t Workspace<T>::scratch_size(std::size_t rows) const {
  std::size_t most = 0;
  for (std::size_t l = 2; l < sizes_.size(); ++l)
    most = std::max(most, kernels<T>().gemm_nt_scratch(rows, sizes_[l - 1], sizes_[l]));
  return most;
}

template <class T>
void Workspace<T>::allocate(std::size_t capacity, bool backward) {
  const std::size_t layers = sizes_.size() - 1;
  std::size_t width = 0;
  for (std::size_t l = 1; l <= layers; ++l)
    width = checked_sum(width, checked_product(backward ? 3 : 2, padded<T>(sizes_[l])));
  for (std::size_t l = 1; l < droppable_.size(); ++l)
    if (droppable_[l]) width = checked_sum(width, checked_product(2, padded<T>(sizes_[l])));
  buffer_ = {};  // first, so that the old and the new are never there at once
  costs_ = {};
  right_ = {};
  capacity_ = rows_ = 0;
  buffer_ = Buffer<T>(checked_product(capacity, width));
  costs_ = Buffer<double>(capacity);
  right_ = Buffer<std::uint32_t>(capacity);
  T* next = buffer_.data();
  const auto take = [&](std::size_t n) {
    const Matrix<T> matrix{next, 0, n, padded<T>(n)};
    next += capacity * matrix.stride;
    return matrix;
  };
  a_.clear();
  z_.clear();
  delta_.clear();
  for (std::size_t l = 1; l <= layers; ++l) {
    z_.push_back(take(sizes_[l]));
    a_.push_back(take(sizes_[l]));
    if (backward) delta_.push_back(take(sizes_[l]));
  }
  passed_.assign(layers, {});
  factors_.assign(layers, {});
  for (std::size_t l = 1; l < droppable_.size(); ++l)
    if (droppable_[l]) {
      passed_[l] = take(sizes_[l]);
      factors_[l] = take(sizes_[l]);
    }
  capacity_ = capacity;
  backward_ = backward;
}

template <class T>
void Workspace<T>::make_droppable(const std::vector<bool>& layers) {
  if (layers == droppable_) return;
  droppable_ = layers;
  capacity_ = 0;  // the next resize allocates
}

template <class T>
void Workspace<T>::resize(std::size_t rows, bool backward, std::size_t parts) {
  if (rows > capacity_ || backward > backward_)
    allocate(std::max(rows, capacity_), backward || backward_);
  if (backward && (rows != scratch_rows_ || parts != scratch_parts_)) {
    const std::size_t size = padded<T>(scratch_size(rows));
    if (checked_product(size, parts) > scratch_.size()) {
      scratch_ = {};
      scratch_rows_ = scratch_parts_ = 0;
      scratch_ = Buffer<T>(size * parts);
    }
    part_scratch_ = size;
    scratch_rows_ = rows;
    scratch_parts_ = parts;
  }
  if (rows == rows_) return;
  intake_.resize(rows);
  rows_ = rows;
  for (auto* matrices : {&a_, &z_, &delta_, &passed_, &factors_})
    for (Matrix<T>& matrix : *matrices) matrix.rows = rows;
}

template <class T>
Intake<T>& Workspace<T>::make_ahead() {
  ahead_.resize(rows_);
  return ahead_;
}

template class Workspace<float>;
template class Workspace<double>;

}  // namespace deltaward
