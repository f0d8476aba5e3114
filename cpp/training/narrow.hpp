// SPDX-License-Identifier: MIT
// Plain descent of narrow networks: runs of mini-batches, each in one call of a kernel. The bits
// are those of forward, score, backward and step.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "kernels/narrow.hpp"
#include "training/disturb.hpp"
#include "training/epoch.hpp"

namespace deltaward {

template <class T>
class NarrowDescent {
 public:
  NarrowDescent(Network<T>& network, Optimizer<T>& optimizer, const Dataset& data,
                const EpochOptions& options, const Disturbance<T>& disturb);

  // Whether it can do what is asked for; it is of no use to more than one thread.
  bool able() const { return able_; }

  // Goes on from `done` through some mini-batches, at most one for each of `rates`. None, and
  // nothing changed, where the next have to be made one by one: a step of 0 changes no bit, and
  // where a cost is not finite somebody will ask for the layer.
  void advance(Progress& done, Rows rows, std::span<const double> rates);

 private:
  void describe_layers();
  std::size_t describe_batches(Rows rows, std::span<const double> rates, std::size_t samples);

  Network<T>& network_;
  Optimizer<T>& optimizer_;
  const Dataset& data_;
  const EpochOptions& options_;
  const Disturbance<T>& disturb_;
  bool able_;
  std::vector<NarrowLayer<T>> layers_;
  std::vector<NarrowBatch<T>> batches_;
  std::vector<std::uint64_t> seen_;
  std::vector<std::uint32_t> lines_;  // (batches, n_in)
  std::vector<PickedBlock> blocks_;
  Buffer<T> turned_;
  std::vector<T> kept_;  // parameters before a run
};

}  // namespace deltaward
