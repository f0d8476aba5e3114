// SPDX-License-Identifier: MIT
#include "network/intake.hpp"

namespace deltaward {

template <class T>
Intake<T>::Intake(std::size_t inputs, std::size_t outputs) : inputs_(inputs), outputs_(outputs) {}

template <class T>
void Intake<T>::resize(std::size_t rows) {
  if (rows > capacity_) allocate(rows);
  x_.rows = y_.rows = rows;
}

template <class T>
std::size_t Intake<T>::bytes() const {
  return buffer_.size() * sizeof(T) + lines_.size() * sizeof(lines_[0]) +
         seen_.size() * sizeof(seen_[0]) + blocks_.size() * sizeof(blocks_[0]);
}

template <class T>
void Intake<T>::allocate(std::size_t capacity) {
  const std::size_t of_x = padded<T>(inputs_), of_y = padded<T>(outputs_);
  buffer_ = {};  // first, so that the old and the new are never there at once
  capacity_ = 0;
  picked_.reset();
  lines_.resize(inputs_);
  seen_.resize(seen_words(inputs_));
  blocks_.resize(inputs_ / PickedBlock::inputs);
  buffer_ = Buffer<T>(checked_product(capacity, checked_sum(of_x, of_y)));
  x_ = {buffer_.data(), 0, inputs_, of_x};
  y_ = {buffer_.data() + capacity * of_x, 0, outputs_, of_y};
  capacity_ = capacity;
}

template <class T>
void Intake<T>::choose(const Samples& samples, Rows rows) {
  take(nonzero_inputs(samples, rows, x_.rows, seen_.data(), lines_.data(), blocks_.data()));
}

template <class T>
void Intake<T>::choose(const std::uint64_t* seen) {
  take(list_inputs(inputs_, seen, lines_.data(), blocks_.data()));
}

template <class T>
void Intake<T>::choose_all() {
  take(std::nullopt);
}

template <class T>
void Intake<T>::take(std::optional<Picked> picked) {
  picked_ = picked;
  x_.cols = picked_ ? picked_->count : inputs_;
}

template class Intake<float>;
template class Intake<double>;

}  // namespace deltaward
