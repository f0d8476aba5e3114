// SPDX-License-Identifier: MIT
#include "training/apart.hpp"

#include <algorithm>

#include "network/activation.hpp"
#include "network/blocks.hpp"

namespace deltaward {
namespace {

// Larger weights gain nothing (1.6 MB: 0.96 to 1.03 of the time, 4 MB: 0.98 to 1), and whoever
// looks every 20 ms would wait for them to be copied. So would the steps of a stream's short
// epochs.
constexpr std::size_t most_bytes = std::size_t{1} << 20, fewest_steps = 16;

// Not where the first layer's work is not shared out by neurons, nor where functions of the
// caller's own run in a step and may look at the weights.
template <class T>
bool is_worth_it(const Network<T>& network, std::size_t most, std::size_t steps) {
  const Matrix<T> weights = network.parameters.layers()[0].weights;
  return most > 1 && steps >= fewest_steps &&
         weights.rows * weights.stride * sizeof(T) <= most_bytes &&
         !mixes_neurons(network.architecture.activations[0]) &&
         network.architecture.cost != Cost::custom;
}

}  // namespace

template <class T>
Apart<T>::Apart(Network<T>& network, Optimizer<T>& optimizer, bool able)
    : network_(network), optimizer_(optimizer), able_(able) {}

// With the other constructor done, the destructor gives back what there was room for.
template <class T>
Apart<T>::Apart(Network<T>& network, Optimizer<T>& optimizer, std::size_t most, std::size_t steps,
                bool fine)
    : Apart(network, optimizer, is_worth_it(network, most, steps)) {
  if (able_) each([&](Parameters<T>& p) { p.reserve_panels(std::min(most, Shares::most), fine); });
}

template <class T>
Apart<T>::~Apart() {
  together();
  each([](Parameters<T>& p) { p.release_panels(); });
}

template <class T>
void Apart<T>::among(std::size_t threads) {
  if (!able_ || threads == threads_) return;
  each([](Parameters<T>& p) { p.join(); });
  threads_ = threads;
  if (threads <= Shares::most) each([&](Parameters<T>& p) { p.cut(threads); });
}

template <class T>
template <class F>
void Apart<T>::each(F f) {
  f(network_.parameters);
  for (Parameters<T>& slot : optimizer_.slots) f(slot);
}

template class Apart<float>;
template class Apart<double>;

}  // namespace deltaward
