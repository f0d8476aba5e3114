// SPDX-License-Identifier: MIT
// The loops over layers. Threads share a layer's neurons out: each computes the activations, the
// errors and the weights' gradients of its own neurons, so the weights of a neuron stay in the
// cache of one core. Where neurons need each other (softmax) or are few, samples are shared out
// instead. No share changes the order of a sum, so any number of threads gives the same bits.
#pragma once

#include <cstddef>
#include <functional>

#include "kernels/pool.hpp"
#include "network/dropout.hpp"
#include "network/network.hpp"

namespace deltaward {

// z and a of every layer for some rows of the workspace, on this thread alone.
template <class T>
void forward(Network<T>& network, Range rows);

// x and y of some rows of a mini-batch whose first is the sample from.first.
template <class T>
void load(const Intake<T>& into, const Dataset& data, Rows from, Range rows);

// Makes x and y of some rows, as one of several parts.
using Fill = std::function<void(Range rows, std::size_t part)>;

// What there is to know of a mini-batch.
template <class T>
struct MiniBatch {
  const Fill& fill;
  const double* weights;   // of the samples; null: 1 each
  const Dropout* dropout;  // null, or where the workspace is dropping
  // Null, or for each layer but the last where to keep what comes back to it before its gate,
  // (m, n_l).
  const Matrix<T>* back;
  bool scored;           // whether anybody asks for the score
  bool entered = false;  // it is there, and through the first layer
  // Null, or what fills the next one in meanwhile; then the first layer's error is left to
  // send_back_to_first. Only where threads share out rows behind the first layer, in one round,
  // and not with a cost of the caller's own.
  const Fill* ahead = nullptr;
};

// Fills a mini-batch in, and forward through the first layer.
template <class T>
void enter(Network<T>& network, const MiniBatch<T>& batch, std::size_t parts);
// z and a of the first layer's neurons `mine`, for what is filled in.
template <class T>
void forward_first(Network<T>& network, const Intake<T>& from, Range mine, const Dropout* dropout);

// Forward and back: z, a and delta of every layer. A score that is not finite or of no weight ends
// it before a cost of the caller's own is asked for its error.
template <class T>
Score propagate(Network<T>& network, const MiniBatch<T>& batch, std::size_t parts);

// BP2 for the first layer's neurons `mine`.
template <class T>
void send_back_to_first(Network<T>& network, Range mine, std::size_t part);

// The gradient: `scale` × the sum over all rows. Needs propagate.
template <class T>
void gradients(Network<T>& network, T scale, std::size_t parts);

// W := W + step ∂C/∂W for the weights of some inputs to some neurons of layer l, of the same
// gradient, and with the last input b := b + step ∂C/∂b.
template <class T>
void descend(const Network<T>& network, T scale, T step, std::size_t l, Range inputs, Range mine);

}  // namespace deltaward
