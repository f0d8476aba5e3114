// SPDX-License-Identifier: MIT
#include "bindings/bind.hpp"
#include "kernels/dispatch.hpp"
#include "kernels/pool.hpp"

PYBIND11_MODULE(_core, m) {
  m.doc() = "The C++ core of deltaward. Use it through the package.";
  // A wrong DELTAWARD_ISA or DELTAWARD_NUM_THREADS fails the import, not a later call.
  deltaward::active_isa();
  deltaward::available_threads();
  deltaward::bind_augment(m);
  deltaward::bind_cpu(m);
  deltaward::bind_dataset(m);
  deltaward::bind_epoch(m);
  deltaward::bind_network(m);
  deltaward::bind_equations(m);
  deltaward::bind_kernels(m);
  deltaward::bind_random(m);
}
