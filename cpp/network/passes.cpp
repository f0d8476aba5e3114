// SPDX-License-Identifier: MIT
#include "network/passes.hpp"

#include "network/activation.hpp"
#include "network/backprop.hpp"
#include "network/blocks.hpp"

namespace deltaward {
namespace {

// to ⊙= factors, or to = from ⊙ factors.
template <class T>
void multiply(ConstMatrix<T> from, ConstMatrix<T> factors, Matrix<T> to) {
  for (std::size_t i = 0; i < to.rows; ++i)
    kernels<T>().multiply(to.cols, from.row(i), factors.row(i), to.row(i));
}

// What of a layer's activations enters layer l.
template <class T>
void drop_block(const Workspace<T>& w, const Dropout& dropout, std::size_t l, Block block) {
  const Matrix<T> factors = at(w.dropout(l), block);
  for (std::size_t i = 0; i < factors.rows; ++i)
    dropout.draw(l, block.rows.first + i, block.columns.first, factors.cols, factors.row(i));
  multiply<T>(at(w.a(l - 1), block), factors, at(w.a_prev(l), block));
}

template <class T>
void forward_block(Network<T>& network, std::size_t l, Block block, const Dropout* dropout) {
  const Workspace<T>& w = network.workspace;
  feedforward<T>(network.parameters.neurons(l, block.columns), network.architecture.activations[l],
                 rows(w.a_prev(l), block.rows), at(w.z(l), block), at(w.a(l), block), w.lines(l));
  if (dropout && w.dropping(l + 1)) drop_block(w, *dropout, l + 1, block);
}

// BP1, times the samples' weights.
template <class T>
void error_block(Network<T>& network, const double* weights, Block block) {
  const Workspace<T>& w = network.workspace;
  const std::size_t last = network.architecture.layers() - 1;
  const Matrix<T> error = at(w.delta(last), block);
  const Matrix<T> z = at(w.z(last), block), a = at(w.a(last), block), y = at(w.y(), block);
  if (network.architecture.cost == Cost::custom)
    network.own_cost.error(z, a, y, error);
  else
    output_error<T>(network.architecture.cost, network.architecture.activations[last], z, a, y,
                    error);
  for (std::size_t i = 0; weights && i < error.rows; ++i)
    for (std::size_t j = 0; j < error.cols; ++j)
      error.row(i)[j] *= static_cast<T>(weights[block.rows.first + i]);
}

// BP2: the rows of the next layer's Wᵀ belong to this layer's neurons.
template <class T>
void backward_block(Network<T>& network, std::size_t l, Block block, std::size_t part,
                    const Matrix<T>* back) {
  const Workspace<T>& w = network.workspace;
  const Layer<T>& next = network.parameters.layers()[l + 1];
  const Layer<T> into{rows(next.weights, block.columns), next.biases};
  const Matrix<T> delta_next = rows(w.delta(l + 1), block.rows);
  propagate_delta<T>(into, delta_next, network.architecture.activations[l], at(w.z(l), block),
                     at(w.a(l), block), at(w.delta(l), block), w.scratch(part));
  if (back) send_back<T>(into, delta_next, at(back[l], block), w.scratch(part));
  // An activation that dropped out passes no error on; the factors and σ′ commute.
  if (w.dropping(l + 1))
    multiply<T>(at(w.delta(l), block), at(w.dropout(l + 1), block), at(w.delta(l), block));
}

// Whether threads share the forward pass through a layer out by its neurons.
template <class T>
bool by_neurons(const Network<T>& network, std::size_t l, std::size_t parts) {
  const Architecture& architecture = network.architecture;
  return has_neurons_for<T>(architecture.sizes[l + 1], parts) &&
         !mixes_neurons(architecture.activations[l]);
}

}  // namespace

template <class T>
void forward(Network<T>& network, Range rows) {
  for (std::size_t l = 0; l < network.architecture.layers(); ++l)
    forward_block(network, l, {rows, {0, network.architecture.sizes[l + 1]}}, nullptr);
}

template <class T>
void load(Network<T>& network, const Dataset& data, Rows from, std::size_t parts) {
  const Workspace<T>& w = network.workspace;
  run_shares(parts, pieces_of(parts), [&](Part owner, std::size_t piece, std::size_t) {
    const Range mine = piece_of(w.rows(), owner, piece, 1);
    if (mine.first == mine.last) return;
    const Rows source{from.order, from.first + mine.first};
    gather(data.x, source, w.picked(), rows(w.a_prev(0), mine));
    gather(data.y, source, rows(w.y(), mine));
  });
}

template <class T>
void forward(Network<T>& network, std::size_t parts, const Dropout* dropout) {
  const Architecture& architecture = network.architecture;
  const std::size_t m = network.workspace.rows(), layers = architecture.layers();
  for (std::size_t l = 0; l < layers;) {
    if (by_neurons(network, l, parts)) {
      over_columns<T>(architecture.sizes[l + 1], parts, [&](Range columns, std::size_t) {
        forward_block(network, l, {{0, m}, columns}, dropout);
      });
      ++l;
      continue;
    }
    // Through as many layers as do not ask for the others' rows.
    std::size_t end = l + 1;
    while (end < layers && !by_neurons(network, end, parts)) ++end;
    over_rows(m, parts, [&](Range rows, std::size_t) {
      for (std::size_t k = l; k < end; ++k)
        forward_block(network, k, {rows, {0, architecture.sizes[k + 1]}}, dropout);
    });
    l = end;
  }
}

template <class T>
void backward(Network<T>& network, const double* weights, std::size_t parts,
              const Matrix<T>* back) {
  const Architecture& architecture = network.architecture;
  const std::size_t m = network.workspace.rows(), last = architecture.layers() - 1;
  // BP1 and BP2 of layers above `l`, down to and with it.
  const auto rows_from = [&](std::size_t top, std::size_t l, bool with_error) {
    over_rows(m, parts, [&](Range rows, std::size_t part) {
      if (with_error) error_block(network, weights, {rows, {0, architecture.outputs()}});
      for (std::size_t k = top; k-- > l;)
        backward_block(network, k, {rows, {0, architecture.sizes[k + 1]}}, part, back);
    });
  };
  // Functions of the caller's own get all rows at once, here.
  const bool own = architecture.cost == Cost::custom;
  if (own) error_block(network, weights, {{0, m}, {0, architecture.outputs()}});
  bool with_error = !own;
  for (std::size_t top = last; top > 0 || with_error;) {
    std::size_t l = top;
    while (l > 0 && !has_neurons_for<T>(architecture.sizes[l], parts)) --l;
    if (with_error || l < top) rows_from(top, l, with_error);
    with_error = false;
    top = l;
    if (top == 0) break;
    over_columns<T>(architecture.sizes[top], parts, [&](Range columns, std::size_t part) {
      backward_block(network, top - 1, {{0, m}, columns}, part, back);
    });
    --top;
  }
}

template <class T>
void gradients(Network<T>& network, T scale, std::size_t parts) {
  const Workspace<T>& w = network.workspace;
  over_weights(network, parts, [&](std::size_t l, Range inputs, Range mine) {
    const Layer<T> nabla = network.gradient.neurons(l, mine);
    const Matrix<T> delta = columns(w.delta(l), mine), a_prev = w.a_prev(l);
    if (inputs.last == a_prev.cols) bias_gradient<T>(scale, delta, nabla.biases);
    weight_gradient<T>(scale, delta, columns(a_prev, inputs), rows(nabla.weights, inputs));
  });
}

template <class T>
void descend(Network<T>& network, T scale, T step, std::size_t parts) {
  const Workspace<T>& w = network.workspace;
  over_weights(network, parts, [&](std::size_t l, Range inputs, Range mine) {
    const Layer<T> layer = network.parameters.neurons(l, mine);
    const Matrix<T> delta = columns(w.delta(l), mine), a_prev = w.a_prev(l);
    if (inputs.last == a_prev.cols) {
      T* nabla_b = network.gradient.layers()[l].biases + mine.first;
      bias_gradient<T>(scale, delta, nabla_b);
      kernels<T>().axpy(mine.last - mine.first, step, nabla_b, layer.biases);
    }
    // With lines, the rows are those of all inputs.
    const Matrix<T> weights = w.lines(l) ? layer.weights : rows(layer.weights, inputs);
    weight_descent<T>(scale, step, delta, columns(a_prev, inputs), w.lines(l), weights);
  });
}

#define INSTANTIATE(T)                                                               \
  template void forward(Network<T>&, Range);                                         \
  template void load(Network<T>&, const Dataset&, Rows, std::size_t);                \
  template void forward(Network<T>&, std::size_t, const Dropout*);                   \
  template void backward(Network<T>&, const double*, std::size_t, const Matrix<T>*); \
  template void gradients(Network<T>&, T, std::size_t);                              \
  template void descend(Network<T>&, T, T, std::size_t);
INSTANTIATE(float)
INSTANTIATE(double)
#undef INSTANTIATE

}  // namespace deltaward
