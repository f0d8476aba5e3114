// SPDX-License-Identifier: MIT
// The loops over layers. A mini-batch takes two rounds: the rows of the batch are shared out for
// everything up to the deltas of the first layer, for a row needs no other row; then the inputs of
// every layer are shared out for the gradients, which sum over rows. No share changes the order of
// a sum, so any number of shares gives the same bits.
#pragma once

#include <cstddef>

#include "kernels/pool.hpp"
#include "network/network.hpp"

namespace deltaward {

// z and a of every layer, for the part's rows of the workspace.
template <class T>
void forward(Network<T>& network, Part part);

// delta of every layer, for the part's rows; weights of the samples may be null. Needs forward.
template <class T>
void backward(Network<T>& network, const double* weights, Part part);

// The part's share of the gradient: `scale` × the sum over all rows. Needs backward on all rows.
template <class T>
void gradients(Network<T>& network, T scale, Part part);

// The part's share of W := W + step ∂C/∂W and b := b + step ∂C/∂b.
template <class T>
void descend(Network<T>& network, T scale, T step, Part part);

}  // namespace deltaward
