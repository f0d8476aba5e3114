// SPDX-License-Identifier: MIT
// The one place where the instruction set is chosen.
#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "kernels/table.hpp"

namespace deltaward {

struct Isa {
  const char* name;  // as in DELTAWARD_ISA
  const Kernels<float>* for_float;
  const Kernels<double>* for_double;
  std::string (*missing)();  // what this machine lacks for it, empty if it can run
};

// All that were compiled, slowest first. Never destroyed: a daemon thread may train on while the
// process ends.
std::span<const Isa> compiled_isas();

// The fastest that this machine can run, or the one that DELTAWARD_ISA names; chosen at the first
// call. Throws std::runtime_error if the named one is unknown or can't run here.
const Isa& active_isa();

template <class T>
const Kernels<T>& kernels();

// Those with the shortest vectors that hold so many numbers, each of which they compute to the same
// bits, but sums of neighbours.
template <class T>
const Kernels<T>& kernels_for(std::size_t numbers);

}  // namespace deltaward
