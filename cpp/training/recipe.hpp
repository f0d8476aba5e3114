// SPDX-License-Identifier: MIT
// What training does beside plain descent. As it is made here, nothing.
#pragma once

#include <algorithm>
#include <limits>
#include <optional>
#include <vector>

#include "training/augment.hpp"

namespace deltaward {

struct Recipe {
  double l1 = 0, l2 = 0;  // of the weights, in the step's mean gradient: the book's λ / n
  double max_norm = std::numeric_limits<double>::infinity();  // of the weights into a neuron
  // Of the gradient, before l1 and l2: of all of it as one vector, and of each of its elements.
  double clip_norm = std::numeric_limits<double>::infinity();
  double clip_value = std::numeric_limits<double>::infinity();
  double label_smoothing = 0;   // share of a target that goes to all classes alike
  double input_noise = 0;       // standard deviation of what is added to the inputs
  std::vector<double> dropout;  // rates of what enters each layer, the inputs first; empty: none

  std::optional<AugmentOptions> augment;  // of the inputs, which are images then

  bool drops(std::size_t l) const { return l < dropout.size() && dropout[l] > 0; }
  bool drops_any() const {
    return std::any_of(dropout.begin(), dropout.end(), [](double rate) { return rate > 0; });
  }
  bool clips() const {
    constexpr double none = std::numeric_limits<double>::infinity();
    return clip_norm < none || clip_value < none;
  }
};

}  // namespace deltaward
