// SPDX-License-Identifier: MIT
// How many threads share out the steps of a training. Any number gives the same bits, so that the
// clock may decide.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>

namespace deltaward {

class Team {
 public:
  // For steps of so many operations by `asked` threads, 0: as many as are quickest. What is known
  // of steps like these stays known.
  void prepare(double operations, std::size_t asked);

  std::size_t most() const { return many_; }

  // The number of threads for the step that begins now.
  std::size_t begin_step();
  // After each step with all its samples.
  void end_step();

 private:
  using Clock = std::chrono::steady_clock;

  bool trying() const;

  double operations_ = 0;
  std::size_t asked_ = 0, few_ = 1, many_ = 1, chosen_ = 1;
  std::size_t step_ = 0;  // since the last trial began
  Clock::time_point began_;
  Clock::duration turn_{};
  std::array<Clock::duration, 2> best_{};  // of few, of many
};

}  // namespace deltaward
