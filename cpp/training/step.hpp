// SPDX-License-Identifier: MIT
// The step: from the errors of a mini-batch to new weights.
#pragma once

#include <cstddef>
#include <vector>

#include "network/dropout.hpp"
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

// Whether steps of mini-batches of so many rows can go by step_ahead: where they are small, most of
// the work is the first layer's, and nothing needs all of the gradient or of a neuron's weights.
// Not with a cost of the caller's own.
template <class T>
bool can_step_ahead(const Network<T>& network, const Recipe& recipe, std::size_t rows);

// A step with the first layer's error before it, and behind it the next mini-batch's way through
// the first layer: all of that in one round of the pool. Each thread does it for neurons of the
// first layer, whose weights in and out nobody else reads or writes. Takes the next mini-batch's
// dropout; afterwards that is the workspace's.
template <class T>
void step_ahead(Network<T>& network, Optimizer<T>& optimizer, const Recipe& recipe, double rate,
                T scale, std::size_t parts, const Dropout* dropout);

}  // namespace deltaward
