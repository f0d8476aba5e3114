// SPDX-License-Identifier: MIT
// The parameters and the optimizer's memory as they were, to go back to when training diverges.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "network/network.hpp"
#include "training/optimizer.hpp"

namespace deltaward {

template <class T>
class Rollback {
 public:
  Rollback(Network<T>& network, Optimizer<T>& optimizer)
      : network_(network), optimizer_(optimizer), steps_(optimizer.steps) {
    kept_.reserve(network.parameters.size() * (1 + optimizer.slots.size()));
    each([&](Parameters<T>& p) { kept_.insert(kept_.end(), p.data(), p.data() + p.size()); });
  }

  void restore() {
    const T* next = kept_.data();
    each([&](Parameters<T>& p) {
      std::copy_n(next, p.size(), p.data());
      next += p.size();
    });
    optimizer_.steps = steps_;
  }

 private:
  template <class F>
  void each(F f) {
    f(network_.parameters);
    for (Parameters<T>& slot : optimizer_.slots) f(slot);
  }

  Network<T>& network_;
  Optimizer<T>& optimizer_;
  std::uint64_t steps_;
  std::vector<T> kept_;
};

}  // namespace deltaward
