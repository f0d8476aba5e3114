// SPDX-License-Identifier: MIT
// The activation functions σ that every instruction set provides. A new one is a line here, a
// struct in loops/activations.hpp, and a struct in reference.cpp.
#pragma once

#include <cstddef>

// clang-format off
#define DELTAWARD_ELEMENTWISE_ACTIVATIONS(X) \
  X(sigmoid) X(tanh) X(relu) X(leaky_relu) X(elu) X(gelu) X(silu) X(softplus) X(identity)
// softmax mixes the neurons of a row, so it has loops of its own.
#define DELTAWARD_ACTIVATIONS(X) DELTAWARD_ELEMENTWISE_ACTIVATIONS(X) X(softmax)
// clang-format on

namespace deltaward {

enum class Activation : unsigned char {
#define X(name) name,
  DELTAWARD_ACTIVATIONS(X)
#undef X
};

inline constexpr std::size_t activation_count = static_cast<std::size_t>(Activation::softmax) + 1;

// The slope of leaky_relu for z < 0 (PyTorch's default).
inline constexpr double leaky_slope = 0.01;

}  // namespace deltaward
