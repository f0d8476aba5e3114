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
    if (++calls_ < patience_) return;
    const auto now = Clock::now();
    // Reading the clock costs a part of a step of the smallest networks, so it is read once in half
    // a millisecond, and after so few calls that a hundred times slower ones would still be in
    // time.
    const auto each = (now - read_) / calls_;
    patience_ = each < longest_look / most_calls ? most_calls : longest_look / each;
    calls_ = 0;
    read_ = now;
    if (now - last_ < std::chrono::milliseconds(20)) return;
    outside(f);
    last_ = read_ = Clock::now();
  }

  // Calls f with the caller's float environment; returns what it returns.
  template <class F>
  auto outside(F&& f) {
    flush_.reset();
    const Flushing again{flush_};
    return f();
  }

 private:
  struct Flushing {
    std::optional<FlushDenormals>& flush;
    ~Flushing() { flush.emplace(); }
  };
  using Clock = std::chrono::steady_clock;
  static constexpr std::chrono::nanoseconds longest_look = std::chrono::microseconds(500);
  static constexpr long long most_calls = 64;
  Clock::time_point last_ = Clock::now(), read_ = last_;
  long long calls_ = 0, patience_ = 1;
  std::optional<FlushDenormals> flush_{std::in_place};
};

}  // namespace deltaward
