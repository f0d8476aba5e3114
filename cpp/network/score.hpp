// SPDX-License-Identifier: MIT
// What a mini-batch cost and how much of it was right. Rows are marked by whichever thread has them
// and added up in their order, so that no number of threads shows.
#pragma once

#include <cstddef>

#include "kernels/pool.hpp"
#include "network/network.hpp"

namespace deltaward {

// The cost of each of these rows of the workspace, but for a cost of the caller's own, and whether
// it is right: its largest output is its target's largest; with one output, both are on the same
// side of ½.
template <class T>
void mark(Network<T>& network, Range rows);

// Adds rows that are marked, one after the other; their weights may be null.
template <class T>
void add_marks(const Workspace<T>& w, Range rows, const double* weights, Score& score) {
  std::size_t correct = 0;
  for (std::size_t i = rows.first; i < rows.last; ++i) correct += w.right()[i];
  score.correct += correct;
  if (!weights) {
    for (std::size_t i = rows.first; i < rows.last; ++i) score.cost += w.costs()[i];
    score.weight += static_cast<double>(rows.last - rows.first);
    score.right += static_cast<double>(correct);
    return;
  }
  for (std::size_t i = rows.first; i < rows.last; ++i) {
    if (!(weights[i] > 0)) continue;  // its cost may be anything
    score.cost += weights[i] * w.costs()[i];
    score.weight += weights[i];
    if (w.right()[i]) score.right += weights[i];
  }
}

// The same, for a cost of the caller's own too, which is asked once.
template <class T>
void add_score(const Network<T>& network, Range rows, const double* weights, Score& score);

}  // namespace deltaward
