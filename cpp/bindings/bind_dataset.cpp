// SPDX-License-Identifier: MIT
#include "bindings/array_view.hpp"
#include "bindings/bind.hpp"
#include "bindings/make_class.hpp"

namespace deltaward {

void bind_dataset(py::module_& m) {
  make_class<DatasetArrays>(m, "Dataset", "Inputs and targets that were checked for one network.")
      .def("__len__", [](const DatasetArrays& data) { return data.x.samples.rows; })
      .def_property_readonly(
          "x", [](const DatasetArrays& data) { return data.x.array; },
          "The inputs as NumPy's array, (m, n_in), or (n_in,) for one sample: what is read.")
      .def_property_readonly(
          "y", [](const DatasetArrays& data) { return data.y.array; },
          "The targets as NumPy's array: class indices or (m, n_out) values.")
      .def_property_readonly(
          "has_classes", [](const DatasetArrays& data) { return !data.y.classes.empty(); },
          "Whether the targets came as class indices.");
}

}  // namespace deltaward
