// SPDX-License-Identifier: MIT
#include "network/score.hpp"

#include "network/largest.hpp"

namespace deltaward {

template <class T>
void mark(Network<T>& network, Range rows) {
  const Architecture& architecture = network.architecture;
  Workspace<T>& w = network.workspace;
  const std::size_t last = architecture.layers() - 1;
  const auto mine = [&](ConstMatrix<T> m) { return m.slice(rows.first, rows.last); };
  const ConstMatrix<T> a = mine(w.a(last)), y = mine(w.y());
  if (architecture.cost != Cost::custom)
    costs_of<T>(architecture.cost, architecture.output(), mine(w.z(last)), a, y,
                w.costs() + rows.first);
  for (std::size_t i = 0; i < a.rows; ++i) {
    const T *guess = a.row(i), *truth = y.row(i);
    w.right()[rows.first + i] =
        a.cols == 1 ? (guess[0] > T(0.5)) == (truth[0] > T(0.5))
                    : index_of_largest(guess, a.cols) == index_of_largest(truth, a.cols);
  }
}

template <class T>
void add_score(const Network<T>& network, Range rows, const double* weights, Score& score) {
  const Workspace<T>& w = network.workspace;
  if (network.architecture.cost != Cost::custom) return add_marks(w, rows, weights, score);
  Score found;
  add_marks(w, rows, weights, found);
  found.cost = 0;
  if (found.weight > 0) {
    const auto mine = [&](ConstMatrix<T> m) { return m.slice(rows.first, rows.last); };
    found.cost = network.own_cost.sum(mine(w.a(network.architecture.layers() - 1)), mine(w.y()),
                                      weights ? weights + rows.first : nullptr);
  }
  score += found;
}

template void mark(Network<float>&, Range);
template void mark(Network<double>&, Range);
template void add_score(const Network<float>&, Range, const double*, Score&);
template void add_score(const Network<double>&, Range, const double*, Score&);

}  // namespace deltaward
