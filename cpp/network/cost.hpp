// SPDX-License-Identifier: MIT
// The costs: C(a, y) of each sample, summed over its outputs, and ∇ₐC.
//
//   quadratic      ½ Σ (a − y)²
//   cross_entropy  sigmoid outputs: −Σ [y ln a + (1 − y) ln(1 − a)];  softmax: −Σ y ln a
//   absolute       Σ |a − y|
//   huber          Σ ½ d² for |d| ≤ 1, |d| − ½ beyond, d = a − y
//   log_cosh       Σ ln cosh(a − y)
//   poisson        Σ a − y ln a
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "kernels/activation.hpp"
#include "kernels/matrix.hpp"

namespace deltaward {

enum class Cost : unsigned char {
  quadratic,
  cross_entropy,
  absolute,
  huber,
  log_cosh,
  poisson,
  custom,  // the caller's own: OwnCost
};

// A cost that the network is given as functions.
template <class T>
struct OwnCost {
  // Σ over the rows of C, times their weights; null: 1 each, and rows of weight 0 may have any C.
  std::function<double(ConstMatrix<T> a, ConstMatrix<T> y, const double* weights)> sum;
  // Δᴸ, one row a sample.
  std::function<void(ConstMatrix<T> z, ConstMatrix<T> a, ConstMatrix<T> y, Matrix<T> delta)> error;
};

// In the order of the enumerators, without `custom`.
std::span<const std::string_view> cost_names();
std::string_view name_of(Cost cost);
Cost parse_cost(std::string_view name, const std::string& argument);

// Throws std::invalid_argument if `cost` is not defined on what `output` can put out.
void check_cost_fits(Cost cost, Activation output);

// The targets for which `cost` is defined: [0, 1] for cross_entropy, y ≥ 0 for poisson.
struct TargetRange {
  double low, high;
};
TargetRange target_range(Cost cost);

// These two are not for `custom`.

// C of each row. Cross-entropy is taken from z, so it keeps its digits where a rounds to 1.
template <class T>
void costs_of(Cost cost, Activation output, ConstMatrix<T> z, ConstMatrix<T> a, ConstMatrix<T> y,
              double* costs);

// ∇ₐC, and for cross_entropy at once Δᴸ = ∇ₐC ⊙ σ′(Zᴸ) = a − y; returns whether it was the latter.
template <class T>
bool cost_gradient(Cost cost, ConstMatrix<T> a, ConstMatrix<T> y, Matrix<T> gradient);

}  // namespace deltaward
