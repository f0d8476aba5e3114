// SPDX-License-Identifier: MIT
// The four equations of backpropagation (Nielsen, "Neural Networks and Deep Learning", chapter 2),
// one function each, for a mini-batch of m samples.
//
// One sample is one row here. The book writes columns, so its (Wˡ⁺¹)ᵀ δˡ⁺¹ reads Δˡ⁺¹ Wˡ⁺¹ below:
// the transpose is not forgotten, it is how a row meets W. W itself is (n_out, n_in) as in the
// book; in memory a layer keeps Wᵀ, so a product with W is written gemm_nt and one with Wᵀ gemm_nn.
//
//   forward  Zˡ = Aˡ⁻¹ (Wˡ)ᵀ + bˡ,  Aˡ = σ(Zˡ)
//   BP1      Δᴸ = ∇ₐC ⊙ σ′(Zᴸ)
//   BP2      Δˡ = (Δˡ⁺¹ Wˡ⁺¹) ⊙ σ′(Zˡ)
//   BP3      ∂C/∂bˡ = Σ_rows Δˡ
//   BP4      ∂C/∂Wˡ = (Δˡ)ᵀ Aˡ⁻¹
#pragma once

#include "kernels/dispatch.hpp"
#include "network/cost.hpp"
#include "network/parameters.hpp"

namespace deltaward {

// With `lines` the columns of a_prev are those inputs alone and the others count as 0.
template <class T>
void feedforward(Layer<const T> layer, Activation activation, ConstMatrix<T> a_prev, Matrix<T> z,
                 Matrix<T> a, const std::uint32_t* lines = nullptr) {
  kernels<T>().gemm_nn(a_prev, layer.weights, lines, layer.biases, z);
  kernels<T>().activate[static_cast<std::size_t>(activation)](z, a);
}

// delta ⊙ σ′(Z) in place; with softmax, whose neurons mix, the product with its Jacobian.
template <class T>
void gate(Activation activation, ConstMatrix<T> z, ConstMatrix<T> a, Matrix<T> delta) {
  kernels<T>().gate[static_cast<std::size_t>(activation)](z, a, delta);
}

// BP1: how the cost of each sample changes with each output neuron's z.
template <class T>
void output_error(Cost cost, Activation activation, ConstMatrix<T> z, ConstMatrix<T> a,
                  ConstMatrix<T> y, Matrix<T> delta) {
  const bool gated = cost_gradient(cost, a, y, delta);
  if (!gated) gate(activation, z, a, delta);
}

// BP2: a neuron answers for the errors that it feeds, by its weights (send_back), and passes on
// what its own slope lets through.
//
// `scratch` holds propagate_delta_scratch() elements.
template <class T>
std::size_t propagate_delta_scratch(Layer<const T> next, std::size_t m) {
  return kernels<T>().gemm_nt_scratch(m, next.weights.rows, next.weights.cols);
}
template <class T>
void send_back(Layer<const T> next, ConstMatrix<T> delta_next, Matrix<T> back, T* scratch) {
  kernels<T>().gemm_nt(delta_next, next.weights, back, scratch);
}
template <class T>
void propagate_delta(Layer<const T> next, ConstMatrix<T> delta_next, Activation activation,
                     ConstMatrix<T> z, ConstMatrix<T> a, Matrix<T> delta, T* scratch) {
  send_back(next, delta_next, delta, scratch);
  gate(activation, z, a, delta);
}

// BP3, times `scale` (1/m for the mean over a mini-batch).
template <class T>
void bias_gradient(T scale, ConstMatrix<T> delta, T* nabla_b) {
  kernels<T>().column_sums(scale, delta, nabla_b);
}

// BP4, times `scale`, laid out as the weights are: (Aˡ⁻¹)ᵀ Δˡ.
template <class T>
void weight_gradient(T scale, ConstMatrix<T> delta, ConstMatrix<T> a_prev, Matrix<T> nabla_w) {
  kernels<T>().gemm_tn(scale, a_prev, delta, nabla_w);
}

// BP4 with the step of gradient descent in its pass, W := W + step ∂C/∂W; the same bits as one
// after the other. `lines` as in feedforward: weights of an input that is 0 stay as they are.
template <class T>
void weight_descent(T scale, T step, ConstMatrix<T> delta, ConstMatrix<T> a_prev,
                    const std::uint32_t* lines, Matrix<T> weights) {
  kernels<T>().gemm_tn_descend(scale, step, a_prev, delta, lines, weights);
}

}  // namespace deltaward
