// SPDX-License-Identifier: MIT
#include <pybind11/stl.h>

#include <string>
#include <vector>

#include "bindings/bind.hpp"
#include "kernels/dispatch.hpp"
#include "kernels/pool.hpp"

namespace deltaward {
namespace {

std::vector<std::string> available() {
  std::vector<std::string> names;
  for (const Isa& isa : compiled_isas())
    if (isa.missing().empty()) names.emplace_back(isa.name);
  return names;
}

}  // namespace

void bind_cpu(pybind11::module_& m) {
  m.def("available_threads", &available_threads, "How many threads this process uses at most.");
  m.def("isa", [] { return std::string(active_isa().name); }, "The instruction set in use.");
  m.def("available_isas", &available,
        "The instruction sets that this build and this CPU have, slowest first.");
}

}  // namespace deltaward
