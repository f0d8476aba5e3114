// SPDX-License-Identifier: MIT
// First weights and biases.
//
//   standard_normal  weights and biases N(0, 1): the book's first
//   scaled_normal    weights N(0, 1/n_in), biases N(0, 1): the book's chapter 3
//   glorot_uniform   weights U(−r, r), r = √(6 / (n_in + n_out)), biases 0 (Glorot, Bengio 2010)
//   he_normal        weights N(0, 2/n_in), biases 0 (He et al. 2015)
//   automatic        he_normal for relu and its relatives, glorot_uniform for the others
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "network/architecture.hpp"
#include "network/parameters.hpp"

namespace deltaward {

enum class Init : unsigned char {
  automatic,
  standard_normal,
  scaled_normal,
  glorot_uniform,
  he_normal
};

// In the order of the enumerators.
std::span<const std::string_view> init_names();
Init parse_init(std::string_view name, const std::string& argument);

// The same numbers for a seed on every platform and in both dtypes (rounded once for float).
template <class T>
void initialize(Init init, std::uint64_t seed, const Architecture& architecture,
                Parameters<T>& parameters);

}  // namespace deltaward
