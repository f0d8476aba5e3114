// SPDX-License-Identifier: MIT
// The rules that make new weights of a gradient. A new one is a line here, a struct in
// loops/rules.hpp, and one in reference.cpp; their papers are in deltaward/optimizers/.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/matrix.hpp"

// clang-format off
#define DELTAWARD_RULES(X) \
  X(sgd) X(momentum) X(nesterov) X(rmsprop) X(adagrad) X(adam) X(lion) X(rprop)
// clang-format on

namespace deltaward {

enum class Rule : unsigned char {
#define X(name) name,
  DELTAWARD_RULES(X)
#undef X
};

inline constexpr std::size_t rule_count = static_cast<std::size_t>(Rule::rprop) + 1;

// The numbers of one step. What a rule does not use is left out of its loop.
template <class T>
struct StepFactors {
  // First g := min(limit, max(−limit, scale g)) + l2 w + l1 sign(w), if one of them does anything.
  bool shaped;
  T scale, limit, l1, l2;
  T keep;  // of w: 1 − ηλ for a weight decay that is decoupled from the gradient, else 1
  T rate;  // η; of adam over its first correction
  // β₁ and β₂ (μ of momentum, ρ of rmsprop, η⁻ and η⁺ of rprop), and 1 − of each.
  T first, second, first_rest, second_rest;
  T root;  // of adam: 1 / √ of its second correction
  T epsilon;
  T lowest, highest;  // steps of rprop
  bool divides;       // quotients by the CPU's divider, where there is another way
};

// The gradient of some of a matrix's rows: row q is that of row lines[q] − first, and null: of row
// q. That of the other rows is 0.
template <class T>
struct Gradient {
  ConstMatrix<T> rows;
  const std::uint32_t* lines = nullptr;
  std::size_t first = 0;

  // Whether row i has the q-th.
  DELTAWARD_INLINE bool has(std::size_t i, std::size_t q) const {
    return q < rows.rows && (lines ? lines[q] : q) == first + i;
  }
};

}  // namespace deltaward
