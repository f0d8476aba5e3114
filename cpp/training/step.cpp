// SPDX-License-Identifier: MIT
#include "training/step.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <type_traits>

#include "network/backprop.hpp"
#include "network/blocks.hpp"
#include "network/passes.hpp"

namespace deltaward {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

// Whose gradient is made and used at once: with 128 neurons it stays in L1.
constexpr std::size_t inputs_at_once = 48;

// BP4 for inputs first … last − 1 of those that are picked, into the top rows of the gradient.
template <class T>
Matrix<T> gradient_of(const Network<T>& network, std::size_t l, Range inputs, Range mine, T scale) {
  const Workspace<T>& w = network.workspace;
  const Matrix<T> nabla = network.gradient.neurons(l, mine).weights;
  const Matrix<T> top = nabla.slice(0, inputs.last - inputs.first);
  weight_gradient<T>(scale, columns(w.delta(l), mine), columns(w.a_prev(l), inputs), top);
  return top;
}

// One call of the rule for rows of a matrix and what the optimizer remembers of them, which lies at
// the same places of its own matrices: place(a slot) is where.
template <class T, class Place>
void update_rows(const Optimizer<T>& optimizer, const StepFactors<T>& factors, Gradient<T> gradient,
                 Matrix<T> rows, Place place) {
  const auto slot = [&](std::size_t i) -> T* {
    return i < optimizer.slots.size() ? place(optimizer.slots[i]) : nullptr;
  };
  kernels<T>().update[static_cast<std::size_t>(optimizer.rule)](factors, gradient, rows, slot(0),
                                                                slot(1));
}

// Of the weights of some inputs to some neurons.
template <class T>
void update_inputs(const Network<T>& network, const Optimizer<T>& optimizer,
                   const StepFactors<T>& factors, std::size_t l, Range inputs, Range mine,
                   Gradient<T> gradient) {
  update_rows<T>(
      optimizer, factors, gradient, rows(network.parameters.neurons(l, mine).weights, inputs),
      [&](const Parameters<T>& slot) { return slot.neurons(l, mine).weights.row(inputs.first); });
}

// The weights of the inputs first … last − 1 of those that are picked, by the rows of their
// gradient, and of the inputs before them that were left out, or with the last behind them too:
// their gradient is 0, and they still move where a rule or l1 or l2 moves them.
template <class T>
void update_weights(const Network<T>& network, const Optimizer<T>& optimizer,
                    const StepFactors<T>& factors, std::size_t l, Range inputs, Range mine,
                    ConstMatrix<T> nabla) {
  const Workspace<T>& w = network.workspace;
  const std::uint32_t* lines = w.lines(l);
  if (!lines) return update_inputs<T>(network, optimizer, factors, l, inputs, mine, {nabla});
  const bool to_the_end = inputs.last == w.a_prev(l).cols;
  const std::size_t first = inputs.first ? lines[inputs.first - 1] + 1 : 0;
  const std::size_t last = to_the_end ? network.architecture.sizes[l] : lines[inputs.last - 1] + 1;
  // What is behind the picked inputs in `lines` is of other mini-batches.
  const ConstMatrix<T> picked = nabla.slice(0, inputs.last - inputs.first);
  update_inputs<T>(network, optimizer, factors, l, {first, last}, mine,
                   {picked, lines + inputs.first, first});
}

template <class T>
void update_biases(const Network<T>& network, const Optimizer<T>& optimizer, StepFactors<T> factors,
                   std::size_t l, Range mine) {
  factors.l1 = factors.l2 = 0;
  const std::size_t n = mine.last - mine.first;
  const T* nabla = network.gradient.layers()[l].biases + mine.first;
  T* biases = network.parameters.layers()[l].biases + mine.first;
  update_rows<T>(optimizer, factors, {{nabla, 1, n, n}}, {biases, 1, n, n},
                 [&](const Parameters<T>& slot) { return slot.layers()[l].biases + mine.first; });
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
void limit_lengths(const Network<T>& network, const Recipe& recipe, std::size_t l, Range mine) {
  if (recipe.max_norm < infinity)
    kernels<T>().limit_columns(static_cast<T>(recipe.max_norm),
                               network.parameters.neurons(l, mine).weights);
}

// Plain descent: no gradient is ever in memory. The weights shrink first where l2 asks for it:
// (1 − ηλ/n) w − η ∇C, as the book has it.
template <class T>
void plain_step(Network<T>& network, const Optimizer<T>& optimizer, const Recipe& recipe,
                double rate, T scale, std::size_t parts) {
  if (recipe.l2 > 0) {
    StepFactors<T> shrink = optimizer.factors(rate);
    shrink.keep = static_cast<T>(1 - rate * recipe.l2);
    over_neurons(network, parts, [&](std::size_t l, Range mine) {
      update_inputs<T>(network, optimizer, shrink, l, {0, network.architecture.sizes[l]}, mine, {});
    });
  }
  descend(network, scale, static_cast<T>(-rate), parts);
}

}  // namespace

template <class T>
bool is_plain(const Optimizer<T>& optimizer, const Recipe& recipe) {
  return optimizer.rule == Rule::sgd && recipe.l1 == 0 && !recipe.clips() &&
         recipe.max_norm == infinity;
}

template <class T>
void step(Network<T>& network, Optimizer<T>& optimizer, const Recipe& recipe, double rate, T scale,
          std::size_t parts, std::vector<double>& squares) {
  if (optimizer.rule == Rule::sgd && !recipe.clips() && recipe.l1 == 0) {
    plain_step(network, optimizer, recipe, rate, scale, parts);
    if (recipe.max_norm < infinity)
      over_neurons(network, parts,
                   [&](std::size_t l, Range mine) { limit_lengths(network, recipe, l, mine); });
    ++optimizer.steps;
    return;
  }

  StepFactors<T> factors = optimizer.factors(rate);
  factors.limit = static_cast<T>(recipe.clip_value);
  factors.l1 = static_cast<T>(recipe.l1);
  factors.l2 = static_cast<T>(recipe.l2);
  factors.shaped = recipe.clips() || recipe.l1 > 0 || recipe.l2 > 0;
  const Workspace<T>& w = network.workspace;
  const auto bias_gradient_of = [&](std::size_t l, Range mine) {
    bias_gradient<T>(scale, columns(w.delta(l), mine),
                     network.gradient.layers()[l].biases + mine.first);
  };
  const auto finish = [&](std::size_t l, Range mine) {
    update_biases(network, optimizer, factors, l, mine);
    limit_lengths(network, recipe, l, mine);
  };
  if (recipe.clip_norm < infinity) {
    over_neurons(network, parts, [&](std::size_t l, Range mine) {
      bias_gradient_of(l, mine);
      gradient_of(network, l, {0, w.a_prev(l).cols}, mine, scale);
    });
    const double length = length_of_gradient(network, parts, squares);
    if (length > recipe.clip_norm) factors.scale = static_cast<T>(recipe.clip_norm / length);
    over_neurons(network, parts, [&](std::size_t l, Range mine) {
      const Range all{0, w.a_prev(l).cols};
      const Matrix<T> nabla = network.gradient.neurons(l, mine).weights;
      update_weights<T>(network, optimizer, factors, l, all, mine, nabla);
      finish(l, mine);
    });
  } else {
    over_neurons(network, parts, [&](std::size_t l, Range mine) {
      bias_gradient_of(l, mine);
      const std::size_t n = w.a_prev(l).cols;
      for (Range inputs{0, 0}; inputs.first < n || n == 0; inputs.first = inputs.last) {
        inputs.last = std::min(n, inputs.first + inputs_at_once);
        const Matrix<T> nabla = gradient_of(network, l, inputs, mine, scale);
        update_weights<T>(network, optimizer, factors, l, inputs, mine, nabla);
        if (n == 0) break;
      }
      finish(l, mine);
    });
  }
  ++optimizer.steps;
}

template bool is_plain(const Optimizer<float>&, const Recipe&);
template bool is_plain(const Optimizer<double>&, const Recipe&);
template void step(Network<float>&, Optimizer<float>&, const Recipe&, double, float, std::size_t,
                   std::vector<double>&);
template void step(Network<double>&, Optimizer<double>&, const Recipe&, double, double, std::size_t,
                   std::vector<double>&);

}  // namespace deltaward
