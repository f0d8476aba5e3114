// SPDX-License-Identifier: MIT
#include "network/passes.hpp"

#include "network/backprop.hpp"

namespace deltaward {
namespace {

// An owner's share is done in this many pieces, for others to take from; alone, in one.
constexpr std::size_t pieces_of(std::size_t parts) { return parts > 1 ? 4 : 1; }

// Rows (samples) and columns (neurons) of a layer's matrices.
struct Block {
  Range rows, columns;

  bool empty() const { return rows.first == rows.last || columns.first == columns.last; }
};

template <class T>
Matrix<T> at(Matrix<T> m, Block b) {
  return {m.row(b.rows.first) + b.columns.first, b.rows.last - b.rows.first,
          b.columns.last - b.columns.first, m.stride};
}

template <class T>
Matrix<T> rows(Matrix<T> m, Range range) {
  return m.slice(range.first, range.last);
}

template <class T>
Matrix<T> columns(Matrix<T> m, Range range) {
  return {m.data + range.first, m.rows, range.last - range.first, m.stride};
}

template <class T>
Layer<T> neurons(const Layer<T>& layer, Range range) {
  return {columns(layer.weights, range), layer.biases + range.first};
}

Range piece_of(std::size_t n, Part owner, std::size_t piece, std::size_t granule) {
  const Range mine = share(n, owner, granule);
  const Range part = share(mine.last - mine.first, {piece, pieces_of(owner.count)}, granule);
  return {mine.first + part.first, mine.first + part.last};
}

// Four cache lines of neurons, the width of the widest tile.
template <class T>
constexpr std::size_t granule = 4 * alignment / sizeof(T);

// Work on a layer of n neurons is shared out by neurons if everyone gets some, else by rows.
template <class T, class F>
void over_blocks(std::size_t m, std::size_t n, bool whole_rows, std::size_t parts, F work) {
  const bool by_rows = whole_rows || n < parts * granule<T>;
  run_shares(parts, pieces_of(parts), [&](Part owner, std::size_t piece, std::size_t part) {
    const Block block = by_rows ? Block{piece_of(m, owner, piece, 1), {0, n}}
                                : Block{{0, m}, piece_of(n, owner, piece, granule<T>)};
    if (!block.empty()) work(block, part);
  });
}

template <class T>
void forward_block(Network<T>& network, std::size_t l, Block block) {
  const Workspace<T>& w = network.workspace;
  feedforward<T>(neurons(network.parameters.layers()[l], block.columns),
                 network.architecture.activations[l], rows(w.a_prev(l), block.rows),
                 at(w.z(l), block), at(w.a(l), block), w.lines(l));
}

// BP1, times the samples' weights.
template <class T>
void error_block(Network<T>& network, const double* weights, Block block) {
  const Workspace<T>& w = network.workspace;
  const std::size_t last = network.architecture.layers() - 1;
  const Matrix<T> error = at(w.delta(last), block);
  output_error<T>(network.architecture.cost, network.architecture.activations[last],
                  at(w.z(last), block), at(w.a(last), block), at(w.y(), block), error);
  for (std::size_t i = 0; weights && i < error.rows; ++i)
    for (std::size_t j = 0; j < error.cols; ++j)
      error.row(i)[j] *= static_cast<T>(weights[block.rows.first + i]);
}

// BP2: the rows of the next layer's Wᵀ belong to this layer's neurons.
template <class T>
void backward_block(Network<T>& network, std::size_t l, Block block, std::size_t part) {
  const Workspace<T>& w = network.workspace;
  const Layer<T>& next = network.parameters.layers()[l + 1];
  propagate_delta<T>({rows(next.weights, block.columns), next.biases},
                     rows(w.delta(l + 1), block.rows), network.architecture.activations[l],
                     at(w.z(l), block), at(w.a(l), block), at(w.delta(l), block), w.scratch(part));
}

bool mixes_neurons(Activation activation) { return activation == Activation::softmax; }

// work(l, columns) for the neurons of every layer; one round of the pool.
template <class T, class F>
void over_neurons(Network<T>& network, std::size_t parts, F work) {
  const std::size_t layers = network.architecture.layers(), pieces = pieces_of(parts);
  run_shares(parts, layers * pieces, [&](Part owner, std::size_t piece, std::size_t) {
    const std::size_t l = piece / pieces;
    const Range mine =
        piece_of(network.architecture.sizes[l + 1], owner, piece % pieces, granule<T>);
    if (mine.first < mine.last) work(l, mine);
  });
}

}  // namespace

template <class T>
void forward(Network<T>& network, Range rows) {
  for (std::size_t l = 0; l < network.architecture.layers(); ++l)
    forward_block(network, l, {rows, {0, network.architecture.sizes[l + 1]}});
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
void forward(Network<T>& network, std::size_t parts) {
  const auto& architecture = network.architecture;
  for (std::size_t l = 0; l < architecture.layers(); ++l)
    over_blocks<T>(network.workspace.rows(), architecture.sizes[l + 1],
                   mixes_neurons(architecture.activations[l]), parts,
                   [&](Block block, std::size_t) { forward_block(network, l, block); });
}

template <class T>
void backward(Network<T>& network, const double* weights, std::size_t parts) {
  const auto& architecture = network.architecture;
  const std::size_t m = network.workspace.rows(), last = architecture.layers() - 1;
  over_blocks<T>(m, architecture.outputs(), mixes_neurons(architecture.output()), parts,
                 [&](Block block, std::size_t) { error_block(network, weights, block); });
  for (std::size_t l = last; l-- > 0;)
    over_blocks<T>(m, architecture.sizes[l + 1], false, parts,
                   [&](Block block, std::size_t part) { backward_block(network, l, block, part); });
}

template <class T>
void gradients(Network<T>& network, T scale, std::size_t parts) {
  const Workspace<T>& w = network.workspace;
  over_neurons(network, parts, [&](std::size_t l, Range mine) {
    const Layer<T> nabla = neurons(network.gradient.layers()[l], mine);
    const Matrix<T> delta = columns(w.delta(l), mine);
    bias_gradient<T>(scale, delta, nabla.biases);
    weight_gradient<T>(scale, delta, w.a_prev(l), nabla.weights);
  });
}

template <class T>
void descend(Network<T>& network, T scale, T step, std::size_t parts) {
  const Workspace<T>& w = network.workspace;
  over_neurons(network, parts, [&](std::size_t l, Range mine) {
    const Layer<T> layer = neurons(network.parameters.layers()[l], mine);
    const Matrix<T> delta = columns(w.delta(l), mine);
    T* nabla_b = network.gradient.layers()[l].biases + mine.first;
    bias_gradient<T>(scale, delta, nabla_b);
    kernels<T>().axpy(mine.last - mine.first, step, nabla_b, layer.biases);
    weight_descent<T>(scale, step, delta, w.a_prev(l), w.lines(l), layer.weights);
  });
}

#define INSTANTIATE(T)                                                \
  template void forward(Network<T>&, Range);                          \
  template void load(Network<T>&, const Dataset&, Rows, std::size_t); \
  template void forward(Network<T>&, std::size_t);                    \
  template void backward(Network<T>&, const double*, std::size_t);    \
  template void gradients(Network<T>&, T, std::size_t);               \
  template void descend(Network<T>&, T, T, std::size_t);
INSTANTIATE(float)
INSTANTIATE(double)
#undef INSTANTIATE

}  // namespace deltaward
