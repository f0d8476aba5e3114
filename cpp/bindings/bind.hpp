// SPDX-License-Identifier: MIT
// The tables of bindings that module.cpp lists.
#pragma once

#include <pybind11/pybind11.h>

namespace deltaward {

void bind_allocations(pybind11::module_& m);  // in the build preset `oom` only
void bind_augment(pybind11::module_& m);
void bind_cpu(pybind11::module_& m);
void bind_dataset(pybind11::module_& m);
void bind_epoch(pybind11::module_& m);
void bind_equations(pybind11::module_& m);
void bind_kernels(pybind11::module_& m);
void bind_network(pybind11::module_& m);
void bind_random(pybind11::module_& m);
void bind_team(pybind11::module_& m);

}  // namespace deltaward
