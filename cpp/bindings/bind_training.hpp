// SPDX-License-Identifier: MIT
// The methods of a bound network that train it.
#pragma once

#include <pybind11/pybind11.h>

#include "bindings/locked_network.hpp"

namespace deltaward {

template <class T>
void bind_training_of(pybind11::class_<LockedNetwork<T>>& network);

}  // namespace deltaward
