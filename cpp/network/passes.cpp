// SPDX-License-Identifier: MIT
#include "network/passes.hpp"

#include <cmath>

#include "network/activation.hpp"
#include "network/backprop.hpp"
#include "network/blocks.hpp"
#include "network/score.hpp"

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

// Of layer l for some rows and neurons; `entering` are those rows of what enters it.
template <class T>
void forward_block(Network<T>& network, std::size_t l, Block block, ConstMatrix<T> entering,
                   const std::uint32_t* lines, const Dropout* dropout) {
  const Workspace<T>& w = network.workspace;
  feedforward<T>(network.parameters.neurons(l, block.columns), network.architecture.activations[l],
                 entering, at(w.z(l), block), at(w.a(l), block), lines);
  if (dropout && w.dropping(l + 1)) drop_block(w, *dropout, l + 1, block);
}

template <class T>
void forward_block(Network<T>& network, std::size_t l, Block block, const Dropout* dropout) {
  const Workspace<T>& w = network.workspace;
  forward_block<T>(network, l, block, rows(w.a_prev(l), block.rows), w.lines(l), dropout);
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

// A mini-batch on its way, stage by stage: filled in; forward through each layer; scored, and the
// error of the last one; back through the others.
template <class T>
class Passage {
 public:
  Passage(Network<T>& network, const MiniBatch<T>& batch, std::size_t parts)
      : network_(network), batch_(batch), parts_(parts) {}

  static constexpr std::size_t behind_first = 2;  // filled in, forward through the first layer
  std::size_t begin() const { return batch_.entered ? behind_first : 0; }
  std::size_t error() const { return layers() + 1; }
  std::size_t end() const { return 2 * layers() + (batch_.ahead ? 0 : 1); }

  // Stages first … last − 1. Where threads have neurons of their own they wait for each other
  // before and after; through as many stages as there are without, each takes its rows at once.
  void run(std::size_t first, std::size_t last) const {
    const std::size_t m = network_.workspace.rows();
    for (std::size_t s = first; s < last;) {
      if (shares_neurons(s)) {
        over_columns(network_, layer(s), parts_,
                     [&](Range columns, std::size_t part) { make(s, {{0, m}, columns}, part); });
        ++s;
        continue;
      }
      std::size_t next = s + 1;
      while (next < last && !shares_neurons(next)) ++next;
      over_rows(m, parts_, [&](Range rows, std::size_t part) {
        for (std::size_t k = s; k < next; ++k) make(k, {rows, {0, width(k)}}, part);
        if (batch_.ahead) (*batch_.ahead)(rows, part);
      });
      s = next;
    }
  }

 private:
  std::size_t layers() const { return network_.architecture.layers(); }
  bool is_forward(std::size_t stage) const { return stage > 0 && stage < error(); }
  // Whose numbers a stage makes, as an index of sizes: up from the inputs, and down again.
  std::size_t place(std::size_t stage) const {
    return stage < error() ? stage : 2 * layers() + 1 - stage;
  }
  std::size_t layer(std::size_t stage) const { return place(stage) - 1; }
  std::size_t width(std::size_t stage) const { return network_.architecture.sizes[place(stage)]; }
  bool shares_neurons(std::size_t stage) const {
    if (stage == 0 || stage == error() || !has_neurons_for(network_, layer(stage), parts_))
      return false;
    return !is_forward(stage) || !mixes_neurons(network_.architecture.activations[layer(stage)]);
  }

  void make(std::size_t stage, Block block, std::size_t part) const {
    if (stage == 0) return batch_.fill(block.rows, part);
    if (is_forward(stage)) return forward_block(network_, layer(stage), block, batch_.dropout);
    if (stage > error()) return backward_block(network_, layer(stage), block, part, batch_.back);
    if (batch_.scored) mark(network_, block.rows);
    error_block(network_, batch_.weights, block);
  }

  Network<T>& network_;
  const MiniBatch<T>& batch_;
  std::size_t parts_;
};

}  // namespace

template <class T>
void forward(Network<T>& network, Range rows) {
  for (std::size_t l = 0; l < network.architecture.layers(); ++l)
    forward_block(network, l, {rows, {0, network.architecture.sizes[l + 1]}}, nullptr);
}

template <class T>
void load(const Intake<T>& into, const Dataset& data, Rows from, Range mine) {
  const Rows source{from.order, from.first + mine.first};
  gather(data.x, source, into.picked(), rows(into.x(), mine));
  gather(data.y, source, rows(into.y(), mine));
}

template <class T>
void enter(Network<T>& network, const MiniBatch<T>& batch, std::size_t parts) {
  Passage<T>(network, batch, parts).run(0, Passage<T>::behind_first);
}

template <class T>
Score propagate(Network<T>& network, const MiniBatch<T>& batch, std::size_t parts) {
  const Passage<T> passage(network, batch, parts);
  const Range all{0, network.workspace.rows()};
  const auto scored = [&] {
    Score found;
    if (batch.scored) add_score(network, all, batch.weights, found);
    return found;
  };
  if (network.architecture.cost != Cost::custom) {
    passage.run(passage.begin(), passage.end());
    return scored();
  }
  // Functions of the caller's own get all rows at once, here.
  passage.run(passage.begin(), passage.error());
  if (batch.scored) mark(network, all);
  const Score found = scored();
  if (batch.scored && !(std::isfinite(found.cost) && found.weight > 0)) return found;
  error_block(network, batch.weights, {all, {0, network.architecture.outputs()}});
  passage.run(passage.error() + 1, passage.end());
  return found;
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
void descend(const Network<T>& network, T scale, T step, std::size_t l, Range inputs, Range mine) {
  const Workspace<T>& w = network.workspace;
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
}

template <class T>
void send_back_to_first(Network<T>& network, Range mine, std::size_t part) {
  backward_block<T>(network, 0, {{0, network.workspace.rows()}, mine}, part, nullptr);
}

template <class T>
void forward_first(Network<T>& network, const Intake<T>& from, Range mine, const Dropout* dropout) {
  const Matrix<T> x = from.x();
  forward_block<T>(network, 0, {{0, x.rows}, mine}, x, from.lines(), dropout);
}

#define INSTANTIATE(T)                                                               \
  template void forward(Network<T>&, Range);                                         \
  template void load(const Intake<T>&, const Dataset&, Rows, Range);                 \
  template void enter(Network<T>&, const MiniBatch<T>&, std::size_t);                \
  template void forward_first(Network<T>&, const Intake<T>&, Range, const Dropout*); \
  template Score propagate(Network<T>&, const MiniBatch<T>&, std::size_t);           \
  template void send_back_to_first(Network<T>&, Range, std::size_t);                 \
  template void gradients(Network<T>&, T, std::size_t);                              \
  template void descend(const Network<T>&, T, T, std::size_t, Range, Range);
INSTANTIATE(float)
INSTANTIATE(double)
#undef INSTANTIATE

}  // namespace deltaward
