// SPDX-License-Identifier: MIT
// The step: from the errors of a mini-batch to new weights.
#pragma once

#include <cstddef>
#include <vector>

#include "network/network.hpp"
#include "training/optimizer.hpp"
#include "training/recipe.hpp"

namespace deltaward {

// Whether a step is W := W − η ∂C/∂W, at most with l2.
template <class T>
bool is_plain(const Optimizer<T>& optimizer, const Recipe& recipe);

// Moves the parameters by the optimizer at the rate `rate`, for the gradient `scale` × the sum over
// the mini-batch's rows. Needs propagate. `squares` is room for those of the gradient's rows, made
// once for an epoch.
template <class T>
void step(Network<T>& network, Optimizer<T>& optimizer, const Recipe& recipe, double rate, T scale,
          std::size_t parts, std::vector<double>& squares);

}  // namespace deltaward
