// SPDX-License-Identifier: MIT
// What is done to a mini-batch between the data set and the network: noise and dropout on its
// inputs, smoothed targets. Each is a function of seed, epoch and the sample's place in the epoch.
#pragma once

#include <cstdint>

#include "network/dropout.hpp"
#include "network/network.hpp"
#include "training/recipe.hpp"

namespace deltaward {

// Whether the recipe changes inputs, so that none of them can be left out for being 0.
bool changes_inputs(const Recipe& recipe);

// The rows in the workspace, which are those from `first` on in the order of the epoch.
template <class T>
void disturb(const Network<T>& network, const Recipe& recipe, const Dropout& dropout,
             std::uint64_t seed, std::uint64_t epoch, std::size_t first, std::size_t parts);

}  // namespace deltaward
