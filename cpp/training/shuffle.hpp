// SPDX-License-Identifier: MIT
// The order of the samples in an epoch.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace deltaward {

// A permutation of 0 … n − 1 that depends on (seed, epoch) and `block` alone. With block 0 it is
// uniform. Else blocks of so many neighbours are drawn in a uniform order and shuffled among
// `shuffled_blocks` of them: who reads in that order touches few parts of a file at a time.
std::vector<std::uint32_t> permutation(std::size_t n, std::uint64_t seed, std::uint64_t epoch,
                                       std::size_t block = 0);

inline constexpr std::size_t shuffled_blocks = 16;

}  // namespace deltaward
