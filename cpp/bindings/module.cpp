// SPDX-License-Identifier: MIT
#include <pybind11/numpy.h>

#include "bindings/bind.hpp"
#include "kernels/dispatch.hpp"
#include "kernels/pool.hpp"

// Without a GIL, too: networks have locks, nothing else here changes after the import but what the
// pool and its thread-local flag guard.
PYBIND11_MODULE(_core, m, pybind11::mod_gil_not_used()) {  // GCOVR_EXCL_BR_LINE: the macro's own
  m.doc() = "The C++ core of deltaward. Use it through the package.";
  // A wrong DELTAWARD_ISA or DELTAWARD_NUM_THREADS fails the import, not a later call.
  deltaward::active_isa();
  deltaward::available_threads();
  // The first use gives the GIL away for a moment, and then the end of the interpreter would end
  // the process: not in a call that a daemon thread may be in.
  pybind11::detail::npy_api::get();
#if defined(DELTAWARD_FAILING_ALLOCATIONS)
  deltaward::bind_allocations(m);
#endif
  deltaward::bind_augment(m);
  deltaward::bind_cpu(m);
  deltaward::bind_dataset(m);
  deltaward::bind_epoch(m);
  deltaward::bind_network(m);
  deltaward::bind_equations(m);
  deltaward::bind_kernels(m);
  deltaward::bind_random(m);
  deltaward::bind_team(m);
}
