// SPDX-License-Identifier: MIT
// Which elements of a row drop out: a function of these numbers and the column alone, so neither
// threads nor the split of a row can change it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace deltaward {

// Column 128 G + 32 k + 16 h + i of a row belongs to half h (0: the low 16 bits) of word k of
// Philox(key, {16 G + i, row, step, layer}) and is dropped if that is below `threshold`. Sixteen
// counters side by side fill vectors.
struct DropoutRow {
  std::array<std::uint32_t, 2> key;
  std::uint32_t row, step, layer;
  std::uint32_t threshold;  // of 2¹⁶: the rate
};

}  // namespace deltaward
