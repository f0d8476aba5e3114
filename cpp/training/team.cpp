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
// in other cores' caches. Twice the time for the slower ones is 1.6 % of that between two trials.
// (Turns of 8 steps sometimes chose wrongly.)
constexpr std::size_t turn_steps = 16, settling = 4, trial_steps = 4 * turn_steps;
constexpr std::size_t steps_between = 2048;

// Of the time of few threads that many have to save: a core that others could use.
constexpr double worth = 0.03;

}  // namespace

void Team::prepare(double operations, std::size_t asked) {
  const auto same = [&](const Trial& t) { return t.operations == operations && t.asked == asked; };
  const auto known = std::find_if(trials_.begin(), trials_.end(), same);
  if (known != trials_.end()) {
    present_ = static_cast<std::size_t>(known - trials_.begin());
    return;
  }
  Trial made;
  made.operations = operations;
  made.asked = asked;
  made.few = asked ? asked : worthwhile_threads(operations, surely_each);
  made.many = asked ? asked : worthwhile_threads(operations, perhaps_each);
  made.chosen = made.few;
  present_ = (present_ + 1) % trials_.size();
  trials_[present_] = made;
}

bool Team::is_trying() const { return now().few != now().many && now().step < trial_steps; }

std::size_t Team::threads() const {
  const Trial& t = now();
  if (!is_trying()) return t.chosen;
  return t.step / turn_steps % 2 ? t.many : t.few;
}

void Team::took(double seconds) {
  Trial& t = trials_[present_];
  if (t.few == t.many) return;
  if (is_trying()) {
    const std::size_t of_turn = t.step % turn_steps, turn = t.step / turn_steps;
    if (of_turn == settling) t.turn = 0;
    t.turn += seconds;
    double& best = t.best[turn % 2];
    if (of_turn + 1 == turn_steps) best = turn < 2 ? t.turn : std::min(best, t.turn);
  }
  if (++t.step == trial_steps) t.chosen = t.best[1] < (1 - worth) * t.best[0] ? t.many : t.few;
  if (t.step == trial_steps + steps_between) t.step = 0;
}

}  // namespace deltaward
