// SPDX-License-Identifier: MIT
#include "training/disturb.hpp"

#include <algorithm>
#include <array>

#include "kernels/random.hpp"

namespace deltaward {
namespace {

constexpr std::uint32_t noise_purpose = 0x4E4F4953;  // "NOIS"

// x (n,) += σ N(0, 1), four numbers of each counter. By inversion, as the first weights are drawn:
// 20 ns a number.
template <class T>
void add_noise(double sigma, std::array<std::uint32_t, 2> key, std::size_t position, std::size_t n,
               T* x) {
  for (std::size_t j = 0; j < n; j += 4) {
    // A data set has less than 2³² samples.
    const auto words = philox(
        {static_cast<std::uint32_t>(j / 4), static_cast<std::uint32_t>(position), 0, 0}, key);
    for (std::size_t k = 0; k < 4 && j + k < n; ++k)
      x[j + k] += static_cast<T>(sigma * normal_quantile((words[k] + 0.5) * 0x1p-32));
  }
}

// Inputs drop out in place: nothing asks for them undropped.
template <class T>
void drop_inputs(const Dropout& dropout, std::size_t row, std::size_t n, T* x) {
  constexpr std::size_t some = 512;
  T factors[some];
  for (std::size_t first = 0; first < n; first += some) {
    const std::size_t count = std::min(some, n - first);
    dropout.draw(0, row, first, count, factors);
    kernels<T>().multiply(count, x + first, factors, x + first);
  }
}

// (1 − s) y + s / K for softmax; for outputs that are probabilities of their own, K is 2.
template <class T>
void smooth(double share, double classes, std::size_t n, T* y) {
  const T kept = static_cast<T>(1 - share), added = static_cast<T>(share / classes);
  for (std::size_t j = 0; j < n; ++j) y[j] = y[j] * kept + added;
}

}  // namespace

template <class T>
Disturbance<T>::Disturbance(const Recipe& recipe, std::uint64_t seed, std::uint64_t epoch,
                            std::size_t most)
    : recipe_(recipe),
      seed_(seed),
      epoch_(epoch),
      noise_key_(derived_key(seed, epoch, noise_purpose)) {
  if (!recipe.augment) return;
  augmenter_.emplace(*recipe.augment);
  part_scratch_ = augmenter_->scratch();
  scratch_ = Buffer<T>(checked_product(part_scratch_, most));
}

template <class T>
bool Disturbance<T>::changes_inputs() const {
  return recipe_.augment || recipe_.input_noise > 0 || recipe_.drops(0);
}

template <class T>
void Disturbance<T>::change_inputs(Matrix<T> x, std::size_t row, std::size_t position,
                                   const Dropout& dropout, T* scratch) const {
  if (augmenter_) (*augmenter_)(x.row(row), seed_, epoch_, position, scratch);
  if (recipe_.input_noise > 0)
    add_noise(recipe_.input_noise, noise_key_, position, x.cols, x.row(row));
  if (recipe_.drops(0)) drop_inputs(dropout, row, x.cols, x.row(row));
}

template <class T>
void Disturbance<T>::operator()(const Architecture& architecture, const Intake<T>& into,
                                const Dropout& dropout, std::size_t first, Range rows,
                                std::size_t part) const {
  if (!changes_inputs() && recipe_.label_smoothing == 0) return;
  const std::size_t outputs = architecture.outputs();
  const double classes =
      architecture.output() == Activation::softmax ? static_cast<double>(outputs) : 2.0;
  for (std::size_t i = rows.first; i < rows.last; ++i) {
    change_inputs(into.x(), i, first + i, dropout, scratch_.data() + part * part_scratch_);
    if (recipe_.label_smoothing > 0)
      smooth(recipe_.label_smoothing, classes, outputs, into.y().row(i));
  }
}

template class Disturbance<float>;
template class Disturbance<double>;

}  // namespace deltaward
