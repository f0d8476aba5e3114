// SPDX-License-Identifier: MIT
#include "network/architecture.hpp"

#include <stdexcept>

#include "network/activation.hpp"

namespace deltaward {

double Architecture::operations() const {
  double sum = 0;
  for (std::size_t l = 1; l < sizes.size(); ++l)
    sum += 2.0 * static_cast<double>(sizes[l - 1]) * static_cast<double>(sizes[l]);
  return sum;
}

// Indices of neurons, labels and shuffled samples are 32-bit inside.
constexpr long long largest_layer = 0x7FFFFFFF;

Architecture make_architecture(const std::vector<long long>& sizes,
                               const std::vector<std::string>& activations,
                               const std::string& cost) {
  if (sizes.size() < 2)
    throw std::invalid_argument("sizes: " + std::to_string(sizes.size()) +
                                (sizes.size() == 1 ? " layer;" : " layers;") +
                                " expected at least an input and an output layer");
  Architecture architecture;
  for (std::size_t l = 0; l < sizes.size(); ++l) {
    if (sizes[l] < 1 || sizes[l] > largest_layer)
      throw std::invalid_argument("sizes[" + std::to_string(l) + "]: " + std::to_string(sizes[l]) +
                                  " neurons; expected 1 to " + std::to_string(largest_layer));
    architecture.sizes.push_back(static_cast<std::size_t>(sizes[l]));
  }
  if (activations.size() + 1 != sizes.size())
    throw std::invalid_argument("activation: " + std::to_string(activations.size()) +
                                " names; expected one for each of the " +
                                std::to_string(sizes.size() - 1) + " non-input layers");
  for (std::size_t l = 0; l < activations.size(); ++l) {
    const std::string argument = "activation of layer " + std::to_string(l + 1);
    const Activation activation = parse_activation(activations[l], argument);
    if (activation == Activation::softmax && l + 1 < activations.size())
      throw std::invalid_argument(argument + ": softmax; expected it in the last layer only");
    if (activation == Activation::softmax && sizes.back() == 1)
      throw std::invalid_argument(argument +
                                  ": softmax of 1 neuron is always 1; expected sigmoid, or "
                                  "an output layer of at least 2 neurons");
    architecture.activations.push_back(activation);
  }
  architecture.cost = cost == name_of(Cost::custom) ? Cost::custom : parse_cost(cost, "cost");
  check_cost_fits(architecture.cost, architecture.output());
  return architecture;
}

}  // namespace deltaward
