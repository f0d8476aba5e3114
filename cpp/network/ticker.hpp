// SPDX-License-Identifier: MIT
// Looks up from the work every 20 ms: often enough to stop within 100 ms of a Ctrl-C, and nothing
// against the work between. Denormals are flushed while one of these lives, but not in f.
#pragma once

#include <chrono>
#include <optional>

#include "kernels/denormals.hpp"

namespace deltaward {

class Ticker {
 public:
  // Calls f if it is time.
  template <class F>
  void tick(F&& f) {
    if (Clock::now() - last_ < std::chrono::milliseconds(20)) return;
    flush_.reset();
    f();
    flush_.emplace();
    last_ = Clock::now();
  }

 private:
  using Clock = std::chrono::steady_clock;
  Clock::time_point last_ = Clock::now();
  std::optional<FlushDenormals> flush_{std::in_place};
};

}  // namespace deltaward
