// SPDX-License-Identifier: MIT
// The rules as plain loops, part of reference.cpp. step(f, g, w, s, r) returns w and changes what
// the rule remembers of it.
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>

#include "kernels/matrix.hpp"
#include "kernels/rule.hpp"

namespace deltaward {
namespace {
namespace plain {

template <class T>
T sign(T x) {
  return static_cast<T>((x > 0) - (x < 0));
}

struct sgd {
  template <class T>
  static T step(const StepFactors<T>& f, T g, T w, T&, T&) {
    return w * f.keep - f.rate * g;
  }
};
struct momentum {
  template <class T>
  static T step(const StepFactors<T>& f, T g, T w, T& v, T&) {
    v = f.first * v + g;
    return w - f.rate * v;
  }
};
struct nesterov {
  template <class T>
  static T step(const StepFactors<T>& f, T g, T w, T& v, T&) {
    v = f.first * v + g;
    return w - f.rate * (f.first * v + g);
  }
};
struct rmsprop {
  template <class T>
  static T step(const StepFactors<T>& f, T g, T w, T& s, T&) {
    s = f.first * s + f.first_rest * (g * g);
    return w - f.rate * (g / (std::sqrt(s) + f.epsilon));
  }
};
struct adagrad {
  template <class T>
  static T step(const StepFactors<T>& f, T g, T w, T& s, T&) {
    s += g * g;
    return w - f.rate * (g / (std::sqrt(s) + f.epsilon));
  }
};
struct adam {
  template <class T>
  static T step(const StepFactors<T>& f, T g, T w, T& m, T& v) {
    m = f.first * m + f.first_rest * g;
    v = f.second * v + f.second_rest * (g * g);
    return w * f.keep - f.rate * (m / (std::sqrt(v) * f.root + f.epsilon));
  }
};
struct lion {
  template <class T>
  static T step(const StepFactors<T>& f, T g, T w, T& m, T&) {
    const T direction = f.first * m + f.first_rest * g;
    m = f.second * m + f.second_rest * g;
    return w * f.keep - f.rate * sign(direction);
  }
};
struct rprop {
  template <class T>
  static T step(const StepFactors<T>& f, T g, T w, T& last, T& size) {
    const T agreed = sign(g) * sign(last);  // g · last can underflow
    size *= agreed > 0 ? f.second : agreed < 0 ? f.first : T(1);
    size = std::min(f.highest, std::max(f.lowest, size));
    last = agreed < 0 ? 0 : g;
    return w - sign(last) * size;
  }
};

}  // namespace plain

// Of one weight, and what is remembered of it, at `at` of their matrices.
template <class R, class T>
void update_at(const StepFactors<T>& f, T slope, std::size_t at, T* w, T* first, T* second) {
  T &x = w[at], none = 0;
  if (f.shaped)
    // This order of the arguments hands on a NaN.
    slope =
        std::min(std::max(slope * f.scale, -f.limit), f.limit) + f.l2 * x + f.l1 * plain::sign(x);
  x = R::step(f, slope, x, first ? first[at] : none, second ? second[at] : none);
}

template <class R, class T>
void update(const StepFactors<T>& f, Gradient<T> g, Matrix<T> w, T* first, T* second) {
  for (std::size_t i = 0, q = 0; i < w.rows; ++i) {
    const T* gradient = g.has(i, q) ? g.rows.row(q++) : nullptr;
    for (std::size_t j = 0; j < w.cols; ++j)
      update_at<R>(f, gradient ? gradient[j] : T(0), i * w.stride + j, w.data, first, second);
  }
}

// use(j, sum) for row i of Aᵀ B, some columns at a time.
template <class T, class F>
void row_of_product(ConstMatrix<T> a, std::size_t i, ConstMatrix<T> b, F use) {
  constexpr std::size_t block = 64;
  for (std::size_t first = 0; first < b.cols; first += block) {
    const std::size_t n = std::min(block, b.cols - first);
    T sums[block] = {};
    for (std::size_t p = 0; p < a.rows; ++p)
      for (std::size_t j = 0; j < n; ++j) sums[j] += a.row(p)[i] * b.row(p)[first + j];
    for (std::size_t j = 0; j < n; ++j) use(first + j, sums[j]);
  }
}

template <class T>
void gemm_tn_descend(T scale, T step, ConstMatrix<T> a, ConstMatrix<T> b,
                     const std::uint32_t* lines, Matrix<T> w) {
  for (std::size_t i = 0; i < a.cols; ++i) {
    T* const row = w.row(lines ? lines[i] : i);
    row_of_product(a, i, b, [&](std::size_t j, T sum) { row[j] += step * (sum * scale); });
  }
}

template <class R, class T>
void gemm_tn_update(const StepFactors<T>& f, T scale, ConstMatrix<T> a, ConstMatrix<T> b,
                    const std::uint32_t* lines, Matrix<T> w, T* first, T* second) {
  for (std::size_t i = 0, q = 0; i < w.rows; ++i) {
    const auto use = [&](std::size_t j, T sum) {
      update_at<R>(f, sum * scale, i * w.stride + j, w.data, first, second);
    };
    if (q < a.cols && (lines ? lines[q] : q) == i)
      row_of_product(a, q++, b, use);
    else
      for (std::size_t j = 0; j < w.cols; ++j) use(j, T(0));
  }
}

// Of squares that overflow: told in shares of the largest weight.
template <class T>
void limit_long_column(T limit, Matrix<T> w, std::size_t j) {
  T largest = 0, squares = 0;
  for (std::size_t i = 0; i < w.rows; ++i) largest = std::max(largest, std::abs(w.row(i)[j]));
  for (std::size_t i = 0; i < w.rows; ++i) {
    const T share = w.row(i)[j] / largest;
    squares += share * share;
  }
  const T length = std::sqrt(squares);
  if (length > limit / largest)
    for (std::size_t i = 0; i < w.rows; ++i) w.row(i)[j] = w.row(i)[j] / largest * (limit / length);
}

template <class T>
void limit_columns(T limit, Matrix<T> w) {
  for (std::size_t j = 0; j < w.cols; ++j) {
    T squares = 0;
    for (std::size_t i = 0; i < w.rows; ++i) squares += w.row(i)[j] * w.row(i)[j];
    const T length = std::sqrt(squares);
    if (length > std::numeric_limits<T>::max())
      limit_long_column(limit, w, j);
    else if (length > limit)
      for (std::size_t i = 0; i < w.rows; ++i) w.row(i)[j] *= limit / length;
  }
}

template <class T>
T sum_squares(std::size_t n, const T* x) {
  T total = 0;
  for (std::size_t i = 0; i < n; ++i) total += x[i] * x[i];
  return total;
}

}  // namespace
}  // namespace deltaward
