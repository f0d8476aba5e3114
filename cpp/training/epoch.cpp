// SPDX-License-Identifier: MIT
#include "training/epoch.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <optional>
#include <vector>

#include "kernels/dispatch.hpp"
#include "kernels/random.hpp"
#include "network/blocks.hpp"
#include "network/passes.hpp"
#include "network/ticker.hpp"
#include "training/apart.hpp"
#include "training/disturb.hpp"
#include "training/feed.hpp"
#include "training/narrow.hpp"
#include "training/rollback.hpp"
#include "training/shuffle.hpp"
#include "training/step.hpp"

namespace deltaward {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::uint32_t dropout_purpose = 0x44524F50;  // "DROP"

template <class T>
bool finite(std::size_t n, const T* x) {
  return kernels<T>().within(n, x, std::numeric_limits<T>::lowest(), std::numeric_limits<T>::max());
}

template <class T>
bool finite(ConstMatrix<T> m) {
  for (std::size_t i = 0; i < m.rows; ++i)
    if (!finite(m.cols, m.row(i))) return false;
  return true;
}

// The first layer whose z or a is not finite; the last where only the cost is not.
template <class T>
std::size_t first_bad_activation(const Network<T>& network) {
  const Workspace<T>& w = network.workspace;
  const std::size_t last = network.architecture.layers() - 1;
  std::size_t l = 0;
  while (l < last && finite<T>(w.z(l)) && finite<T>(w.a(l))) ++l;
  return l;
}

template <class T>
bool finite(const Parameters<T>& parameters) {
  return finite(parameters.size(), parameters.data());
}

template <class T>
std::size_t first_bad_layer(const Parameters<T>& parameters) {
  const auto& layers = parameters.layers();
  std::size_t l = 0;
  while (l + 1 < layers.size() && finite<T>(layers[l].weights) &&
         finite(layers[l].weights.cols, layers[l].biases))
    ++l;
  return l;
}

// Dropout is on while one of these lives.
template <class T>
class Dropping {
 public:
  explicit Dropping(Workspace<T>& w) : w_(w) { w.drop(true); }
  ~Dropping() { w_.drop(false); }
  Dropping(const Dropping&) = delete;
  Dropping& operator=(const Dropping&) = delete;

 private:
  Workspace<T>& w_;
};

// The weights of the samples in the workspace; null where all are the same.
const double* weights_of(const Dataset& data, Rows rows, std::size_t m, std::vector<double>& own) {
  if (!data.weights) return nullptr;
  own.resize(m);
  for (std::size_t i = 0; i < m; ++i) own[i] = data.weights[rows[i]];
  return own.data();
}

}  // namespace

Diverged::Diverged(const Progress& p, std::size_t l, Place in)
    : std::runtime_error("training diverged"), progress(p), layer(l), place(in) {}

template <class T>
Progress train_epoch(Network<T>& network, Optimizer<T>& optimizer, Team& team, const Dataset& data,
                     const EpochOptions& options, Progress start, std::span<const double> rates,
                     const Tick& tick, const AfterBatch& after_batch) {
  const std::size_t samples = data.x.rows;
  const Recipe& recipe = options.recipe;
  const auto order = options.shuffle
                         ? permutation(samples, options.seed, options.epoch, options.block)
                         : std::vector<std::uint32_t>{};
  Workspace<T>& w = network.workspace;
  const std::size_t whole = std::min(options.batch_size, samples);
  team.prepare(3 * network.architecture.operations() * static_cast<double>(whole), options.threads);
  const std::size_t most_threads = team.most();
  Dropout dropout{recipe.dropout, derived_key(options.seed, options.epoch, dropout_purpose), 0};
  Dropout next_dropout = dropout;
  std::vector<bool> droppable(recipe.dropout.size());
  for (std::size_t l = 1; l < droppable.size(); ++l) droppable[l] = recipe.drops(l);
  const Disturbance<T> disturb(recipe, options.seed, options.epoch, most_threads);
  // What the caller has done in a mini-batch, or after it, may change x.
  const bool undisturbed = !after_batch && network.architecture.cost != Cost::custom;
  const bool can_overlap =
      undisturbed && !disturb.changes_inputs() && can_step_ahead(network, recipe, whole);
  std::optional<Rollback<T>> rollback;
  if (options.rollback) rollback.emplace(network, optimizer);
  NarrowDescent<T> narrow(network, optimizer, data, options, disturb);
  const bool in_runs = narrow.able() && most_threads == 1 && !after_batch;
  std::vector<double> own_weights, squares;
  Apart<T> apart(network, optimizer, after_batch ? 1 : most_threads, rates.size(), can_overlap);
  Progress done = start;
  Ticker ticker;
  Rows rows{options.shuffle ? order.data() : nullptr, done.samples};
  Feed<T> feed(network.architecture, data, rows.order, disturb, undisturbed, most_threads);
  const Fill fill = [&](Range mine, std::size_t part) {
    feed.fill(w.intake(), dropout, mine, part);
  };
  const Fill fill_next = [&](Range mine, std::size_t part) {
    feed.fill(w.ahead(), next_dropout, mine, part);
  };
  bool entered = false;  // the mini-batch is there and through the first layer

  while (done.samples < samples) {
    rows.first = done.samples;
    w.make_droppable(droppable);
    if (in_runs) {
      narrow.advance(done, rows, rates.subspan(done.batches - start.batches));
      if (done.samples > rows.first) {
        ticker.tick([&] { tick(done); });
        continue;
      }
    }
    const bool timed = team.is_timed();
    const Clock::time_point began = timed ? Clock::now() : Clock::time_point{};
    const std::size_t parts = std::min(team.threads(), most_threads);
    w.resize(std::min(whole, samples - done.samples), true, parts);
    dropout.step = static_cast<std::uint32_t>(done.batches);
    next_dropout.step = dropout.step + 1;
    const double* weights = weights_of(data, rows, w.rows(), own_weights);
    apart.among(parts);
    const bool overlaps = can_overlap && parts > 1 && has_neurons_for(network, 0, parts) &&
                          samples - done.samples >= 2 * w.rows();

    const Score scored = [&] {
      const Dropping<T> dropping(w);
      MiniBatch<T> batch{fill, weights, &dropout, nullptr, true, entered, nullptr};
      if (!entered) feed.choose(w.intake(), rows.first, parts);
      if (overlaps) {
        if (!entered) enter(network, batch, parts);
        feed.choose(w.make_ahead(), rows.first + w.rows(), parts);
        batch.entered = true;
        batch.ahead = &fill_next;
      }
      entered = false;
      const Score found = propagate(network, batch, parts);
      if (!(std::isfinite(found.cost) && found.weight > 0)) return found;  // nothing in it counts
      const double rate = rates[done.batches - start.batches];
      const T scale = static_cast<T>(1 / found.weight);
      if (overlaps)
        step_ahead(network, optimizer, recipe, rate, scale, parts, &next_dropout);
      else
        step(network, optimizer, recipe, rate, scale, parts, squares);
      entered = overlaps;
      return found;
    }();
    if (!std::isfinite(scored.cost)) {
      const std::size_t layer = first_bad_activation(network);
      apart.together();
      if (rollback) rollback->restore();
      throw Diverged(done, layer, Place::cost);
    }
    done.score += scored;
    done.samples += w.rows();
    ++done.batches;
    if (w.rows() == whole && scored.weight > 0)
      team.took(timed ? std::chrono::duration<double>(Clock::now() - began).count() : 0);

    ticker.tick([&] {
      apart.together();  // signals' handlers look at the network, too
      tick(done);
      feed.forget();
      entered = false;
    });
    if (after_batch && !ticker.outside([&] { return after_batch(done); })) break;
  }
  apart.together();
  // Memory too: a rule that only takes signs makes no step of a NaN, ever again.
  const auto check = [&](const Parameters<T>& parameters, Place place) {
    if (finite(parameters)) return;
    const std::size_t layer = first_bad_layer(parameters);
    if (rollback) rollback->restore();
    throw Diverged(done, layer, place);
  };
  check(network.parameters, Place::weights);
  for (const Parameters<T>& slot : optimizer.slots) check(slot, Place::memory);
  return done;
}

#define INSTANTIATE(T)                                                                  \
  template Progress train_epoch(Network<T>&, Optimizer<T>&, Team&, const Dataset&,      \
                                const EpochOptions&, Progress, std::span<const double>, \
                                const Tick&, const AfterBatch&);
INSTANTIATE(float)
INSTANTIATE(double)
#undef INSTANTIATE

}  // namespace deltaward
