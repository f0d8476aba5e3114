// SPDX-License-Identifier: MIT
#include "network/parameters.hpp"

namespace deltaward {

template <class T>
Parameters<T>::Parameters(const std::vector<std::size_t>& sizes) {
  std::size_t total = 0;
  for (std::size_t l = 1; l < sizes.size(); ++l) {
    const std::size_t rows = sizes[l - 1] + 1;  // the inputs' and the biases'
    total = checked_sum(total, checked_product(rows, padded<T>(sizes[l])));
  }
  buffer_ = Buffer<T>(total);
  T* next = buffer_.data();
  for (std::size_t l = 1; l < sizes.size(); ++l) {
    const std::size_t n_in = sizes[l - 1], n_out = sizes[l], stride = padded<T>(n_out);
    layers_.push_back({{next, n_in, n_out, stride}, next + n_in * stride});
    next += (n_in + 1) * stride;
  }
}

template <class T>
Layer<T> Parameters<T>::neurons(std::size_t l, Range range) const {
  const auto& [weights, biases] = layers_[l];
  if (l == 0 && panels_.is_cut()) return {panels_.columns(range), biases + range.first};
  return {columns(weights, range), biases + range.first};
}

template <class T>
void Parameters<T>::reserve_panels(std::size_t most, bool fine) {
  panels_.reserve(layers_[0].weights.rows, layers_[0].weights.cols, most, fine);
}

template <class T>
void Parameters<T>::cut(std::size_t owners) {
  panels_.cut(owners);
  if (panels_.is_cut()) panels_.read(layers_[0].weights);
}

template <class T>
void Parameters<T>::join() {
  if (panels_.is_cut()) panels_.write(layers_[0].weights);
  panels_.join();
}

template class Parameters<float>;
template class Parameters<double>;

}  // namespace deltaward
