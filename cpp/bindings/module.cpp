// SPDX-License-Identifier: MIT
#include "bindings/bind.hpp"
#include "kernels/dispatch.hpp"

PYBIND11_MODULE(_core, m) {
  m.doc() = "The C++ core of deltaward. Use it through the package.";
  deltaward::active_isa();  // a wrong DELTAWARD_ISA fails the import, not a later call
  deltaward::bind_cpu(m);
  deltaward::bind_dataset(m);
  deltaward::bind_network(m);
  deltaward::bind_equations(m);
  deltaward::bind_kernels(m);
  deltaward::bind_random(m);
}
