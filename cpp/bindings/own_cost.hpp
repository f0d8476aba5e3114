// SPDX-License-Identifier: MIT
// A cost of the caller's own, as functions of the core.
#pragma once

#include <pybind11/pybind11.h>

#include "network/cost.hpp"

namespace deltaward {

// fn(a, y) gives C, of each row or of all together; delta(z, a, y) gives Δᴸ. Both get copies, for
// what they keep may not change under them. `running` is on meanwhile. Both functions are somebody
// else's to keep alive, who shows them to Python's collector of cycles.
template <class T>
OwnCost<T> make_own_cost(pybind11::handle fn, pybind11::handle delta, bool& running);

}  // namespace deltaward
