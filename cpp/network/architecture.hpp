// SPDX-License-Identifier: MIT
// What a network is before it has numbers: sizes, activations, cost.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "kernels/activation.hpp"
#include "network/cost.hpp"

namespace deltaward {

struct Architecture {
  std::vector<std::size_t> sizes;       // L entries, the input's first
  std::vector<Activation> activations;  // L − 1 entries, the output's last
  Cost cost;

  std::size_t layers() const { return activations.size(); }
  std::size_t inputs() const { return sizes.front(); }
  std::size_t outputs() const { return sizes.back(); }
  // Multiplications and additions of one sample's forward products.
  double operations() const;
  Activation output() const { return activations.back(); }
};

// "custom" is the cost of a network that is given its functions later.
// Throws std::invalid_argument that names the argument, the layer, what came and what was expected.
Architecture make_architecture(const std::vector<long long>& sizes,
                               const std::vector<std::string>& activations,
                               const std::string& cost);

}  // namespace deltaward
