// SPDX-License-Identifier: MIT
#include "bindings/bind_trace.hpp"

#include <pybind11/stl.h>
#include <pybind11/typing.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "bindings/array_view.hpp"
#include "bindings/matrix_array.hpp"
#include "bindings/views.hpp"
#include "network/backprop.hpp"

namespace deltaward {
namespace {

using ArrayList = py::typing::List<py::array>;

// Arrays, one a layer, and where they lie, for work without the GIL.
template <class T>
struct Arrays {
  std::vector<Array<T>> arrays;
  std::vector<Matrix<T>> matrices;

  void add(std::size_t rows, std::size_t cols) {
    arrays.push_back(new_array<T>(rows, cols));
    matrices.push_back(as_matrix(arrays.back()));
  }
  void add(std::size_t n) {
    arrays.push_back(new_array<T>(n));
    matrices.push_back(as_matrix(arrays.back()));
  }
  ArrayList list() const {
    ArrayList out;
    for (const Array<T>& array : arrays) out.append(array);
    return out;
  }
};

template <class T>
void copy(ConstMatrix<T> from, Matrix<T> to) {
  for (std::size_t i = 0; i < to.rows; ++i) std::copy_n(from.row(i), to.cols, to.row(i));
}

template <class T>
struct Gradient {
  explicit Gradient(const Network<T>& network) {
    for (const Layer<T>& layer : network.gradient.layers()) {
      b.add(layer.weights.cols);
      w.add(layer.weights.cols, layer.weights.rows);
    }
  }

  void take(const Network<T>& network) const {
    for (std::size_t l = 0; l < w.matrices.size(); ++l) {
      const Layer<T>& nabla = network.gradient.layers()[l];
      const Matrix<T> to = w.matrices[l];
      std::copy_n(nabla.biases, b.matrices[l].cols, b.matrices[l].data);
      for (std::size_t k = 0; k < to.rows; ++k)
        for (std::size_t j = 0; j < to.cols; ++j) to.row(k)[j] = nabla.weights.row(j)[k];
    }
  }

  Arrays<T> b, w;
};

template <class T>
std::pair<ArrayList, ArrayList> mean_gradient(LockedNetwork<T>& network,
                                              const DatasetArrays& data) {
  check_made_for(network, data);
  const Gradient<T> nabla(network);
  {
    const Exclusive<T> exclusive(network);
    gradient(network, data.view());
    nabla.take(network);
  }
  return {nabla.b.list(), nabla.w.list()};
}

// All that a backward pass is made of: for each layer, one row a sample.
template <class T>
py::typing::Dict<py::str, py::object> traced(LockedNetwork<T>& network, const DatasetArrays& data) {
  check_made_for(network, data);
  const std::size_t m = data.x.samples.rows, layers = network.architecture.layers();
  const Gradient<T> nabla(network);
  Arrays<T> inputs, z, a, delta, back, slope;
  inputs.add(m, network.architecture.inputs());
  for (std::size_t l = 0; l < layers; ++l) {
    const std::size_t n = network.architecture.sizes[l + 1];
    for (Arrays<T>* each : {&z, &a, &delta, &slope}) each->add(m, n);
    if (l + 1 < layers) back.add(m, n);
  }
  {
    const Exclusive<T> exclusive(network);
    trace<T>(network, data.view(), back.matrices.data(), [&] {
      const Workspace<T>& w = network.workspace;
      copy<T>(w.a_prev(0), inputs.matrices[0]);
      for (std::size_t l = 0; l < layers; ++l) {
        copy<T>(w.z(l), z.matrices[l]);
        copy<T>(w.a(l), a.matrices[l]);
        copy<T>(w.delta(l), delta.matrices[l]);
        // σ′ is what the gate makes of ones.
        const Matrix<T> ones = slope.matrices[l];
        std::fill_n(ones.data, ones.rows * ones.cols, T(1));
        const Activation activation = network.architecture.activations[l];
        if (activation != Activation::softmax)
          gate<T>(activation, z.matrices[l], a.matrices[l], ones);
      }
      nabla.take(network);
    });
  }
  py::typing::Dict<py::str, py::object> out;
  out["inputs"] = inputs.arrays[0];
  for (const auto& [name, arrays] :
       {std::pair{"z", &z}, std::pair{"activation", &a}, std::pair{"delta", &delta},
        std::pair{"back", &back}, std::pair{"sigma_prime", &slope}})
    out[name] = arrays->list();
  out["nabla_b"] = nabla.b.list();
  out["nabla_w"] = nabla.w.list();
  return out;
}

}  // namespace

template <class T>
void bind_trace_of(py::class_<LockedNetwork<T>>& network) {
  network
      .def("gradient", &mean_gradient<T>, py::arg("data"),
           "(nabla_b, nabla_w), the weighted means over the samples.")
      .def("trace", &traced<T>, py::arg("data"),
           "inputs, and lists over the layers: z, activation, delta, sigma_prime (ones for "
           "softmax), "
           "back (none for the last layer), nabla_b, nabla_w.");
}

template void bind_trace_of(py::class_<LockedNetwork<float>>&);
template void bind_trace_of(py::class_<LockedNetwork<double>>&);

}  // namespace deltaward
