// SPDX-License-Identifier: MIT
#include "training/step.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <type_traits>

#include "network/activation.hpp"
#include "network/backprop.hpp"
#include "network/blocks.hpp"
#include "network/passes.hpp"

namespace deltaward {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

// Some weights or biases and what the optimizer remembers of them, at the same places.
template <class T>
struct Moved {
  Matrix<T> rows;
  T *first, *second;
};

// place(parameters) is where they are, in the network's own and in the optimizer's.
template <class T, class Place>
Moved<T> moved(const Optimizer<T>& optimizer, Matrix<T> rows, Place place) {
  const auto slot = [&](std::size_t i) -> T* {
    return i < optimizer.slots.size() ? place(optimizer.slots[i]) : nullptr;
  };
  return {rows, slot(0), slot(1)};
}

// The weights of some inputs to some neurons. Where inputs are left out, those of all of them: a
// gradient of 0 still moves them where a rule or l1 or l2 does.
template <class T>
Moved<T> weights_of(const Network<T>& network, const Optimizer<T>& optimizer, std::size_t l,
                    Range inputs, Range mine) {
  const Range all = network.workspace.lines(l) ? Range{0, network.architecture.sizes[l]} : inputs;
  return moved(optimizer, rows(network.parameters.neurons(l, mine).weights, all),
               [&](const Parameters<T>& p) { return p.neurons(l, mine).weights.row(all.first); });
}

template <class T>
Moved<T> biases_of(const Network<T>& network, const Optimizer<T>& optimizer, std::size_t l,
                   Range mine) {
  const std::size_t n = mine.last - mine.first;
  const auto place = [&](const Parameters<T>& p) { return p.layers()[l].biases + mine.first; };
  return moved(optimizer, Matrix<T>{place(network.parameters), 1, n, n}, place);
}

template <class T>
void update(const Optimizer<T>& optimizer, const StepFactors<T>& factors, Gradient<T> gradient,
            const Moved<T>& m) {
  kernels<T>().update[static_cast<std::size_t>(optimizer.rule)](factors, gradient, m.rows, m.first,
                                                                m.second);
}

// By the gradient that is in memory.
template <class T>
void update_biases(const Network<T>& network, const Optimizer<T>& optimizer, StepFactors<T> factors,
                   std::size_t l, Range mine) {
  factors.l1 = factors.l2 = 0;
  const Moved<T> biases = biases_of(network, optimizer, l, mine);
  const T* nabla = network.gradient.layers()[l].biases + mine.first;
  update(optimizer, factors, {{nabla, 1, biases.rows.cols, biases.rows.cols}}, biases);
}

// Whether a piece of the weights needs nothing of the others' gradient or step.
bool is_piecewise(const Recipe& recipe) {
  return recipe.clip_norm == infinity && recipe.max_norm == infinity;
}

// Whether the step is BP4's alone, perhaps of weights that shrink.
template <class T>
bool is_descent(const Optimizer<T>& optimizer, const Recipe& recipe) {
  return optimizer.rule == Rule::sgd && recipe.l1 == 0 && !recipe.clips();
}

// In a descent weights shrink by themselves.
template <class T>
StepFactors<T> factors_of(const Optimizer<T>& optimizer, const Recipe& recipe, double rate) {
  StepFactors<T> factors = optimizer.factors(rate);
  if (is_descent(optimizer, recipe)) {
    factors.keep = static_cast<T>(1 - rate * recipe.l2);
    return factors;
  }
  factors.limit = static_cast<T>(recipe.clip_value);
  factors.l1 = static_cast<T>(recipe.l1);
  factors.l2 = static_cast<T>(recipe.l2);
  factors.shaped = recipe.clips() || recipe.l1 > 0 || recipe.l2 > 0;
  return factors;
}

template <class T>
double in_doubles(const Network<T>& network) {
  double total = 0;
  for (std::size_t l = 0; l < network.architecture.layers(); ++l) {
    const Layer<T>& nabla = network.gradient.layers()[l];
    const std::size_t rows = network.workspace.a_prev(l).cols;
    for (std::size_t i = 0; i <= rows; ++i) {
      const T* row = i < rows ? nabla.weights.row(i) : nabla.biases;
      for (std::size_t j = 0; j < nabla.weights.cols; ++j)
        total += static_cast<double>(row[j]) * static_cast<double>(row[j]);
    }
  }
  return total;
}

// The Euclidean length of the whole gradient: row by row and then in one order, so that no number
// of threads shows.
template <class T>
double length_of_gradient(const Network<T>& network, std::size_t parts,
                          std::vector<double>& squares) {
  squares.clear();
  for (std::size_t l = 0; l < network.architecture.layers(); ++l)
    squares.resize(squares.size() + network.workspace.a_prev(l).cols + 1);
  run_parts(parts, [&](std::size_t index) {
    std::size_t first = 0;
    for (std::size_t l = 0; l < network.architecture.layers(); ++l) {
      const Layer<T>& nabla = network.gradient.layers()[l];
      const std::size_t rows = network.workspace.a_prev(l).cols, n = nabla.weights.cols;
      const Range mine = share(rows + 1, {index, parts}, 1);
      for (std::size_t i = mine.first; i < mine.last; ++i)
        squares[first + i] = static_cast<double>(
            kernels<T>().sum_squares(n, i < rows ? nabla.weights.row(i) : nabla.biases));
      first += rows + 1;
    }
  });
  double total = 0;
  for (const double square : squares) total += square;
  // Squares that a float can not hold, above or below.
  if (std::is_same_v<T, float> && !(total > 0x1p-100 && total < 0x1p120))
    total = in_doubles(network);
  return std::sqrt(total);
}

template <class T>
void limit_lengths(const Network<T>& network, const Recipe& recipe, std::size_t parts) {
  if (recipe.max_norm == infinity) return;
  over_neurons(network, parts, [&](std::size_t l, Range mine) {
    kernels<T>().limit_columns(static_cast<T>(recipe.max_norm),
                               network.parameters.neurons(l, mine).weights);
  });
}

// The gradient of the whole mini-batch first, and the step when its length is known.
template <class T>
void clipped_step(Network<T>& network, const Optimizer<T>& optimizer, const Recipe& recipe,
                  StepFactors<T> factors, T scale, std::size_t parts,
                  std::vector<double>& squares) {
  gradients(network, scale, parts);
  const double length = length_of_gradient(network, parts, squares);
  if (length > recipe.clip_norm) factors.scale = static_cast<T>(recipe.clip_norm / length);
  const Workspace<T>& w = network.workspace;
  over_weights(network, parts, [&](std::size_t l, Range inputs, Range mine) {
    // Rows behind those of the picked inputs are of other mini-batches.
    const Matrix<T> nabla = rows(network.gradient.neurons(l, mine).weights, inputs);
    update(optimizer, factors, {nabla, w.lines(l)},
           weights_of(network, optimizer, l, inputs, mine));
    if (inputs.last == w.a_prev(l).cols) update_biases(network, optimizer, factors, l, mine);
  });
}

// A step that each piece of the weights makes for itself: no gradient but the biases' is ever in
// memory as a whole.
template <class T>
class Pieces {
 public:
  Pieces(const Network<T>& network, const Optimizer<T>& optimizer, const Recipe& recipe,
         double rate, T scale)
      : network_(network),
        optimizer_(optimizer),
        factors_(factors_of(optimizer, recipe, rate)),
        descends_(is_descent(optimizer, recipe)),
        shrinks_(recipe.l2 > 0),
        rate_(rate),
        scale_(scale) {}

  void operator()(std::size_t l, Range inputs, Range mine) const {
    if (!descends_) return fused(l, inputs, mine);
    // The weights shrink first where l2 asks for it: (1 − ηλ/n) w − η ∇C, as the book has it.
    if (shrinks_)
      update(optimizer_, factors_, {}, weights_of(network_, optimizer_, l, inputs, mine));
    descend(network_, scale_, static_cast<T>(-rate_), l, inputs, mine);
  }

 private:
  void fused(std::size_t l, Range inputs, Range mine) const {
    const auto step = kernels<T>().gemm_tn_update[static_cast<std::size_t>(optimizer_.rule)];
    const Workspace<T>& w = network_.workspace;
    const Moved<T> m = weights_of(network_, optimizer_, l, inputs, mine);
    const Matrix<T> a_prev = w.a_prev(l), delta = columns(w.delta(l), mine);
    step(factors_, scale_, columns(a_prev, inputs), delta, w.lines(l), m.rows, m.first, m.second);
    if (inputs.last != a_prev.cols) return;
    bias_gradient<T>(scale_, delta, network_.gradient.neurons(l, mine).biases);
    update_biases(network_, optimizer_, factors_, l, mine);
  }

  const Network<T>& network_;
  const Optimizer<T>& optimizer_;
  StepFactors<T> factors_;
  bool descends_, shrinks_;
  double rate_;
  T scale_;
};

}  // namespace

template <class T>
bool is_plain(const Optimizer<T>& optimizer, const Recipe& recipe) {
  return is_descent(optimizer, recipe) && is_piecewise(recipe);
}

template <class T>
bool can_step_ahead(const Network<T>& network, const Recipe& recipe, std::size_t rows) {
  // Of a step. In longer ones, which win nothing, it shows that every 20 ms what waits is done
  // again; and of less nothing waits that is larger than 4 MB.
  constexpr double most_operations = 1e8;
  const Architecture& net = network.architecture;
  const double first = 2 * static_cast<double>(net.inputs()) * static_cast<double>(net.sizes[1]);
  const auto narrow = [](std::size_t n) { return n <= granule<T>; };
  return net.layers() > 1 && std::all_of(net.sizes.begin() + 2, net.sizes.end(), narrow) &&
         first >= 0.75 * net.operations() && !mixes_neurons(net.activations[0]) &&
         is_piecewise(recipe) &&
         3 * net.operations() * static_cast<double>(rows) <= most_operations;
}

template <class T>
void step(Network<T>& network, Optimizer<T>& optimizer, const Recipe& recipe, double rate, T scale,
          std::size_t parts, std::vector<double>& squares) {
  if (recipe.clip_norm < infinity)
    clipped_step(network, optimizer, recipe, factors_of(optimizer, recipe, rate), scale, parts,
                 squares);
  else
    over_weights(network, parts, Pieces<T>(network, optimizer, recipe, rate, scale));
  limit_lengths(network, recipe, parts);
  ++optimizer.steps;
}

template <class T>
void step_ahead(Network<T>& network, Optimizer<T>& optimizer, const Recipe& recipe, double rate,
                T scale, std::size_t parts, const Dropout* dropout) {
  const Pieces<T> move(network, optimizer, recipe, rate, scale);
  const std::vector<std::size_t>& sizes = network.architecture.sizes;
  Workspace<T>& w = network.workspace;
  over_columns(network, 0, parts, [&](Range mine, std::size_t part) {
    send_back_to_first(network, mine, part);
    move(1, mine, {0, sizes[2]});
    if (mine.last == sizes[1])
      for (std::size_t l = 2; l + 1 < sizes.size(); ++l) move(l, {0, sizes[l]}, {0, sizes[l + 1]});
    move(0, {0, w.a_prev(0).cols}, mine);
    forward_first(network, w.ahead(), mine, dropout);
  });
  w.turn();
  ++optimizer.steps;
}

template bool is_plain(const Optimizer<float>&, const Recipe&);
template bool is_plain(const Optimizer<double>&, const Recipe&);
template bool can_step_ahead(const Network<float>&, const Recipe&, std::size_t);
template bool can_step_ahead(const Network<double>&, const Recipe&, std::size_t);
template void step(Network<float>&, Optimizer<float>&, const Recipe&, double, float, std::size_t,
                   std::vector<double>&);
template void step(Network<double>&, Optimizer<double>&, const Recipe&, double, double, std::size_t,
                   std::vector<double>&);
template void step_ahead(Network<float>&, Optimizer<float>&, const Recipe&, double, float,
                         std::size_t, const Dropout*);
template void step_ahead(Network<double>&, Optimizer<double>&, const Recipe&, double, double,
                         std::size_t, const Dropout*);

}  // namespace deltaward
