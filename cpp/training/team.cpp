// SPDX-License-Identifier: MIT
#include "training/team.hpp"

#include <algorithm>

#include "kernels/pool.hpp"

namespace deltaward {
namespace {

// Operations of a step that one more thread pays from. Every step moves half the weights from each
// core's cache to another's, and how long that takes is the machine's matter: with two threads
// 784-128-10 in batches of 32 (2e7) ran 0.77 times as fast on one with busy neighbours and 1.34
// times on a quiet one, 784-512-512-10 in batches of 128 (5e8) 1.7 to 1.9 times on both, and
// 784-30-10 in batches of 10 (1.4e6) 0.3 and 0.4 times. Between the two numbers it is tried.
constexpr double surely_each = 5e7, perhaps_each = 8e6;

// A trial: four turns, few and many threads by turns. The first steps of a turn find their weights
// in other cores' caches. What is slower costs less than 1 % of the steps between two trials.
constexpr std::size_t turn_steps = 8, settling = 2, trial_steps = 4 * turn_steps;
constexpr std::size_t steps_between = 2048;

// Of the time of few threads that many have to save: a core that others could use.
constexpr double worth = 0.03;

}  // namespace

void Team::prepare(double operations, std::size_t asked) {
  if (operations == operations_ && asked == asked_) return;
  *this = {};
  operations_ = operations;
  asked_ = asked;
  few_ = asked ? asked : worthwhile_threads(operations, surely_each);
  many_ = asked ? asked : worthwhile_threads(operations, perhaps_each);
  chosen_ = few_;
}

bool Team::trying() const { return few_ != many_ && step_ < trial_steps; }

std::size_t Team::begin_step() {
  if (!trying()) return chosen_;
  began_ = Clock::now();
  return step_ / turn_steps % 2 ? many_ : few_;
}

void Team::end_step() {
  if (few_ == many_) return;
  if (trying()) {
    const std::size_t of_turn = step_ % turn_steps, turn = step_ / turn_steps;
    if (of_turn == settling) turn_ = {};
    turn_ += Clock::now() - began_;
    Clock::duration& best = best_[turn % 2];
    if (of_turn + 1 == turn_steps) best = turn < 2 ? turn_ : std::min(best, turn_);
  }
  if (++step_ == trial_steps) {
    const std::chrono::duration<double> few = best_[0], many = best_[1];
    chosen_ = many < (1 - worth) * few ? many_ : few_;
  }
  if (step_ == trial_steps + steps_between) step_ = 0;
}

}  // namespace deltaward
