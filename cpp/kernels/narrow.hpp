// SPDX-License-Identifier: MIT
// Narrow networks, every layer of which fits one vector: what their kernel is told of them.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/activation.hpp"
#include "kernels/matrix.hpp"

namespace deltaward {

// Elements from row to row, a cache line: the kernel need not ask each matrix for its own.
template <class T>
inline constexpr std::size_t narrow_stride = 64 / sizeof(T);

template <class T>
struct NarrowLayer {
  Activation activation;
  std::size_t inputs, neurons;  // n_prev, n
  // In rows of narrow_stride elements; those of the parameters beyond n are 0.
  T* weights;        // Wᵀ (n_prev, n)
  T* turned;         // room for W (n, n_prev), zeros; none for the first layer
  T* biases;         // (n,)
  T *z, *a, *delta;  // (m, n) for the rows of all mini-batches
  // What enters, (m, n_prev).
  const T* a_prev;
  std::size_t a_stride;
};

template <class T>
struct NarrowBatch {
  std::size_t first, rows;     // of z, a, ...
  T scale, step;               // as of gemm_tn_descend; the step is not 0
  T keep;                      // of the weights, before the step
  const std::uint32_t* lines;  // which inputs take part, the others are 0; null: all
  std::size_t inputs;          // how many
};

}  // namespace deltaward
