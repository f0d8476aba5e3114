// SPDX-License-Identifier: MIT
// How many threads share out the steps of a training. Any number gives the same bits, so that the
// clock may decide.
#pragma once

#include <array>
#include <cstddef>

namespace deltaward {

class Team {
 public:
  // For steps of so many operations by `asked` threads, 0: the quickest number between two that the
  // work suggests, doubled from the least on. What is known of steps like these stays known.
  void prepare(double operations, std::size_t asked);

  std::size_t most() const { return now().most; }
  // Of the next step.
  std::size_t threads() const;
  // Whether the next step is one of a trial, and whether it is to be timed.
  bool is_trying() const;
  bool is_timed() const;
  // After each step with all its samples; its time counts where it was to be timed.
  void took(double seconds);

 private:
  // Of steps of one kind.
  struct Trial {
    double operations = 0;
    std::size_t asked = 0, least = 1, sure = 1, most = 1, chosen = 1;
    std::size_t few = 1, many = 1;  // that are compared
    bool upwards = true;            // the next two, once these are
    std::size_t step = 0;           // since the last trial began
    double turn = 0;                // its seconds so far
    std::array<double, 2> best{};   // of few, of many
    double expected = 0;            // of a turn of the number chosen
    std::size_t slow_turns = 0;     // in a row, since the trial

    std::size_t trial_steps() const;
    void compare(bool up);  // the number chosen with the next, or the one before
    void choose();
  };

  const Trial& now() const { return trials_[present_]; }

  // A stream's mini-batches, and the last of an epoch, are two kinds.
  std::array<Trial, 4> trials_{};
  std::size_t present_ = 0;
};

}  // namespace deltaward
