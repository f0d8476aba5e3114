// SPDX-License-Identifier: MIT
// Which inputs a mini-batch takes part with: those that are not 0 in all of its samples.
#pragma once

#include <cstddef>
#include <cstdint>

namespace deltaward {

struct Picked {
  std::size_t inputs;          // of the network
  const std::uint8_t* seen;    // (inputs,) 0 where an input is left out
  const std::uint32_t* lines;  // (count,) the others, ascending
  std::size_t count;
};

}  // namespace deltaward
