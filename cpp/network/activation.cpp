// SPDX-License-Identifier: MIT
#include "network/activation.hpp"

#include "network/names.hpp"

namespace deltaward {
namespace {

constexpr std::string_view names[] = {
#define X(name) #name,
    DELTAWARD_ACTIVATIONS(X)
#undef X
};

}  // namespace

std::span<const std::string_view> activation_names() { return names; }

std::string_view name_of(Activation activation) {
  return names[static_cast<std::size_t>(activation)];
}

Activation parse_activation(std::string_view name, const std::string& argument) {
  return static_cast<Activation>(parse_name(name, names, argument));
}

bool is_relu_family(Activation activation) {
  switch (activation) {
    case Activation::relu:
    case Activation::leaky_relu:
    case Activation::elu:
    case Activation::gelu:
    case Activation::silu:
    case Activation::softplus: return true;
    default: return false;
  }
}

bool mixes_neurons(Activation activation) { return activation == Activation::softmax; }

}  // namespace deltaward
