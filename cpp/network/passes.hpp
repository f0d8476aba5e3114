// SPDX-License-Identifier: MIT
// The loops over layers. Threads share a layer's neurons out: each computes the activations, the
// errors and the weights' gradients of its own neurons, so the weights of a neuron stay in the
// cache of one core. Where neurons need each other (softmax) or are few, samples are shared out
// instead. No share changes the order of a sum, so any number of threads gives the same bits.
#pragma once

#include <cstddef>

#include "kernels/pool.hpp"
#include "network/dropout.hpp"
#include "network/network.hpp"

namespace deltaward {

// z and a of every layer for some rows of the workspace, on this thread alone.
template <class T>
void forward(Network<T>& network, Range rows);

// a_prev(0) and y for the samples that these rows are.
template <class T>
void load(Network<T>& network, const Dataset& data, Rows rows, std::size_t parts);

// z and a of every layer for all rows; with dropout, where the workspace is dropping.
template <class T>
void forward(Network<T>& network, std::size_t parts, const Dropout* dropout = nullptr);

// delta of every layer; weights of the samples may be null. Needs forward. With `back`, a matrix
// (m, n_l) for each layer but the last, what comes back to a layer before its gate is kept there.
template <class T>
void backward(Network<T>& network, const double* weights, std::size_t parts,
              const Matrix<T>* back = nullptr);

// The gradient: `scale` × the sum over all rows. Needs backward.
template <class T>
void gradients(Network<T>& network, T scale, std::size_t parts);

// W := W + step ∂C/∂W and b := b + step ∂C/∂b, of the same gradient.
template <class T>
void descend(Network<T>& network, T scale, T step, std::size_t parts);

}  // namespace deltaward
