// SPDX-License-Identifier: MIT
// Loops over elements and rows. All have one grammar: whole vectors, then one partial vector.
#pragma once

#include <cstddef>

#include "kernels/loops/activations.hpp"
#include "kernels/matrix.hpp"

namespace deltaward {
namespace {

// body(load, store, j) for j = 0, lanes, ... below n; both are partial in the last round.
template <class V, class Body, class T = typename V::Scalar>
DELTAWARD_INLINE void for_vectors(std::size_t n, Body body) {
  std::size_t j = 0;
  for (; j + V::lanes <= n; j += V::lanes)
    body([&](const T* p) { return V::load(p + j); }, [&](T* p, V v) { v.store(p + j); });
  if (j < n) {
    const auto tail = V::tail(n - j);
    body([&](const T* p) { return V::load(p + j, tail); },
         [&](T* p, V v) { v.store(p + j, tail); });
  }
}

template <class V, class T = typename V::Scalar>
void axpy(std::size_t n, T alpha, const T* x, T* y) {
  const V factor = V::set(alpha);
  for_vectors<V>(n, [&](auto load, auto store) { store(y, fma(factor, load(x), load(y))); });
}

template <class V, class T = typename V::Scalar>
void multiply(std::size_t n, const T* x, const T* y, T* z) {
  for_vectors<V>(n, [&](auto load, auto store) { store(z, load(x) * load(y)); });
}

template <class V, class T = typename V::Scalar>
void exp_all(std::size_t n, const T* x, T* y) {
  for_vectors<V>(n, [&](auto load, auto store) { store(y, exp(load(x))); });
}

template <class V, class T = typename V::Scalar>
double spin_fma(std::size_t n, T* sink) {
  constexpr std::size_t chains = 12;  // latency 4 × 2 a cycle, and some
  V sums[chains];
  for (std::size_t i = 0; i < chains; ++i) sums[i] = V::set(static_cast<T>(i));
  const V x = V::set(T(0.999)), y = V::set(T(1e-3));
  for (std::size_t round = 0; round < n; ++round) {
    DELTAWARD_UNROLL for (std::size_t i = 0; i < chains; ++i) sums[i] = fma(sums[i], x, y);
  }
  V total = sums[0];
  for (std::size_t i = 1; i < chains; ++i) total = total + sums[i];
  *sink = sum(total);
  return static_cast<double>(n) * chains * 2 * V::lanes;
}

template <class V, class T = typename V::Scalar>
void spin_read(std::size_t n, const T* x, std::size_t times, T* sink) {
  constexpr std::size_t chains = 8;  // latency 4 × 2 a cycle
  V sums[chains];
  for (std::size_t i = 0; i < chains; ++i) sums[i] = V::set(0);
  const T* const end = x + n / (chains * V::lanes) * (chains * V::lanes);
  for (std::size_t time = 0; time < times; ++time) {
    for (const T* p = x; p < end; p += chains * V::lanes) {
      DELTAWARD_UNROLL for (std::size_t i = 0; i < chains; ++i) sums[i] =
          sums[i] + V::load(p + i * V::lanes);
    }
  }
  V total = sums[0];
  for (std::size_t i = 1; i < chains; ++i) total = total + sums[i];
  *sink = sum(total);
}

template <class V, class T = typename V::Scalar>
void column_sums(T alpha, ConstMatrix<T> a, T* sums) {
  for_vectors<V>(a.cols, [&](auto load, auto store) {
    V total = V::set(0);
    for (std::size_t i = 0; i < a.rows; ++i) total = total + load(a.row(i));
    store(sums, total * V::set(alpha));
  });
}

template <class V, class Sigma, class T = typename V::Scalar>
void activate(ConstMatrix<T> z, Matrix<T> a) {
  for (std::size_t i = 0; i < z.rows; ++i)
    for_vectors<V>(z.cols,
                   [&](auto load, auto store) { store(a.row(i), Sigma::value(load(z.row(i)))); });
}

template <class V, class Sigma, class T = typename V::Scalar>
void gate(ConstMatrix<T> z, ConstMatrix<T> a, Matrix<T> delta) {
  for (std::size_t i = 0; i < z.rows; ++i)
    for_vectors<V>(z.cols, [&](auto load, auto store) {
      const V prime = Sigma::prime(load(z.row(i)), load(a.row(i)));
      store(delta.row(i), load(delta.row(i)) * prime);
    });
}

// exp(z − max z) / Σ exp(z − max z), row by row.
template <class V, class T = typename V::Scalar>
void softmax(ConstMatrix<T> z, Matrix<T> a) {
  for (std::size_t i = 0; i < z.rows; ++i) {
    T top = z.row(i)[0];
    for (std::size_t j = 1; j < z.cols; ++j) top = z.row(i)[j] > top ? z.row(i)[j] : top;
    V total = V::set(0);
    std::size_t j = 0;
    for (; j + V::lanes <= z.cols; j += V::lanes) {
      const V e = exp(V::load(z.row(i) + j) - V::set(top));
      e.store(a.row(i) + j);
      total = total + e;
    }
    if (j < z.cols) {
      const auto tail = V::tail(z.cols - j);
      exp(V::load(z.row(i) + j, tail) - V::set(top)).store(a.row(i) + j, tail);
      total = total + V::load(a.row(i) + j, tail);  // again, for the zeros past the end
    }
    const V whole = V::set(sum(total));
    for_vectors<V>(z.cols, [&](auto load, auto store) { store(a.row(i), load(a.row(i)) / whole); });
  }
}

// Δ := Δ J with J = diag(a) − a aᵀ: a_j (Δ_j − Σ_k Δ_k a_k).
template <class V, class T = typename V::Scalar>
void softmax_gate(ConstMatrix<T>, ConstMatrix<T> a, Matrix<T> delta) {
  for (std::size_t i = 0; i < a.rows; ++i) {
    V dot = V::set(0);
    for_vectors<V>(a.cols,
                   [&](auto load, auto) { dot = fma(load(a.row(i)), load(delta.row(i)), dot); });
    const V mean = V::set(sum(dot));
    for_vectors<V>(a.cols, [&](auto load, auto store) {
      store(delta.row(i), load(a.row(i)) * (load(delta.row(i)) - mean));
    });
  }
}

}  // namespace
}  // namespace deltaward
