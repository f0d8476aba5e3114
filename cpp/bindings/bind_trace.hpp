// SPDX-License-Identifier: MIT
// The methods of a bound network that show its gradient, and what it is made of.
#pragma once

#include <pybind11/pybind11.h>

#include "bindings/locked_network.hpp"

namespace deltaward {

template <class T>
void bind_trace_of(pybind11::class_<LockedNetwork<T>>& network);

}  // namespace deltaward
