// SPDX-License-Identifier: MIT
// Stochastic gradient descent: w := w − η ∇C over the flat buffer.
#pragma once

#include "kernels/dispatch.hpp"
#include "network/network.hpp"

namespace deltaward {

template <class T>
void sgd_step(Network<T>& network, double learning_rate) {
  kernels<T>().axpy(network.parameters.size(), static_cast<T>(-learning_rate),
                    network.gradient.data(), network.parameters.data());
}

}  // namespace deltaward
