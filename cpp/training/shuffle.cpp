// SPDX-License-Identifier: MIT
#include "training/shuffle.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include "kernels/random.hpp"

namespace deltaward {
namespace {

// Away from the streams of the initialisers, which count layers from 0.
constexpr std::uint64_t first_stream = std::uint64_t{1} << 32;

// Fisher and Yates.
void shuffle(Random& random, std::uint32_t* order, std::size_t n) {
  for (std::size_t i = n; i > 1; --i)
    std::swap(order[i - 1], order[random.below(static_cast<std::uint32_t>(i))]);
}

}  // namespace

std::vector<std::uint32_t> permutation(std::size_t n, std::uint64_t seed, std::uint64_t epoch,
                                       std::size_t block) {
  Random random(seed, first_stream + epoch);
  std::vector<std::uint32_t> order(n);
  if (block == 0 || block >= n) {
    std::iota(order.begin(), order.end(), 0u);
    shuffle(random, order.data(), n);
    return order;
  }
  std::vector<std::uint32_t> blocks((n + block - 1) / block);
  std::iota(blocks.begin(), blocks.end(), 0u);
  shuffle(random, blocks.data(), blocks.size());
  std::size_t done = 0;
  for (std::size_t b = 0; b < blocks.size(); b += shuffled_blocks) {
    const std::size_t start = done;
    for (std::size_t i = b; i < std::min(b + shuffled_blocks, blocks.size()); ++i) {
      const std::size_t first = blocks[i] * block, last = std::min(n, first + block);
      for (std::size_t row = first; row < last; ++row)
        order[done++] = static_cast<std::uint32_t>(row);
    }
    shuffle(random, order.data() + start, done - start);
  }
  return order;
}

}  // namespace deltaward
