// SPDX-License-Identifier: MIT
// The three products: by tiles, or by rows that skip zeros where an operand has enough of them; and
// the step of a few samples, whose errors stay in registers.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/loops/few_samples.hpp"
#include "kernels/loops/gemm.hpp"
#include "kernels/loops/rows_with_zeros.hpp"
#include "kernels/matrix.hpp"

namespace deltaward {
namespace {

// How many of the elements are not 0, as a few rows tell.
template <class T>
double nonzero_share(ConstMatrix<T> a) {
  const std::size_t every = a.rows / 16 + 1;
  std::size_t found = 0, looked = 0;
  for (std::size_t i = 0; i < a.rows; i += every, looked += a.cols) {
    const T* row = a.row(i);
    std::uint32_t count = 0;
    for (std::size_t j = 0; j < a.cols; ++j) count += row[j] != 0;
    found += count;
  }
  return static_cast<double>(found) / static_cast<double>(looked);
}

// Columns of C from j on. Not inlined, for what it has on the stack.
template <class V, Walk walk, class T = typename V::Scalar>
DELTAWARD_NOINLINE void columns_without_zeros(const Product<T>& t, std::size_t j) {
  using Rows = RowsWithZeros<V, walk>;
  Rows rows(t);
  const V scale = V::set(t.scale);
  for (std::size_t i = 0; i < t.m; i += Rows::most) {
    const std::size_t count = smaller(t.m - i, Rows::most);
    T* const c = t.c + i * t.c_stride + j;
    rows.add_up(i, count, j, c, t.c_stride);
    for (std::size_t r = 0; t.scale != 1 && r < count; ++r)
      for (T* sums = c + r * t.c_stride; sums < c + r * t.c_stride + Rows::width; sums += V::lanes)
        (V::load(sums) * scale).store(sums);
  }
}

// The same for a step, whose sums wait until they are whole: of 96 rows, so that what is on the
// stack, 87 kB with AVX-512, leaves room in the 128 kB that a thread has with musl. (256 rows at
// once take 0.95 of the time of 128.)
template <class V, class T = typename V::Scalar>
DELTAWARD_NOINLINE void step_without_zeros(const Product<T>& t, std::size_t j) {
  using Rows = RowsWithZeros<V, Walk::beside>;
  constexpr std::size_t most = smaller(panel_bytes / 2 * 3 / (Rows::width * sizeof(T)), Rows::most);
  alignas(64) T waiting[most * Rows::width];
  Rows rows(t);
  const V scale = V::set(t.scale), step = V::set(t.step);
  for (std::size_t i = 0; i < t.m; i += most) {
    const std::size_t count = smaller(t.m - i, most);
    rows.add_up(i, count, j, waiting, Rows::width);
    for (std::size_t r = 0; r < count; ++r) {
      const T* sums = waiting + r * Rows::width;
      T* c = t.c + (t.lines ? t.lines[i + r] : i + r) * t.c_stride + j;
      for (std::size_t n = 0; n < Rows::width; n += V::lanes)
        fma(step, V::load(sums + n) * scale, V::load(c + n)).store(c + n);
    }
  }
}

// The columns of C from j on, by tiles.
template <class V, Walk walk, class T = typename V::Scalar>
void rest_of_columns(Product<T> t, std::size_t j) {
  if (j == t.n) return;
  t.n -= j;
  t.b += j * (t.b_transposed ? t.b_stride : 1);
  if (t.bias) t.bias += j;
  t.c += j;
  multiply<V, walk>(t);
}

// Whether it was done without A's zeros: not where there are too few of them, or too little to do.
template <class V, Walk walk, class T = typename V::Scalar>
bool multiply_without_zeros(const Product<T>& t) {
  constexpr std::size_t width = RowsWithZeros<V, walk>::width;
  constexpr bool is_turned = walk == Walk::beside;
  if (t.n < width || t.m < 16 || t.k < 16 || t.m * t.k < 8192) return false;
  const std::size_t rows = is_turned ? t.k : t.m, cols = is_turned ? t.m : t.k;
  if (nonzero_share<T>({t.a, rows, cols, t.a_stride}) >= (is_turned ? 0.5 : 0.6)) return false;
  std::size_t j = 0;
  for (; j + width <= t.n; j += width) {
    if constexpr (is_turned)
      t.step == 0 ? columns_without_zeros<V, walk>(t, j) : step_without_zeros<V>(t, j);
    else
      columns_without_zeros<V, walk>(t, j);
  }
  rest_of_columns<V, walk>(t, j);
  return true;
}

template <class V, Walk walk, class T = typename V::Scalar>
void product(const Product<T>& t) {
  if (!multiply_without_zeros<V, walk>(t)) multiply<V, walk>(t);
}

template <class V, class T = typename V::Scalar>
void gemm_nn(ConstMatrix<T> a, ConstMatrix<T> b, const std::uint32_t* lines, const T* bias,
             Matrix<T> c) {
  const Product<T> t{c.rows, c.cols, a.cols,   a.data, a.stride, b.data, b.stride,
                     bias,   c.data, c.stride, T(1),   T(0),     lines,  false};
  lines ? product<V, Walk::picked>(t) : product<V, Walk::apart>(t);
}

template <class V, class T = typename V::Scalar>
void gemm_tn(T alpha, ConstMatrix<T> a, ConstMatrix<T> b, Matrix<T> c) {
  product<V, Walk::beside>(Product<T>{c.rows, c.cols, a.rows, a.data, a.stride, b.data, b.stride,
                                      nullptr, c.data, c.stride, alpha, T(0), nullptr, false});
}

template <class V, class T = typename V::Scalar>
void gemm_tn_descend(T scale, T step, ConstMatrix<T> a, ConstMatrix<T> b,
                     const std::uint32_t* lines, Matrix<T> w) {
  if (step == 0) return;
  const Product<T> t{a.cols,  b.cols, a.rows,   a.data, a.stride, b.data, b.stride,
                     nullptr, w.data, w.stride, scale,  step,     lines,  false};
  if (!step_by_few<V>(t)) product<V, Walk::beside>(t);
}

}  // namespace
}  // namespace deltaward
