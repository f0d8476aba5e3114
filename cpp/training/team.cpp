// SPDX-License-Identifier: MIT
#include "training/team.hpp"

#include <algorithm>

#include "kernels/pool.hpp"

namespace deltaward {
namespace {

// Operations of a step that one more thread pays from. Every step moves weights or activations from
// each core's cache to another's, and how long that takes is the machine's matter, and on a virtual
// one the minute's: between two cores of Zen 5 a message takes 50 ns, or 450 where they have no
// cache in common. 784-128-10 in batches of 32 (2e7), by two threads, takes 0.68 or 1.25 times as
// long as by one, 32-64×8-10 in batches of 32 (6e6) 0.84 or 1.7 times, 784-512-512-10 in batches of
// 128 (5e8) 0.5 or 0.7 times, or 1.6 where another process has one of two cores, 784-30-10 in
// batches of 10 (1.4e6) as long, or 2.4 times. So it is tried, from the number on that
// surely pays on an idle machine; but steps that one thread takes seconds for are too long for
// that.
constexpr double surely_each = 5e7, perhaps_each = 2.5e6, too_long = 2e10;

// A trial: four turns, few and many threads by turns. The first steps of a turn find their weights
// in other cores' caches. Twice the time for the slower ones is 1.6 % of that between two trials,
// and for long steps, whose times differ less, a quarter of that. (Turns of 8 short steps sometimes
// chose wrongly.)
struct Turn {
  std::size_t steps, settling;
};
constexpr Turn turn_of(double operations) {
  return operations < 1e8 ? Turn{16, 4} : operations < 1e9 ? Turn{4, 1} : Turn{2, 1};
}
constexpr std::size_t turns = 4, steps_between = 2048;
// Fewer threads than surely pay are a neighbour's matter, who may be gone soon.
constexpr std::size_t steps_to_return = 128;

// Between two cores a message may take nine times as long from one moment to the next. So many
// turns in a row that take so much longer than in the trial are reason for another one. (After 3 a
// call's first steps, which find nothing in the caches, had B tried again and left to one thread.)
constexpr double much = 1.25;
constexpr std::size_t turns_of_doubt = 12;

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
  made.chosen = made.sure = asked ? asked : worthwhile_threads(operations, surely_each);
  const bool tells = asked || operations > too_long;
  made.least = tells ? made.chosen : 1;
  made.most = tells ? made.chosen : worthwhile_threads(operations, perhaps_each);
  made.compare(made.chosen < made.most);
  present_ = (present_ + 1) % trials_.size();
  trials_[present_] = made;
}

std::size_t Team::Trial::trial_steps() const { return turns * turn_of(operations).steps; }

void Team::Trial::compare(bool up) {
  if (chosen == least || (up && chosen < most)) {
    few = chosen;
    many = std::min(2 * few, most);
  } else {
    many = chosen;
    for (few = least; 2 * few < many;) few *= 2;
  }
  step = 0;
}

// A number that was better than the one before is compared with the one behind it at once.
void Team::Trial::choose() {
  const std::size_t before = chosen;
  const bool more = best[1] < (1 - worth) * best[0];
  chosen = more ? many : few;
  const Turn of = turn_of(operations);
  expected =
      best[more] * static_cast<double>(of.steps) / static_cast<double>(of.steps - of.settling);
  slow_turns = 0;
  if (chosen > before && chosen < most) compare(true);
  if (chosen < before && chosen > least) compare(false);
}

bool Team::is_trying() const {
  return now().least != now().most && now().step < now().trial_steps();
}

bool Team::is_timed() const { return is_trying() || now().chosen > now().least; }

std::size_t Team::threads() const {
  const Trial& t = now();
  if (!is_trying()) return t.chosen;
  return t.step / turn_of(t.operations).steps % 2 ? t.many : t.few;
}

void Team::took(double seconds) {
  Trial& t = trials_[present_];
  if (t.least == t.most) return;
  const auto [steps, settling] = turn_of(t.operations);
  const std::size_t of_turn = t.step % steps, turn = t.step / steps;
  if (is_trying()) {
    if (of_turn == settling) t.turn = 0;
    t.turn += seconds;
    double& best = t.best[turn % 2];
    if (of_turn + 1 == steps) best = turn < 2 ? t.turn : std::min(best, t.turn);
  } else if (t.chosen > t.least) {
    if (of_turn == 0) t.turn = 0;
    t.turn += seconds;
    if (of_turn + 1 == steps) t.slow_turns = t.turn > much * t.expected ? t.slow_turns + 1 : 0;
  }
  ++t.step;
  if (t.step == t.trial_steps()) t.choose();
  if (t.slow_turns == turns_of_doubt) {
    t.slow_turns = 0;
    t.compare(false);
  } else if (t.chosen < t.sure && t.step == t.trial_steps() + steps_to_return) {
    t.compare(true);
  } else if (t.step == t.trial_steps() + steps_between) {
    t.compare(t.upwards);
    t.upwards = !t.upwards;
  }
}

}  // namespace deltaward
