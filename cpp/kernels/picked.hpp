// SPDX-License-Identifier: MIT
// Which inputs a mini-batch takes part with: those that are not 0 in all of its samples.
#pragma once

#include <cstddef>
#include <cstdint>

namespace deltaward {

// Sixteen inputs that follow each other and are not all left out.
struct PickedBlock {
  static constexpr std::size_t inputs = 16;
  std::uint32_t first;   // of the inputs
  std::uint32_t place;   // of the first that is picked, among all that are
  std::uint32_t chosen;  // a bit for each, the lowest for the first
};

// Points into what list_seen was given.
struct Picked {
  std::size_t inputs;          // of the network
  const std::uint32_t* lines;  // (count,) those that are picked, ascending
  std::size_t count;
  // Of the first inputs / 16 · 16 inputs, for loops that read whole vectors; 0 where the others
  // run.
  const PickedBlock* blocks;
  std::size_t block_count;
};

}  // namespace deltaward
