// SPDX-License-Identifier: MIT
#include "training/apart.hpp"

#include <algorithm>
#include <limits>

#include "network/activation.hpp"
#include "network/blocks.hpp"
#include "training/step.hpp"

namespace deltaward {

// Not where the first layer's work is not shared out by neurons, nor where functions of the
// caller's own run in a step and may look at the weights.
template <class T>
Apart<T>::Apart(Network<T>& network, Optimizer<T>& optimizer, const Recipe& recipe,
                std::size_t most)
    : network_(network),
      optimizer_(optimizer),
      able_(!mixes_neurons(network.architecture.activations[0]) &&
            network.architecture.cost != Cost::custom),
      // clip_norm needs the gradient as a whole.
      with_gradient_(!is_plain(optimizer, recipe) &&
                     recipe.clip_norm == std::numeric_limits<double>::infinity()) {
  if (able_) each([&](Parameters<T>& p, bool) { p.reserve_panels(std::min(most, Shares::most)); });
}

template <class T>
Apart<T>::~Apart() {
  together();
  each([](Parameters<T>& p, bool) { p.release_panels(); });
}

template <class T>
void Apart<T>::among(std::size_t threads) {
  if (!able_ || threads == threads_) return;
  threads_ = threads;
  each([](Parameters<T>& p, bool filled) { p.join(filled); });
  if (threads <= Shares::most) each([&](Parameters<T>& p, bool filled) { p.cut(threads, filled); });
}

template <class T>
template <class F>
void Apart<T>::each(F f) {
  f(network_.parameters, true);
  for (Parameters<T>& slot : optimizer_.slots) f(slot, true);
  if (with_gradient_) f(network_.gradient, false);
}

template class Apart<float>;
template class Apart<double>;

}  // namespace deltaward
