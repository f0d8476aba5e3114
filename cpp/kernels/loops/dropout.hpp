// SPDX-License-Identifier: MIT
// Dropout's random factors, sixteen Philox counters side by side. Written in plain integers: the
// compiler makes vectors of the inner loops, and integers have no rounding that could differ.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/dropout.hpp"
#include "kernels/matrix.hpp"

namespace deltaward {
namespace {

constexpr std::size_t dropout_counters = 16, dropout_group = 8 * dropout_counters;

// The ten rounds of kernels/random.cpp.
DELTAWARD_INLINE void philox_group(const DropoutRow& r, std::uint32_t group,
                                   std::uint32_t (&c)[4][dropout_counters]) {
  for (std::uint32_t i = 0; i < dropout_counters; ++i) {
    c[0][i] = static_cast<std::uint32_t>(dropout_counters) * group + i;
    c[1][i] = r.row;
    c[2][i] = r.step;
    c[3][i] = r.layer;
  }
  std::uint32_t key0 = r.key[0], key1 = r.key[1];
  for (int round = 0; round < 10; ++round) {
    for (std::size_t i = 0; i < dropout_counters; ++i) {
      const std::uint64_t p0 = std::uint64_t{0xD2511F53} * c[0][i];
      const std::uint64_t p1 = std::uint64_t{0xCD9E8D57} * c[2][i];
      c[0][i] = static_cast<std::uint32_t>(p1 >> 32) ^ c[1][i] ^ key0;
      c[1][i] = static_cast<std::uint32_t>(p1);
      c[2][i] = static_cast<std::uint32_t>(p0 >> 32) ^ c[3][i] ^ key1;
      c[3][i] = static_cast<std::uint32_t>(p0);
    }
    key0 += 0x9E3779B9;
    key1 += 0xBB67AE85;
  }
}

// factors (n,) of columns first, first + 1, ...: `scale`, or 0 where the element drops out.
template <class T>
void dropout_factors(const DropoutRow& r, std::size_t first, std::size_t n, T scale, T* factors) {
  alignas(64) std::uint32_t c[4][dropout_counters];
  alignas(64) T all[dropout_group];
  for (std::size_t j = first; j < first + n;) {
    const std::size_t group = j / dropout_group, begin = group * dropout_group;
    philox_group(r, static_cast<std::uint32_t>(group), c);
    for (std::size_t k = 0; k < 4; ++k)
      for (std::size_t i = 0; i < dropout_counters; ++i) {
        all[32 * k + i] = (c[k][i] & 0xFFFF) < r.threshold ? T(0) : scale;
        all[32 * k + 16 + i] = (c[k][i] >> 16) < r.threshold ? T(0) : scale;
      }
    for (; j < first + n && j < begin + dropout_group; ++j) *factors++ = all[j - begin];
  }
}

}  // namespace
}  // namespace deltaward
