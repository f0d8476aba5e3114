// SPDX-License-Identifier: MIT
// The loops of one instruction set as a table.
#pragma once

#include "kernels/loops/dropout.hpp"
#include "kernels/loops/elementwise.hpp"
#include "kernels/loops/gemm_nt.hpp"
#include "kernels/loops/inputs.hpp"
#include "kernels/loops/narrow.hpp"
#include "kernels/loops/products.hpp"
#include "kernels/loops/rules.hpp"
#include "kernels/table.hpp"

namespace deltaward {
namespace {

template <class T>
constexpr Kernels<T> make_table() {
  using V = Vec<T>;
  return {
      gemm_nn<V>,
      gemm_nt<V>,
      gemm_nt_scratch<V>,
      gemm_tn<V>,
      gemm_tn_descend<V>,
      V::lanes,
      descend_narrow<V>,
      column_sums<V>,
      axpy<V>,
      multiply<V>,
#define X(name) update<V, loops::name>,
      {DELTAWARD_RULES(X)},
#undef X
#define X(name) gemm_tn_update<V, loops::name>,
      {DELTAWARD_RULES(X)},
#undef X
      limit_columns<V>,
      sum_squares<V>,
      dropout_factors<T>,
      pixels<V>,
      see<V>,
      see_pixels<V>,
      list_seen<V>,
      within<V>,
      pick<V>,
      pick_pixels<V>,
      spin_fma<V>,
      spin_read<V>,
      exp_all<V>,
#define X(name) activate<V, loops::name>,
      {DELTAWARD_ELEMENTWISE_ACTIVATIONS(X) softmax<V>},
#undef X
#define X(name) gate<V, loops::name>,
      {DELTAWARD_ELEMENTWISE_ACTIVATIONS(X) softmax_gate<V>},
#undef X
  };
}

}  // namespace
}  // namespace deltaward
