// SPDX-License-Identifier: MIT
// The names of the activation functions and what the rest of the network must know of them.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "kernels/activation.hpp"

namespace deltaward {

// In the order of the enumerators.
std::span<const std::string_view> activation_names();
std::string_view name_of(Activation activation);

// Throws std::invalid_argument that begins with `argument` and lists the known names.
Activation parse_activation(std::string_view name, const std::string& argument);

// relu and its relatives, for which he_normal is the right spread.
bool is_relu_family(Activation activation);

// softmax: a neuron's activation depends on those beside it.
bool mixes_neurons(Activation activation);

}  // namespace deltaward
