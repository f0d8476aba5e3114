// SPDX-License-Identifier: MIT
// The order of the samples in an epoch.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace deltaward {

// A uniform permutation of 0 … n − 1 that depends on (seed, epoch) alone.
std::vector<std::uint32_t> permutation(std::size_t n, std::uint64_t seed, std::uint64_t epoch);

}  // namespace deltaward
