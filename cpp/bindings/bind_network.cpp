// SPDX-License-Identifier: MIT
#include <pybind11/stl.h>
#include <pybind11/typing.h>

#include <utility>

#include "bindings/array_view.hpp"
#include "bindings/bind.hpp"
#include "bindings/bind_trace.hpp"
#include "bindings/bind_training.hpp"
#include "bindings/locked_network.hpp"
#include "bindings/make_class.hpp"
#include "bindings/matrix_array.hpp"
#include "bindings/views.hpp"
#include "network/activation.hpp"

namespace deltaward {
namespace {

template <class T>
std::unique_ptr<LockedNetwork<T>> make(const std::vector<long long>& sizes,
                                       const std::vector<std::string>& activations,
                                       const std::string& cost, const std::string& init,
                                       std::uint64_t seed) {
  return std::make_unique<LockedNetwork<T>>(make_architecture(sizes, activations, cost),
                                            parse_init(init, "init"), seed);
}

template <class T>
py::array feedforward(LockedNetwork<T>& network, const py::object& x) {
  const InputArray input(x, "x", network.architecture.inputs(), largest<T>);
  const std::size_t n_out = network.architecture.outputs();
  Array<T> outputs = input.single ? new_array<T>(n_out) : new_array<T>(input.samples.rows, n_out);
  T* data = outputs.mutable_data();
  {
    const Exclusive<T> exclusive(network);
    predict(network, input.samples, data, check_signals);
  }
  return outputs;
}

template <class T>
py::object classify(LockedNetwork<T>& network, const py::object& x) {
  const InputArray input(x, "x", network.architecture.inputs(), largest<T>);
  Array<std::int64_t> classes = new_array<std::int64_t>(input.samples.rows);
  std::int64_t* data = classes.mutable_data();
  {
    const Exclusive<T> exclusive(network);
    classify(network, input.samples, data, check_signals);
  }
  if (input.single) return py::int_(*data);
  return classes;
}

template <class T>
DatasetArrays dataset(const LockedNetwork<T>& network, const py::object& x, const py::object& y,
                      const py::object& sample_weight, const std::string& x_name,
                      const std::string& y_name, const std::string& weight_name) {
  InputArray input(x, x_name, network.architecture.inputs(), largest<T>);
  TargetArray target(y, y_name, input.samples.rows, input.single, network.architecture, largest<T>);
  std::vector<double> weights;
  if (!sample_weight.is_none())
    weights = sample_weights(sample_weight, weight_name, input.samples.rows);
  return {std::move(input), std::move(target), std::move(weights)};
}

template <class T>
std::pair<double, double> mean_score(LockedNetwork<T>& network, const DatasetArrays& data) {
  check_made_for(network, data);
  Score total;
  {
    const Exclusive<T> exclusive(network);
    total = evaluate(network, data.view(), check_signals);
  }
  return {total.cost / total.weight, total.right / total.weight};
}

template <class T>
std::vector<std::string> names_of_activations(const LockedNetwork<T>& network) {
  std::vector<std::string> names;
  names.reserve(network.architecture.layers());
  for (const Activation a : network.architecture.activations) names.emplace_back(name_of(a));
  return names;
}

// Lets Python's collector see through a network to a cost that knows the network.
template <class N>
void collect_cycles(PyHeapTypeObject* heap_type) {
  PyTypeObject& type = heap_type->ht_type;
  type.tp_flags |= Py_TPFLAGS_HAVE_GC;
  type.tp_traverse = [](PyObject* self, visitproc visit, void* arg) {
    Py_VISIT(Py_TYPE(self));
    if (!py::detail::is_holder_constructed(self)) return 0;
    const N& network = py::cast<N&>(py::handle(self));
    Py_VISIT(network.cost_fn.ptr());
    Py_VISIT(network.cost_delta.ptr());
    return 0;
  };
  type.tp_clear = [](PyObject* self) {
    if (!py::detail::is_holder_constructed(self)) return 0;
    N& network = py::cast<N&>(py::handle(self));
    network.own_cost = {};
    network.cost_fn = {};
    network.cost_delta = {};
    return 0;
  };
}

template <class T>
void bind_network_of(py::module_& m, const char* name) {
  using N = LockedNetwork<T>;
  auto network = make_class<N>(m, name, "A network of one dtype; deltaward.Network is its face.",
                               py::custom_type_setup(&collect_cycles<N>));
  network
      .def(py::init(&make<T>), py::arg("sizes"), py::arg("activations"), py::arg("cost"),
           py::arg("init"), py::arg("seed"))
      .def_property_readonly("sizes", [](const N& n) { return n.architecture.sizes; })
      .def_property_readonly("activations", &names_of_activations<T>)
      .def_property_readonly("cost", [](const N& n) { return name_of(n.architecture.cost); })
      .def_property_readonly(
          "weights",
          [](const py::object& self) {
            return views(self.cast<N&>().parameters, self, weight_view<T>);
          },
          "Writable views (n_out, n_in), one a layer.")
      .def_property_readonly(
          "biases",
          [](const py::object& self) {
            return views(self.cast<N&>().parameters, self, bias_view<T>);
          },
          "Writable views (n_out,), one a layer.")
      .def("feedforward", &feedforward<T>, py::arg("x"),
           "Activations of the output layer, (m, n_out), or (n_out,) for one sample.")
      .def(
          "classify", [](N& n, const py::object& x) { return classify<T>(n, x); }, py::arg("x"),
          "The index of the largest output, (m,) of int64, or an int for one sample.")
      .def("dataset", &dataset<T>, py::arg("x"), py::arg("y"),
           py::arg("sample_weight") = py::none(), py::arg("x_name") = "x", py::arg("y_name") = "y",
           py::arg("weight_name") = "sample_weight",
           "Check x and y for this network; the arrays are not copied.")
      .def("evaluate", &mean_score<T>, py::arg("data"),
           "(cost, accuracy), means over the samples by their weights.");
  bind_trace_of<T>(network);
  bind_training_of<T>(network);
}

}  // namespace

void bind_network(py::module_& m) {
  const auto list = [](std::span<const std::string_view> names) {
    return std::vector<std::string>(names.begin(), names.end());
  };
  m.def("activation_names", [list] { return list(activation_names()); });
  m.def("cost_names", [list] { return list(cost_names()); });
  m.def("init_names", [list] { return list(init_names()); });
  bind_network_of<float>(m, "Network32");
  bind_network_of<double>(m, "Network64");
}

}  // namespace deltaward
