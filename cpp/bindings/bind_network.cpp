// SPDX-License-Identifier: MIT
#include <pybind11/stl.h>
#include <pybind11/typing.h>

#include <mutex>
#include <tuple>
#include <utility>

#include "bindings/array_view.hpp"
#include "bindings/bind.hpp"
#include "bindings/matrix_array.hpp"
#include "network/activation.hpp"
#include "training/epoch.hpp"

namespace deltaward {
namespace {

using ArrayTuple = py::typing::Tuple<py::array, py::ellipsis>;
using ArrayList = py::typing::List<py::array>;

// A network with its lock: calls that use the workspace take turns. Recursive, because a signal
// handler that runs between two mini-batches may call the network too.
template <class T>
struct LockedNetwork : Network<T> {
  using Network<T>::Network;
  std::recursive_mutex mutex;
};

// Releases the GIL first, then locks: a thread that waits for the network holds nobody up.
template <class T>
struct Exclusive {
  explicit Exclusive(LockedNetwork<T>& network) : lock(network.mutex) {}
  py::gil_scoped_release release;
  std::scoped_lock<std::recursive_mutex> lock;
};

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

template <class View, class T>
ArrayList copies(const Parameters<T>& parameters, View view) {
  ArrayList out;
  for (const Layer<T>& layer : parameters.layers())
    out.append(view(layer, py::none()).attr("copy")("C"));
  return out;
}

template <class T>
py::array feedforward(LockedNetwork<T>& network, const py::object& x) {
  const InputArray input(x, "x", network.architecture.inputs());
  const std::size_t n_out = network.architecture.outputs();
  Array<T> outputs = input.single ? new_array<T>(n_out) : new_array<T>(input.samples.rows, n_out);
  T* data = outputs.mutable_data();
  {
    const Exclusive<T> exclusive(network);
    predict(network, input.samples, data);
  }
  return outputs;
}

template <class T>
DatasetArrays dataset(const LockedNetwork<T>& network, const py::object& x, const py::object& y,
                      const std::string& x_name, const std::string& y_name) {
  InputArray input(x, x_name, network.architecture.inputs());
  TargetArray target(y, y_name, input.samples.rows, input.single, network.architecture);
  return {std::move(input), std::move(target)};
}

template <class T>
std::pair<ArrayList, ArrayList> mean_gradient(LockedNetwork<T>& network, const DatasetArrays& data,
                                              const py::object& sample_weight) {
  std::vector<double> weights;
  Dataset view = data.view();
  if (!sample_weight.is_none()) {
    weights = sample_weights(sample_weight, "sample_weight", view.x.rows);
    view.weights = weights.data();
  }
  std::unique_lock lock(network.mutex, std::defer_lock);
  {
    py::gil_scoped_release release;
    lock.lock();
    gradient(network, view);
  }
  return {copies(network.gradient, bias_view<T>), copies(network.gradient, weight_view<T>)};
}

template <class T>
std::pair<double, double> mean_score(LockedNetwork<T>& network, const DatasetArrays& data) {
  Score total;
  {
    const Exclusive<T> exclusive(network);
    total = evaluate(network, data.view());
  }
  const auto m = static_cast<double>(data.x.samples.rows);
  return {total.cost / m, static_cast<double>(total.correct) / m};
}

// Between mini-batches: signals (Ctrl-C raises here), then the caller's own function.
template <class T>
std::tuple<std::size_t, double, double> train(LockedNetwork<T>& network, const DatasetArrays& data,
                                              std::size_t batch_size, double learning_rate,
                                              bool shuffle, std::uint64_t seed, std::uint64_t epoch,
                                              std::size_t threads, const py::object& tick) {
  const auto means = [](const Progress& p) {
    const auto m = static_cast<double>(p.samples);
    return std::tuple(p.samples, p.score.cost / m, static_cast<double>(p.score.correct) / m);
  };
  const Tick on_tick = [&](const Progress& progress) {
    const py::gil_scoped_acquire acquire;
    if (PyErr_CheckSignals() != 0) throw py::error_already_set();
    if (!tick.is_none()) std::apply(tick, means(progress));
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
  m.def("activation_names", [] {
    return std::vector<std::string>(activation_names().begin(), activation_names().end());
  });
  bind_network_of<float>(m, "Network32");
  bind_network_of<double>(m, "Network64");
}

}  // namespace deltaward
