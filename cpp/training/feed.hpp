// SPDX-License-Identifier: MIT
// Mini-batches on their way from the data set into the network.
#pragma once

#include <cstddef>

#include "network/dropout.hpp"
#include "network/network.hpp"
#include "training/disturb.hpp"
#include "training/look_ahead.hpp"

namespace deltaward {

// Of one epoch.
template <class T>
class Feed {
 public:
  // `looks`: whether nobody changes x between two mini-batches.
  Feed(const Architecture& architecture, const Dataset& data, const std::uint32_t* order,
       const Disturbance<T>& disturb, bool looks, std::size_t most_threads);

  // Which inputs come in of the samples, one for each row, that begin with sample `first` of the
  // epoch. While they do, each of `parts` threads looks ahead.
  void choose(Intake<T>& into, std::size_t first, std::size_t parts);

  // Some rows of the mini-batch that was chosen last, as one part.
  void fill(const Intake<T>& into, const Dropout& dropout, Range rows, std::size_t part);

  // The caller's arrays may be others now.
  void forget() { look_ahead_.forget(); }

 private:
  const Architecture& architecture_;
  const Dataset& data_;
  const std::uint32_t* order_;
  const Disturbance<T>& disturb_;
  bool looks_;
  LookAhead look_ahead_;
  std::size_t first_ = 0;
};

}  // namespace deltaward
