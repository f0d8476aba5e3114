// SPDX-License-Identifier: MIT
// What is done to a mini-batch between the data set and the network: noise and dropout on its
// inputs, distorted images, smoothed targets. Each is a function of seed, epoch and the sample's
// place in the epoch.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "kernels/pool.hpp"
#include "network/dropout.hpp"
#include "network/network.hpp"
#include "training/recipe.hpp"

namespace deltaward {

// Of one epoch.
template <class T>
class Disturbance {
 public:
  // For at most so many parts.
  Disturbance(const Recipe& recipe, std::uint64_t seed, std::uint64_t epoch, std::size_t most);

  // Whether inputs change, so that none of them can be left out for being 0.
  bool changes_inputs() const;

  // Changes rows of a mini-batch whose first is the sample at `first` in the order of the epoch.
  void operator()(const Architecture& architecture, const Intake<T>& into, const Dropout& dropout,
                  std::size_t first, Range rows, std::size_t part) const;

 private:
  void change_inputs(Matrix<T> x, std::size_t row, std::size_t position, const Dropout& dropout,
                     T* scratch) const;

  const Recipe& recipe_;
  std::uint64_t seed_, epoch_;
  std::array<std::uint32_t, 2> noise_key_;
  std::optional<Augmenter<T>> augmenter_;
  std::size_t part_scratch_ = 0;
  Buffer<T> scratch_;  // of the augmenter, a piece for each part
};

}  // namespace deltaward
