// SPDX-License-Identifier: MIT
#include <pybind11/pybind11.h>

#include <memory>

#include "bindings/bind.hpp"
#include "bindings/make_class.hpp"
#include "training/team.hpp"

namespace deltaward {

void bind_team(pybind11::module_& m) {
  make_class<Team>(m, "Team", "How many threads the steps of a training take; for tests.")
      .def(pybind11::init([] { return std::make_unique<Team>(); }))
      .def("prepare", &Team::prepare, pybind11::arg("operations"), pybind11::arg("asked") = 0)
      .def_property_readonly("threads", &Team::threads)
      .def_property_readonly("is_trying", &Team::is_trying)
      .def("took", &Team::took, pybind11::arg("seconds"));
}

}  // namespace deltaward
