// SPDX-License-Identifier: MIT
// One epoch: the loop over its mini-batches.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <stdexcept>

#include "network/network.hpp"
#include "training/optimizer.hpp"
#include "training/recipe.hpp"
#include "training/team.hpp"

namespace deltaward {

struct EpochOptions {
  std::size_t batch_size;
  bool shuffle;         // else in the given order
  std::size_t block;    // of neighbours that are drawn together, 0: none
  std::uint64_t seed;   // of the shuffling, dropout, noise, together with
  std::uint64_t epoch;  // the number of this epoch
  std::size_t threads;  // that share the work, 0: as a Team finds; the bits are the same
  bool rollback;        // to before this epoch if it diverges; else that is the caller's to do
  Recipe recipe;
};

// How far an epoch is, and the score of its samples before each mini-batch's own step.
struct Progress {
  std::size_t samples = 0, batches = 0;
  Score score;
};

// Where NaN or infinity is: in a mini-batch's cost, or, after the last step, in the weights or what
// the optimizer remembers of them.
enum class Place : unsigned char { cost, weights, memory };

// With EpochOptions::rollback, the network and the optimizer are as they were before the epoch.
struct Diverged : std::runtime_error {
  Diverged(const Progress& p, std::size_t l, Place in);

  Progress progress;  // up to the mini-batch that showed it
  std::size_t layer;  // the first that has it, 0 the first hidden one
  Place place;
};

// Called between mini-batches, at most every 20 ms; what it throws ends the epoch there, with the
// network in the state of the last finished mini-batch.
using Tick = std::function<void(const Progress&)>;
// Called after every mini-batch, may be empty; false ends the epoch.
using AfterBatch = std::function<bool(const Progress&)>;

// Trains from `start` to the end of the epoch, with one rate for each mini-batch from there.
template <class T>
Progress train_epoch(Network<T>& network, Optimizer<T>& optimizer, Team& team, const Dataset& data,
                     const EpochOptions& options, Progress start, std::span<const double> rates,
                     const Tick& tick, const AfterBatch& after_batch);

}  // namespace deltaward
