// SPDX-License-Identifier: MIT
// One epoch: the loop over its mini-batches.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>

#include "network/network.hpp"

namespace deltaward {

struct EpochOptions {
  std::size_t batch_size;
  double learning_rate;
  bool shuffle;         // else in the given order
  std::uint64_t seed;   // of the shuffling, together with
  std::uint64_t epoch;  // the number of this epoch
  std::size_t threads;  // that share the work, 0: as many as it is worth; the bits are the same
};

// What is told after a mini-batch: samples done, and their score before each one's own step.
struct Progress {
  std::size_t samples;
  Score score;
};

// Called between mini-batches, at most every 20 ms; what it throws ends the epoch there, with the
// network in the state of the last finished mini-batch.
using Tick = std::function<void(const Progress&)>;

template <class T>
Progress train_epoch(Network<T>& network, const Dataset& data, const EpochOptions& options,
                     const Tick& tick);

}  // namespace deltaward
