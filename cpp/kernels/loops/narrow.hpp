// SPDX-License-Identifier: MIT
// Gradient descent of narrow networks, whose layers fit a vector each: whole mini-batches in one
// call. The arithmetic of a few neurons is little, and each of it waits for what came before; with
// the general kernels' calls, tails and tiles a step of 3-4-2 took nine times the instructions.
//
// Every sum begins with the same number and takes the same terms in the same order as in gemm_nn,
// gemm_nt, column_sums, axpy and gemm_tn_descend, so the bits are theirs, too.
//
// Layers are passed by value: behind a pointer they would be read again after every store of a
// vector, which may be anything's. And there are no lambdas here: GCC made functions of some, which
// copy what they capture.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/loops/activations.hpp"
#include "kernels/loops/elementwise.hpp"
#include "kernels/loops/transpose.hpp"
#include "kernels/narrow.hpp"

namespace deltaward {
namespace {
namespace narrow {

template <class V>
DELTAWARD_INLINE V value(Activation activation, V z) {
  switch (activation) {
#define X(name) \
  case Activation::name: return loops::name::value(z);
    DELTAWARD_ELEMENTWISE_ACTIVATIONS(X)
#undef X
    case Activation::softmax: break;
  }
  return z;
}

template <class V>
DELTAWARD_INLINE V prime(Activation activation, V z, V a) {
  switch (activation) {
#define X(name) \
  case Activation::name: return loops::name::prime(z, a);
    DELTAWARD_ELEMENTWISE_ACTIVATIONS(X)
#undef X
    case Activation::softmax: break;
  }
  return z;
}

// 1 for each of n neurons, and 0 beyond them.
template <class V, class T = typename V::Scalar>
DELTAWARD_INLINE V ones(std::size_t n) {
  T lanes[V::lanes] = {};
  for (std::size_t j = 0; j < n; ++j) lanes[j] = 1;
  return V::load(lanes);
}

template <class T>
DELTAWARD_INLINE Matrix<T> row_of(T* rows, std::size_t i, std::size_t n) {
  return {rows + i * narrow_stride<T>, 1, n, narrow_stride<T>};
}

// The mini-batch as rows 0 … rows − 1 of what is passed with it: a constant number of rows, where
// there is one, then makes no loop.
template <class T>
struct Batch {
  std::size_t rows;
  T scale, step, keep;
};

// Zˡ = Aˡ⁻¹ (Wˡ)ᵀ + bˡ, Aˡ = σ(Zˡ); returns the last row of Aˡ. Of one row the next layer takes it
// as `entering`: to get it from memory, where it was just stored, would take twice as long.
template <class V, class T>
DELTAWARD_INLINE V feedforward(NarrowLayer<T> layer, std::size_t rows, const std::uint32_t* lines,
                               std::size_t inputs, const V* entering) {
  constexpr std::size_t stride = narrow_stride<T>;
  V a = V::set(0);
  for (std::size_t i = 0; i < rows; ++i) {
    const T* x = layer.a_prev + i * layer.a_stride;
    V z = V::load(layer.biases);
    if (entering)
      for (std::size_t p = 0; p < layer.inputs; ++p)
        z = fma(spread(*entering, p), V::load(layer.weights + p * stride), z);
    else if (lines)
      for (std::size_t q = 0; q < inputs; ++q)
        z = fma(V::set(x[lines[q]]), V::load(layer.weights + lines[q] * stride), z);
    else
      for (std::size_t p = 0; p < layer.inputs; ++p)
        z = fma(V::set(x[p]), V::load(layer.weights + p * stride), z);
    z.store(layer.z + i * stride);
    if (layer.activation != Activation::softmax) {
      a = value(layer.activation, z);
      a.store(layer.a + i * stride);
    } else {
      softmax<V, T>(row_of(layer.z, i, layer.neurons), row_of(layer.a, i, layer.neurons));
    }
  }
  return a;
}

// BP1: Δᴸ = (A − Y) ⊙ σ′(Zᴸ), or without the gate A − Y. Errors beyond the last neuron would make
// weights of the padding; they are kept at 0 by a product, which is done while σ′ is on its way.
// Returns the last row, as `feedforward` does; of softmax it is in memory only.
template <class V, class T>
DELTAWARD_INLINE V output_error(NarrowLayer<T> layer, std::size_t rows, const T* y, bool gated,
                                V neurons) {
  constexpr std::size_t stride = narrow_stride<T>;
  const bool mixes = layer.activation == Activation::softmax;
  V delta = V::set(0);
  for (std::size_t i = 0; i < rows; ++i) {
    const V a = V::load(layer.a + i * stride);
    delta = (a - V::load(y + i * stride)) * neurons;
    if (gated && !mixes) delta = delta * prime(layer.activation, V::load(layer.z + i * stride), a);
    delta.store(layer.delta + i * stride);
    if (gated && mixes)
      softmax_gate<V, T>(row_of(layer.z, i, layer.neurons), row_of(layer.a, i, layer.neurons),
                         row_of(layer.delta, i, layer.neurons));
  }
  return delta;
}

// BP2: Δˡ = (Δˡ⁺¹ Wˡ⁺¹) ⊙ σ′(Zˡ)
template <class V, class T>
DELTAWARD_INLINE V propagate_delta(NarrowLayer<T> layer, const T* delta_next, const T* turned,
                                   std::size_t neurons, std::size_t rows, const V* coming) {
  constexpr std::size_t stride = narrow_stride<T>;
  V delta = V::set(0);
  for (std::size_t i = 0; i < rows; ++i) {
    V back = V::set(0);
    for (std::size_t j = 0; j < neurons; ++j)
      back = fma(coming ? spread(*coming, j) : V::set(delta_next[i * stride + j]),
                 V::load(turned + j * stride), back);
    const V slope =
        prime(layer.activation, V::load(layer.z + i * stride), V::load(layer.a + i * stride));
    delta = back * slope;
    delta.store(layer.delta + i * stride);
  }
  return delta;
}

// BP3 and its step: b := b + step ∂C/∂b, ∂C/∂bˡ = scale Σ_rows Δˡ
template <class V, class T>
DELTAWARD_INLINE void bias_descent(NarrowLayer<T> layer, Batch<T> batch) {
  V nabla = V::set(0);
  for (std::size_t i = 0; i < batch.rows; ++i)
    nabla = nabla + V::load(layer.delta + i * narrow_stride<T>);
  if (batch.scale != 1) nabla = nabla * V::set(batch.scale);
  fma(V::set(batch.step), nabla, V::load(layer.biases)).store(layer.biases);
}

// A row of BP4 and its step: w := keep w + step ∂C/∂w, ∂C/∂w = scale Σ_i x_i y_i; each x_i is a
// number, each y_i a row, whole or (`tail`) in part.
template <class V, class T = typename V::Scalar, class... Tail>
DELTAWARD_INLINE void descend_row(Batch<T> batch, T* w, const T* x, std::size_t x_stride,
                                  const T* y, std::size_t y_stride, Tail... tail) {
  V nabla = V::set(0);
  for (std::size_t i = 0; i < batch.rows; ++i)
    nabla = fma(V::set(x[i * x_stride]), V::load(y + i * y_stride, tail...), nabla);
  if (batch.scale != 1) nabla = nabla * V::set(batch.scale);
  fma(V::set(batch.step), nabla, V::load(w) * V::set(batch.keep)).store(w);
}

// BP4 and its step: W := keep W + step ∂C/∂W, ∂C/∂Wˡ = scale (Δˡ)ᵀ Aˡ⁻¹
template <class V, class T>
DELTAWARD_INLINE void weight_descent(NarrowLayer<T> layer, Batch<T> batch,
                                     const std::uint32_t* lines, std::size_t inputs) {
  constexpr std::size_t stride = narrow_stride<T>;
  T* w = layer.weights;
  if (!lines) {
    for (std::size_t p = 0; p < layer.inputs; ++p, w += stride)
      descend_row<V>(batch, w, layer.a_prev + p, layer.a_stride, layer.delta, stride);
    return;
  }
  for (std::size_t p = 0, q = 0; p < layer.inputs; ++p, w += stride) {
    if (q < inputs && lines[q] == p) {
      descend_row<V>(batch, w, layer.a_prev + p, layer.a_stride, layer.delta, stride);
      ++q;
    } else {  // of an input that is left out the gradient is 0
      (V::load(w) * V::set(batch.keep)).store(w);
    }
  }
}

// The same numbers for W as it is turned for BP2: the factors of each product change places.
template <class V, class T>
DELTAWARD_INLINE void turned_descent(NarrowLayer<T> layer, Batch<T> batch) {
  constexpr std::size_t stride = narrow_stride<T>;
  const auto tail = V::tail(layer.inputs);
  for (std::size_t j = 0; j < layer.neurons; ++j)
    descend_row<V>(batch, layer.turned + j * stride, layer.delta + j, stride, layer.a_prev,
                   layer.a_stride, tail);
}

// The layer from row `first` on.
template <class T>
DELTAWARD_INLINE NarrowLayer<T> from_row(NarrowLayer<T> layer, std::size_t first) {
  const std::size_t place = first * narrow_stride<T>;
  layer.z += place;
  layer.a += place;
  layer.delta += place;
  layer.a_prev += first * layer.a_stride;
  return layer;
}

template <class V, class T>
DELTAWARD_INLINE void step(const NarrowLayer<T>* layers, std::size_t count, const T* y, bool gated,
                           V neurons, std::size_t first, Batch<T> batch, const std::uint32_t* lines,
                           std::size_t inputs) {
  const auto layer = [=](std::size_t l) { return from_row(layers[l], first); };
  const std::size_t rows = batch.rows, last = count - 1;
  const bool alone = rows == 1, mixes = layers[last].activation == Activation::softmax;
  V a = feedforward<V, T>(layer(0), rows, lines, inputs, nullptr);
  for (std::size_t l = 1; l < count; ++l)
    a = feedforward<V, T>(layer(l), rows, nullptr, 0, alone ? &a : nullptr);
  V delta = output_error<V>(layer(last), rows, y + first * narrow_stride<T>, gated, neurons);
  for (std::size_t l = last; l-- > 0;)
    delta = propagate_delta<V, T>(layer(l), layer(l + 1).delta, layers[l + 1].turned,
                                  layers[l + 1].neurons, rows,
                                  alone && !(mixes && l + 1 == last) ? &delta : nullptr);
  bias_descent<V>(layer(0), batch);
  weight_descent<V>(layer(0), batch, lines, inputs);
  for (std::size_t l = 1; l < count; ++l) {
    bias_descent<V>(layer(l), batch);
    weight_descent<V, T>(layer(l), batch, nullptr, 0);
    turned_descent<V>(layer(l), batch);
  }
}

}  // namespace narrow

template <class V, class T = typename V::Scalar>
void descend_narrow(const NarrowLayer<T>* layers, std::size_t count, const T* y, bool gated,
                    const NarrowBatch<T>* batches, std::size_t batch_count) {
  constexpr std::size_t stride = narrow_stride<T>;
  for (std::size_t l = 1; l < count; ++l) {
    const NarrowLayer<T>& layer = layers[l];
    transpose<V>(Matrix<const T>{layer.weights, layer.inputs, layer.neurons, stride}, layer.turned,
                 stride);
  }
  const V neurons = narrow::ones<V>(layers[count - 1].neurons);
  for (const NarrowBatch<T>* b = batches; b < batches + batch_count; ++b) {
    // One sample alone: no loop over rows, and a scale of 1 is no product.
    if (b->rows == 1)
      narrow::step<V, T>(layers, count, y, gated, neurons, b->first, {1, 1, b->step, b->keep},
                         b->lines, b->inputs);
    else
      narrow::step<V, T>(layers, count, y, gated, neurons, b->first,
                         {b->rows, b->scale, b->step, b->keep}, b->lines, b->inputs);
  }
}

}  // namespace
}  // namespace deltaward
