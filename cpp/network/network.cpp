// SPDX-License-Identifier: MIT
#include "network/network.hpp"

#include <algorithm>

#include "network/backprop.hpp"

namespace deltaward {
namespace {

// Rows in one block of predict and evaluate: enough to fill the tiles, little enough to stay in L2.
constexpr std::size_t block_rows = 256;

// A sample is right if its largest output is its target's largest; with one output, if both are on
// the same side of ½.
template <class T>
std::size_t count_correct(ConstMatrix<T> a, ConstMatrix<T> y) {
  std::size_t correct = 0;
  for (std::size_t i = 0; i < a.rows; ++i) {
    const T *guess = a.row(i), *truth = y.row(i);
    if (a.cols == 1)
      correct += (guess[0] > T(0.5)) == (truth[0] > T(0.5));
    else
      correct += std::max_element(guess, guess + a.cols) - guess ==
                 std::max_element(truth, truth + a.cols) - truth;
  }
  return correct;
}

template <class T>
T total_weight(const double* weights, std::size_t rows) {
  if (!weights) return static_cast<T>(rows);
  double total = 0;
  for (std::size_t i = 0; i < rows; ++i) total += weights[i];
  return static_cast<T>(total);
}

}  // namespace

template <class T>
Network<T>::Network(Architecture a, Init init, std::uint64_t seed)
    : architecture(std::move(a)),
      parameters(architecture.sizes),
      gradient(architecture.sizes),
      workspace(architecture) {
  initialize(init, seed, architecture, parameters);
}

template <class T>
void forward(Network<T>& network) {
  const Workspace<T>& w = network.workspace;
  for (std::size_t l = 0; l < network.architecture.layers(); ++l)
    feedforward<T>(network.parameters.layers()[l], network.architecture.activations[l], w.a_prev(l),
                   w.z(l), w.a(l));
}

template <class T>
void backward(Network<T>& network, const double* weights) {
  const Workspace<T>& w = network.workspace;
  const auto& layers = network.parameters.layers();
  const auto& activations = network.architecture.activations;
  const std::size_t last = layers.size() - 1;
  const T scale = 1 / total_weight<T>(weights, w.rows());

  output_error<T>(network.architecture.cost, activations[last], w.z(last), w.a(last), w.y(),
                  w.delta(last));
  for (std::size_t i = 0; weights && i < w.rows(); ++i)
    for (std::size_t j = 0; j < w.delta(last).cols; ++j)
      w.delta(last).row(i)[j] *= static_cast<T>(weights[i]);

  for (std::size_t l = last + 1; l-- > 0;) {
    if (l < last)
      propagate_delta<T>(layers[l + 1], w.delta(l + 1), activations[l], w.z(l), w.a(l), w.delta(l));
    const Layer<T>& nabla = network.gradient.layers()[l];
    bias_gradient<T>(scale, w.delta(l), nabla.biases);
    weight_gradient<T>(scale, w.delta(l), w.a_prev(l), nabla.weights);
  }
}

template <class T>
Score score(const Network<T>& network) {
  const Workspace<T>& w = network.workspace;
  const std::size_t last = network.architecture.layers() - 1;
  return {cost_sum<T>(network.architecture.cost, network.architecture.output(), w.z(last),
                      w.a(last), w.y()),
          count_correct<T>(w.a(last), w.y())};
}

template <class T>
void predict(Network<T>& network, const Samples& x, T* outputs) {
  Workspace<T>& w = network.workspace;
  for (std::size_t first = 0; first < x.rows; first += block_rows) {
    w.resize(std::min(block_rows, x.rows - first), false);
    gather(x, {nullptr, first}, w.x());
    forward(network);
    const ConstMatrix<T> a = w.a(network.architecture.layers() - 1);
    for (std::size_t i = 0; i < a.rows; ++i) outputs = std::copy_n(a.row(i), a.cols, outputs);
  }
}

template <class T>
Score evaluate(Network<T>& network, const Dataset& data) {
  Workspace<T>& w = network.workspace;
  Score total;
  for (std::size_t first = 0; first < data.x.rows; first += block_rows) {
    w.resize(std::min(block_rows, data.x.rows - first), false);
    gather(data.x, {nullptr, first}, w.x());
    gather(data.y, {nullptr, first}, w.y());
    forward(network);
    total += score(network);
  }
  return total;
}

template <class T>
void gradient(Network<T>& network, const Dataset& data) {
  Workspace<T>& w = network.workspace;
  w.resize(data.x.rows, true);
  gather(data.x, {nullptr, 0}, w.x());
  gather(data.y, {nullptr, 0}, w.y());
  forward(network);
  backward(network, data.weights);
}

#define INSTANTIATE(T)                                    \
  template struct Network<T>;                             \
  template void forward(Network<T>&);                     \
  template void backward(Network<T>&, const double*);     \
  template Score score(const Network<T>&);                \
  template void predict(Network<T>&, const Samples&, T*); \
  template Score evaluate(Network<T>&, const Dataset&);   \
  template void gradient(Network<T>&, const Dataset&);
INSTANTIATE(float)
INSTANTIATE(double)
#undef INSTANTIATE

}  // namespace deltaward
