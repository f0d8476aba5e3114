// SPDX-License-Identifier: MIT
// What each of several threads reads and writes of the first layer, in memory of its own while an
// epoch lasts. Whoever looks at the weights in between wants them together.
#pragma once

#include <cstddef>

#include "network/network.hpp"
#include "training/optimizer.hpp"

namespace deltaward {

template <class T>
class Apart {
 public:
  // For at most so many threads, and so many steps; few neurons come apart too if `fine`. Throws
  // std::bad_alloc before anything changes.
  Apart(Network<T>& network, Optimizer<T>& optimizer, std::size_t most, std::size_t steps,
        bool fine);
  ~Apart();
  Apart(const Apart&) = delete;
  Apart& operator=(const Apart&) = delete;

  // Of the next step.
  void among(std::size_t threads);
  void together() { among(1); }

 private:
  Apart(Network<T>& network, Optimizer<T>& optimizer, bool able);

  // f(parameters) for all that comes apart.
  template <class F>
  void each(F f);

  Network<T>& network_;
  Optimizer<T>& optimizer_;
  bool able_;
  std::size_t threads_ = 1;
};

}  // namespace deltaward
