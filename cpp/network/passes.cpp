// SPDX-License-Identifier: MIT
#include "network/passes.hpp"

#include "network/backprop.hpp"

namespace deltaward {
namespace {

// Inputs of a layer are shared out in granules of this many, about a tile's height.
constexpr std::size_t granule = 24;

// Columns of a layer's deltas, in whole cache lines.
template <class T>
Matrix<T> columns(Matrix<T> m, Range range) {
  return {m.data + range.first, m.rows, range.last - range.first, m.stride};
}

template <class T>
constexpr std::size_t line = alignment / sizeof(T);

}  // namespace

template <class T>
void forward(Network<T>& network, Part part) {
  const Workspace<T>& w = network.workspace;
  const Range rows = share(w.rows(), part, 1);
  const auto at = [&](Matrix<T> m) { return m.slice(rows.first, rows.last); };
  for (std::size_t l = 0; l < network.architecture.layers(); ++l)
    feedforward<T>(network.parameters.layers()[l], network.architecture.activations[l],
                   at(w.a_prev(l)), at(w.z(l)), at(w.a(l)), w.lines(l));
}

template <class T>
void backward(Network<T>& network, const double* weights, Part part) {
  const Workspace<T>& w = network.workspace;
  const Range rows = share(w.rows(), part, 1);
  const auto at = [&](Matrix<T> m) { return m.slice(rows.first, rows.last); };
  const auto& layers = network.parameters.layers();
  const auto& activations = network.architecture.activations;
  const std::size_t last = layers.size() - 1;

  const Matrix<T> error = at(w.delta(last));
  output_error<T>(network.architecture.cost, activations[last], at(w.z(last)), at(w.a(last)),
                  at(w.y()), error);
  for (std::size_t i = 0; weights && i < error.rows; ++i)
    for (std::size_t j = 0; j < error.cols; ++j)
      error.row(i)[j] *= static_cast<T>(weights[rows.first + i]);

  T* scratch = w.scratch(part);
  for (std::size_t l = last; l-- > 0;)
    propagate_delta<T>(layers[l + 1], at(w.delta(l + 1)), activations[l], at(w.z(l)), at(w.a(l)),
                       at(w.delta(l)), scratch);
}

template <class T>
void gradients(Network<T>& network, T scale, Part part) {
  const Workspace<T>& w = network.workspace;
  for (std::size_t l = 0; l < network.architecture.layers(); ++l) {
    const Layer<T>& nabla = network.gradient.layers()[l];
    const Range out = share(nabla.weights.cols, part, line<T>);
    if (out.first < out.last)
      bias_gradient<T>(scale, columns(w.delta(l), out), nabla.biases + out.first);
    const Range in = share(nabla.weights.rows, part, granule);
    if (in.first < in.last)
      weight_gradient<T>(scale, w.delta(l), columns(w.a_prev(l), in),
                         nabla.weights.slice(in.first, in.last));
  }
}

template <class T>
void descend(Network<T>& network, T scale, T step, Part part) {
  const Workspace<T>& w = network.workspace;
  for (std::size_t l = 0; l < network.architecture.layers(); ++l) {
    const Layer<T>& layer = network.parameters.layers()[l];
    const Layer<T>& nabla = network.gradient.layers()[l];
    const Range out = share(layer.weights.cols, part, line<T>);
    if (out.first < out.last) {
      bias_gradient<T>(scale, columns(w.delta(l), out), nabla.biases + out.first);
      kernels<T>().axpy(out.last - out.first, step, nabla.biases + out.first,
                        layer.biases + out.first);
    }
    const Matrix<T> a_prev = w.a_prev(l);
    const Range in = share(a_prev.cols, part, granule);
    if (in.first == in.last) continue;
    if (const std::uint32_t* lines = w.lines(l))
      weight_descent<T>(scale, step, w.delta(l), columns(a_prev, in), lines + in.first,
                        layer.weights);
    else
      weight_descent<T>(scale, step, w.delta(l), columns(a_prev, in), nullptr,
                        layer.weights.slice(in.first, in.last));
  }
}

#define INSTANTIATE(T)                                      \
  template void forward(Network<T>&, Part);                 \
  template void backward(Network<T>&, const double*, Part); \
  template void gradients(Network<T>&, T, Part);            \
  template void descend(Network<T>&, T, T, Part);
INSTANTIATE(float)
INSTANTIATE(double)
#undef INSTANTIATE

}  // namespace deltaward
