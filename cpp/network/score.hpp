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

// The sums over rows that are marked; their weights may be null.
template <class T>
Score sum_of_marks(const Workspace<T>& w, Range rows, const double* weights) {
  Score score;
  for (std::size_t i = rows.first; i < rows.last; ++i) {
    score.correct += w.right()[i];
    if (!weights) {
      score.cost += w.costs()[i];
    } else if (weights[i] > 0) {  // else the cost may be anything
      score.cost += weights[i] * w.costs()[i];
      score.weight += weights[i];
      if (w.right()[i]) score.right += weights[i];
    }
  }
  if (!weights) {
    score.weight = static_cast<double>(rows.last - rows.first);
    score.right = static_cast<double>(score.correct);
  }
  return score;
}

// Of all rows, which are marked, and by the cost of the caller's own where there is one.
template <class T>
Score score(const Network<T>& network, const double* weights);

}  // namespace deltaward
