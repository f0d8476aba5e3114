// SPDX-License-Identifier: MIT
// Parameters as NumPy arrays, and what several tables of bindings use beside.
#pragma once

#include <pybind11/numpy.h>
#include <pybind11/typing.h>

#include <limits>

#include "bindings/array_view.hpp"
#include "bindings/gil.hpp"
#include "network/parameters.hpp"

namespace deltaward {

template <class T>
constexpr double largest = static_cast<double>(std::numeric_limits<T>::max());

using ArrayTuple = py::typing::Tuple<py::array, py::ellipsis>;

// Sees to signals: Ctrl-C raises here. To be called without the GIL.
inline void check_signals() {
  const AcquireGil acquire;
  if (PyErr_CheckSignals() != 0) throw py::error_already_set();
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

// The data set's shape is its maker's; another network's would be read and written out of bounds.
template <class T>
void check_made_for(const Network<T>& network, const DatasetArrays& data) {
  const std::size_t n_in = data.x.samples.cols, n_out = data.y.outputs;
  if (n_in == network.architecture.inputs() && n_out == network.architecture.outputs()) return;
  throw std::invalid_argument("data: made for a network of " + std::to_string(n_in) +
                              " inputs and " + std::to_string(n_out) + " outputs; expected " +
                              std::to_string(network.architecture.inputs()) + " and " +
                              std::to_string(network.architecture.outputs()));
}

}  // namespace deltaward
