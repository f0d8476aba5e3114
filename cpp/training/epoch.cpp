// SPDX-License-Identifier: MIT
#include "training/epoch.hpp"

#include <algorithm>
#include <chrono>

#include "training/sgd.hpp"
#include "training/shuffle.hpp"

namespace deltaward {
namespace {

using Clock = std::chrono::steady_clock;
constexpr auto tick_interval = std::chrono::milliseconds(20);

}  // namespace

template <class T>
Progress train_epoch(Network<T>& network, const Dataset& data, const EpochOptions& options,
                     const Tick& tick) {
  const std::size_t samples = data.x.rows;
  const auto order = options.shuffle ? permutation(samples, options.seed, options.epoch)
                                     : std::vector<std::uint32_t>{};
  const Workspace<T>& w = network.workspace;
  Progress done{};
  auto last_tick = Clock::now();

  while (done.samples < samples) {
    const Rows rows{options.shuffle ? order.data() : nullptr, done.samples};
    network.workspace.resize(std::min(options.batch_size, samples - done.samples), true);
    gather(data.x, rows, w.x());
    gather(data.y, rows, w.y());
    forward(network);
    done.score += score(network);
    backward(network, nullptr);
    sgd_step(network, options.learning_rate);
    done.samples += w.rows();

    if (const auto now = Clock::now(); now - last_tick >= tick_interval) {
      tick(done);
      last_tick = Clock::now();
    }
  }
  return done;
}

template Progress train_epoch(Network<float>&, const Dataset&, const EpochOptions&, const Tick&);
template Progress train_epoch(Network<double>&, const Dataset&, const EpochOptions&, const Tick&);

}  // namespace deltaward
