// SPDX-License-Identifier: MIT
#include <pybind11/stl.h>
#include <pybind11/typing.h>

#include <cmath>
#include <limits>
#include <tuple>
#include <utility>

#include "bindings/array_view.hpp"
#include "bindings/bind.hpp"
#include "bindings/locked_network.hpp"
#include "bindings/matrix_array.hpp"
#include "network/activation.hpp"
#include "training/epoch.hpp"

namespace deltaward {
namespace {

template <class T>
constexpr double largest = static_cast<double>(std::numeric_limits<T>::max());

using ArrayTuple = py::typing::Tuple<py::array, py::ellipsis>;
using ArrayList = py::typing::List<py::array>;

// Sees to signals: Ctrl-C raises here.
void check_signals() {
  park_if_finalizing();
  const py::gil_scoped_acquire acquire;
  if (PyErr_CheckSignals() != 0) throw py::error_already_set();
}

template <class T>
std::unique_ptr<LockedNetwork<T>> make(const std::vector<long long>& sizes,
                                       const std::vector<std::string>& activations,
                                       const std::string& cost, const std::string& init,
                                       std::uint64_t seed) {
  return std::make_unique<LockedNetwork<T>>(make_architecture(sizes, activations, cost),
                                            parse_init(init, "init"), seed);
}

// (n_out, n_in) of the layer's Wᵀ, and (n_out,): views that keep `owner` alive.
template <class T>
py::array weight_view(const Layer<T>& layer, py::handle owner) {
  const Matrix<T>& w = layer.weights;
  return py::array(
      py::dtype::of<T>(), {static_cast<py::ssize_t>(w.cols), static_cast<py::ssize_t>(w.rows)},
      {static_cast<py::ssize_t>(sizeof(T)), static_cast<py::ssize_t>(w.stride * sizeof(T))}, w.data,
      owner);
}
template <class T>
py::array bias_view(const Layer<T>& layer, py::handle owner) {
  return py::array(py::dtype::of<T>(), {static_cast<py::ssize_t>(layer.weights.cols)},
                   {static_cast<py::ssize_t>(sizeof(T))}, layer.biases, owner);
}

template <class View, class T>
ArrayTuple views(const Parameters<T>& parameters, py::handle owner, View view) {
  ArrayTuple out(py::tuple(parameters.layers().size()));
  for (std::size_t l = 0; l < out.size(); ++l) out[l] = view(parameters.layers()[l], owner);
  return out;
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
                      const std::string& x_name, const std::string& y_name) {
  InputArray input(x, x_name, network.architecture.inputs(), largest<T>);
  TargetArray target(y, y_name, input.samples.rows, input.single, network.architecture, largest<T>);
  return {std::move(input), std::move(target)};
}

// The data set's shape is its maker's; another network's would be read and written out of bounds.
template <class T>
void check_made_for(const LockedNetwork<T>& network, const DatasetArrays& data) {
  const std::size_t n_in = data.x.samples.cols, n_out = data.y.outputs;
  if (n_in == network.architecture.inputs() && n_out == network.architecture.outputs()) return;
  throw std::invalid_argument("data: made for a network of " + std::to_string(n_in) +
                              " inputs and " + std::to_string(n_out) + " outputs; expected " +
                              std::to_string(network.architecture.inputs()) + " and " +
                              std::to_string(network.architecture.outputs()));
}

template <class T>
std::pair<ArrayList, ArrayList> mean_gradient(LockedNetwork<T>& network, const DatasetArrays& data,
                                              const py::object& sample_weight) {
  check_made_for(network, data);
  std::vector<double> weights;
  Dataset view = data.view();
  if (!sample_weight.is_none()) {
    weights = sample_weights(sample_weight, "sample_weight", view.x.rows);
    view.weights = weights.data();
  }
  std::vector<Array<T>> nabla_b, nabla_w;
  std::vector<Matrix<T>> b, w;
  for (const Layer<T>& layer : network.gradient.layers()) {
    nabla_b.push_back(new_array<T>(layer.weights.cols));
    nabla_w.push_back(new_array<T>(layer.weights.cols, layer.weights.rows));
    b.push_back(as_matrix(nabla_b.back()));
    w.push_back(as_matrix(nabla_w.back()));
  }
  {
    const Exclusive<T> exclusive(network);
    gradient(network, view);
    for (std::size_t l = 0; l < w.size(); ++l) {
      const Layer<T>& nabla = network.gradient.layers()[l];
      std::copy_n(nabla.biases, b[l].cols, b[l].data);
      for (std::size_t k = 0; k < w[l].rows; ++k)
        for (std::size_t j = 0; j < w[l].cols; ++j) w[l].row(k)[j] = nabla.weights.row(j)[k];
    }
  }
  std::pair<ArrayList, ArrayList> out;
  for (std::size_t l = 0; l < w.size(); ++l) {
    out.first.append(nabla_b[l]);
    out.second.append(nabla_w[l]);
  }
  return out;
}

template <class T>
std::pair<double, double> mean_score(LockedNetwork<T>& network, const DatasetArrays& data) {
  check_made_for(network, data);
  Score total;
  {
    const Exclusive<T> exclusive(network);
    total = evaluate(network, data.view(), check_signals);
  }
  const auto m = static_cast<double>(data.x.samples.rows);
  return {total.cost / m, static_cast<double>(total.correct) / m};
}

template <class T>
std::tuple<std::size_t, double, double> train(LockedNetwork<T>& network, const DatasetArrays& data,
                                              std::size_t batch_size, double learning_rate,
                                              bool shuffle, std::uint64_t seed, std::uint64_t epoch,
                                              std::size_t threads, const py::object& tick) {
  check_made_for(network, data);
  if (batch_size == 0) throw std::invalid_argument("batch_size: 0; expected at least 1");
  if (!(std::abs(learning_rate) <= largest<T>))
    throw std::invalid_argument(
        "learning_rate: " + std::string(py::str(py::float_(learning_rate))) +
        "; expected at most " + std::string(py::str(py::float_(largest<T>))));
  const auto means = [](const Progress& p) {
    const auto m = static_cast<double>(p.samples);
    return std::tuple(p.samples, p.score.cost / m, static_cast<double>(p.score.correct) / m);
  };
  const Tick on_tick = [&](const Progress& progress) {
    check_signals();
    if (tick.is_none()) return;
    const py::gil_scoped_acquire acquire;
    std::apply(tick, means(progress));
  };
  Progress done;
  {
    const Exclusive<T> exclusive(network);
    done = train_epoch(network, data.view(),
                       {batch_size, learning_rate, shuffle, seed, epoch, threads}, on_tick);
  }
  return means(done);
}

template <class T>
std::vector<std::string> names_of_activations(const LockedNetwork<T>& network) {
  std::vector<std::string> names;
  names.reserve(network.architecture.layers());
  for (const Activation a : network.architecture.activations) names.emplace_back(name_of(a));
  return names;
}

template <class T>
void bind_network_of(py::module_& m, const char* name) {
  using N = LockedNetwork<T>;
  py::class_<N>(m, name, "A network of one dtype; deltaward.Network is its face.")
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
      .def("dataset", &dataset<T>, py::arg("x"), py::arg("y"), py::arg("x_name") = "x",
           py::arg("y_name") = "y", "Check x and y for this network; the arrays are not copied.")
      .def("gradient", &mean_gradient<T>, py::arg("data"), py::arg("sample_weight") = py::none(),
           "(nabla_b, nabla_w), the weighted means over the samples.")
      .def("evaluate", &mean_score<T>, py::arg("data"), "(cost, accuracy), means over the samples.")
      .def("train_epoch", &train<T>, py::arg("data"), py::arg("batch_size"),
           py::arg("learning_rate"), py::arg("shuffle"), py::arg("seed"), py::arg("epoch"),
           py::arg("threads") = 0, py::arg("tick") = py::none(),
           "One epoch of SGD without the GIL: (samples, cost, accuracy). Between mini-batches, at "
           "most every 20 ms, tick(samples, cost, accuracy) is called and signals are seen to.");
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
