// SPDX-License-Identifier: MIT
#include "training/shuffle.hpp"

#include <numeric>
#include <utility>

#include "kernels/random.hpp"

namespace deltaward {

// Away from the streams of the initialisers, which count layers from 0.
constexpr std::uint64_t first_stream = std::uint64_t{1} << 32;

// Fisher and Yates.
std::vector<std::uint32_t> permutation(std::size_t n, std::uint64_t seed, std::uint64_t epoch) {
  Random random(seed, first_stream + epoch);
  std::vector<std::uint32_t> order(n);
  std::iota(order.begin(), order.end(), 0u);
  for (std::size_t i = n; i > 1; --i)
    std::swap(order[i - 1], order[random.below(static_cast<std::uint32_t>(i))]);
  return order;
}

}  // namespace deltaward
