// SPDX-License-Identifier: MIT
// A network: architecture, parameters, their gradient, and the loops over its layers.
#pragma once

#include <cstdint>
#include <functional>

#include "network/architecture.hpp"
#include "network/initializer.hpp"
#include "network/parameters.hpp"
#include "network/samples.hpp"
#include "network/workspace.hpp"

namespace deltaward {

template <class T>
struct Network {
  Network(Architecture architecture, Init init, std::uint64_t seed);

  Architecture architecture;
  OwnCost<T> own_cost;  // of Cost::custom
  Parameters<T> parameters;
  Parameters<T> gradient;
  Workspace<T> workspace;
};

// Σ over samples of cost and of right answers; each cost times its sample's weight, if there are
// any. `right` are the weights of the right ones, `correct` their number.
struct Score {
  double cost = 0, weight = 0;
  std::size_t correct = 0;
  double right = 0;

  Score& operator+=(Score other) {
    cost += other.cost;
    weight += other.weight;
    correct += other.correct;
    right += other.right;
    return *this;
  }
};

// Called between blocks, at most every 20 ms; what it throws ends the call.
using Interrupt = std::function<void()>;

// outputs (x.rows, n_L) = feedforward(x), in blocks of rows: memory does not grow with x.
template <class T>
void predict(Network<T>& network, const Samples& x, T* outputs, const Interrupt& interrupt);

// classes (x.rows,) = the index of the largest output of each.
template <class T>
void classify(Network<T>& network, const Samples& x, std::int64_t* classes,
              const Interrupt& interrupt);

// Sums over a data set, in blocks of rows.
template <class T>
Score evaluate(Network<T>& network, const Dataset& data, const Interrupt& interrupt);

// network.gradient = the mean gradient over the data set, weighted by data.weights (null: all the
// same).
template <class T>
void gradient(Network<T>& network, const Dataset& data);

// The same, and z, a and delta of all samples stay in the workspace until `look` returns; `back` as
// in passes.hpp.
template <class T>
void trace(Network<T>& network, const Dataset& data, const Matrix<T>* back,
           const std::function<void()>& look);

}  // namespace deltaward
