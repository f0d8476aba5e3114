// SPDX-License-Identifier: MIT
#include "training/epoch.hpp"

#include <algorithm>

#include "network/passes.hpp"
#include "network/ticker.hpp"
#include "training/shuffle.hpp"

namespace deltaward {
namespace {

// Operations of a step that one more thread pays from. Every step moves half the weights from each
// core's cache to another's: with two threads, 784-128-10 in batches of 32 (2e7) gained nothing and
// 784-512-512-10 in batches of 128 (5e8) ran 1.75 times as fast.
constexpr double operations_each = 5e7;

}  // namespace

template <class T>
Progress train_epoch(Network<T>& network, const Dataset& data, const EpochOptions& options,
                     const Tick& tick) {
  const std::size_t samples = data.x.rows;
  const auto order = options.shuffle ? permutation(samples, options.seed, options.epoch)
                                     : std::vector<std::uint32_t>{};
  Workspace<T>& w = network.workspace;
  const double operations = 3 * network.architecture.operations() *
                            static_cast<double>(std::min(options.batch_size, samples));
  const std::size_t parts =
      options.threads ? options.threads : worthwhile_threads(operations, operations_each);
  const T step = static_cast<T>(-options.learning_rate);
  Progress done{};
  Ticker ticker;

  while (done.samples < samples) {
    const Rows rows{options.shuffle ? order.data() : nullptr, done.samples};
    w.resize(std::min(options.batch_size, samples - done.samples), true, parts);
    w.choose_inputs(data.x, rows);
    prefetch(data.x, {rows.order, rows.first + w.rows()},
             std::min(w.rows(), samples - rows.first - w.rows()));
    load(network, data, rows, parts);
    forward(network, parts);
    backward(network, nullptr, parts);
    done.score += score(network);
    descend(network, 1 / static_cast<T>(w.rows()), step, parts);
    done.samples += w.rows();

    ticker.tick([&] { tick(done); });
  }
  return done;
}

template Progress train_epoch(Network<float>&, const Dataset&, const EpochOptions&, const Tick&);
template Progress train_epoch(Network<double>&, const Dataset&, const EpochOptions&, const Tick&);

}  // namespace deltaward
