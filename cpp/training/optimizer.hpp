// SPDX-License-Identifier: MIT
// An optimizer: its rule, its numbers, and what it remembers of every weight.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "kernels/cpu.hpp"
#include "kernels/rule.hpp"
#include "network/parameters.hpp"

namespace deltaward {

// The numbers of a rule, under the names of its class in deltaward.optimizers; 0 where it has none.
struct OptimizerSettings {
  double first = 0, second = 0;  // as in StepFactors
  double epsilon = 0;
  double weight_decay = 0;                                       // decoupled: w := (1 − η λ) w
  double initial_step = 0, smallest_step = 0, largest_step = 0;  // of rprop
  bool divides = has_quick_divider();                            // as in StepFactors
};

// "sgd", "momentum", ...; throws std::invalid_argument for a name that is not known.
Rule parse_rule(const std::string& name);

template <class T>
struct Optimizer {
  Optimizer(Rule rule, const OptimizerSettings& settings, const std::vector<std::size_t>& sizes);

  // Of the next step, at the rate η, for a gradient that is taken as it is.
  StepFactors<T> factors(double rate) const;

  Rule rule;
  OptimizerSettings settings;
  std::uint64_t steps = 0;           // that were made
  std::vector<Parameters<T>> slots;  // none, one or two twins of the parameters
};

}  // namespace deltaward
