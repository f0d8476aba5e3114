// SPDX-License-Identifier: MIT
// A cost of the caller's own, as functions of the core.
#pragma once

#include <pybind11/pybind11.h>

#include "network/cost.hpp"

namespace deltaward {

// fn(a, y) gives C, of each row or of all together; delta(z, a, y) gives Δᴸ. Both get copies, for
// what they keep may not change under them. `running` is on meanwhile.
template <class T>
OwnCost<T> make_own_cost(pybind11::object fn, pybind11::object delta, bool& running);

}  // namespace deltaward
