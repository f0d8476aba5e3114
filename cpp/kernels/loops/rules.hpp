// SPDX-License-Identifier: MIT
// New weights of a gradient, one struct a rule: step(f, g, w, s, r) returns w and changes what the
// rule remembers of each weight, s and r.
#pragma once

#include <cstddef>

#include "kernels/loops/elementwise.hpp"
#include "kernels/loops/products.hpp"
#include "kernels/rule.hpp"

namespace deltaward {
namespace {

template <class V>
DELTAWARD_INLINE V sign(V x) {
  const V zero = V::set(0);
  return where_greater(x, zero, V::set(1), where_greater(zero, x, V::set(-1), zero));
}

// Where an instruction set has nothing better.
template <class V>
DELTAWARD_INLINE V quotient(V a, V b) {
  return a / b;
}

// StepFactors in every lane.
template <class V>
struct Factors {
  V scale, limit, l1, l2, keep, rate, first, second, first_rest, second_rest, root, epsilon, lowest,
      highest;
  bool divides;

  template <class T>
  DELTAWARD_INLINE explicit Factors(const StepFactors<T>& f)
      : scale(V::set(f.scale)),
        limit(V::set(f.limit)),
        l1(V::set(f.l1)),
        l2(V::set(f.l2)),
        keep(V::set(f.keep)),
        rate(V::set(-f.rate)),
        first(V::set(f.first)),
        second(V::set(f.second)),
        first_rest(V::set(f.first_rest)),
        second_rest(V::set(f.second_rest)),
        root(V::set(f.root)),
        epsilon(V::set(f.epsilon)),
        lowest(V::set(f.lowest)),
        highest(V::set(f.highest)),
        divides(f.divides) {}

  DELTAWARD_INLINE V shape(V g, V w) const {
    const V clipped = min(limit, max(V::set(0) - limit, g * scale));
    return fma(l1, sign(w), fma(l2, w, clipped));
  }

  DELTAWARD_INLINE V over(V a, V b) const { return divides ? a / b : quotient(a, b); }
};

namespace loops {

// `rate` is −η in all of them.
struct sgd {
  static constexpr int slots = 0;
  template <class V>
  static DELTAWARD_INLINE V step(const Factors<V>& f, V g, V w, V&, V&) {
    return fma(f.rate, g, w * f.keep);
  }
};

struct momentum {
  static constexpr int slots = 1;
  template <class V>
  static DELTAWARD_INLINE V step(const Factors<V>& f, V g, V w, V& v, V&) {
    v = fma(f.first, v, g);
    return fma(f.rate, v, w);
  }
};

struct nesterov {
  static constexpr int slots = 1;
  template <class V>
  static DELTAWARD_INLINE V step(const Factors<V>& f, V g, V w, V& v, V&) {
    v = fma(f.first, v, g);
    return fma(f.rate, fma(f.first, v, g), w);
  }
};

struct rmsprop {
  static constexpr int slots = 1;
  template <class V>
  static DELTAWARD_INLINE V step(const Factors<V>& f, V g, V w, V& s, V&) {
    s = fma(f.first, s, f.first_rest * (g * g));
    return fma(f.rate, f.over(g, sqrt(s) + f.epsilon), w);
  }
};

struct adagrad {
  static constexpr int slots = 1;
  template <class V>
  static DELTAWARD_INLINE V step(const Factors<V>& f, V g, V w, V& s, V&) {
    s = fma(g, g, s);
    return fma(f.rate, f.over(g, sqrt(s) + f.epsilon), w);
  }
};

// With AVX-512 the root takes 18 cycles of Sapphire Rapids' divider, and the quotient runs beside
// it: an update of weights in L2 takes 0.67 of the time of both in the divider, 1.2 of that of
// plain products. Zen 5's divider does both in 5 cycles, where the quotient alone takes 8. Roots of
// 14 bits and a step of Newton's gain nothing on either, and are other bits on other makers' CPUs.
struct adam {
  static constexpr int slots = 2;
  template <class V>
  static DELTAWARD_INLINE V step(const Factors<V>& f, V g, V w, V& m, V& v) {
    m = fma(f.first, m, f.first_rest * g);
    v = fma(f.second, v, f.second_rest * (g * g));
    return fma(f.rate, f.over(m, fma(sqrt(v), f.root, f.epsilon)), w * f.keep);
  }
};

struct lion {
  static constexpr int slots = 1;
  template <class V>
  static DELTAWARD_INLINE V step(const Factors<V>& f, V g, V w, V& m, V&) {
    const V direction = fma(f.first, m, f.first_rest * g);
    m = fma(f.second, m, f.second_rest * g);
    return fma(f.rate, sign(direction), w * f.keep);
  }
};

// s: the last gradient, 0 where the sign has just changed; r: the step.
struct rprop {
  static constexpr int slots = 2;
  template <class V>
  static DELTAWARD_INLINE V step(const Factors<V>& f, V g, V w, V& last, V& size) {
    const V zero = V::set(0), one = V::set(1);
    const V agreed = sign(g) * sign(last);  // g · last can underflow
    const V factor =
        where_greater(agreed, zero, f.second, where_greater(zero, agreed, f.first, one));
    size = min(f.highest, max(f.lowest, size * factor));
    last = where_greater(zero, agreed, zero, g);
    return w - sign(last) * size;
  }
};

}  // namespace loops

template <class V, class R, bool shaped, class T = typename V::Scalar>
void update_rows(const StepFactors<T>& factors, Gradient<T> g, Matrix<T> w, T* first, T* second) {
  const Factors<V> f(factors);
  for (std::size_t i = 0, q = 0; i < w.rows; ++i) {
    const T* gradient = g.has(i, q) ? g.rows.row(q++) : nullptr;
    T* const weights = w.row(i);
    T* const s = R::slots > 0 ? first + i * w.stride : nullptr;
    T* const r = R::slots > 1 ? second + i * w.stride : nullptr;
    for_vectors<V>(w.cols, [&](auto load, auto store) {
      V x = gradient ? load(gradient) : V::set(0), a = V::set(0), b = V::set(0);
      const V old = load(weights);
      if (shaped) x = f.shape(x, old);
      if (R::slots > 0) a = load(s);
      if (R::slots > 1) b = load(r);
      store(weights, R::step(f, x, old, a, b));
      if (R::slots > 0) store(s, a);
      if (R::slots > 1) store(r, b);
    });
  }
}

template <class V, class R, class T = typename V::Scalar>
void update(const StepFactors<T>& factors, Gradient<T> g, Matrix<T> w, T* first, T* second) {
  factors.shaped ? update_rows<V, R, true>(factors, g, w, first, second)
                 : update_rows<V, R, false>(factors, g, w, first, second);
}

// A block of the gradient that stays in L1 is made and used at once. (Between 24 and 144 rows of
// 128 neurons made no difference; 24 rows of 256 are 0.94 to 0.96 of the time of 48 of 128 where
// there are as many neurons. Used tile by tile, so that the next one's products need not wait for
// the divider: nothing with panels of 64 neurons, 1.09 of the time with rows of 128.)
template <class V, class R, class T = typename V::Scalar>
void gemm_tn_update(const StepFactors<T>& factors, T scale, ConstMatrix<T> a, ConstMatrix<T> b,
                    const std::uint32_t* lines, Matrix<T> w, T* first, T* second) {
  if (a.cols == 0) return update<V, R>(factors, {}, w, first, second);
  constexpr std::size_t widest = 1024 / sizeof(T), size = 24 * widest;
  alignas(64) T block[size];
  for (std::size_t j = 0; j < b.cols; j += widest) {
    const std::size_t n = smaller(b.cols - j, widest);
    const std::size_t stride = (n + V::lanes - 1) / V::lanes * V::lanes;
    const std::size_t rows = size / stride / 24 * 24;
    for (std::size_t i = 0, from = 0; i < a.cols;) {
      const std::size_t m = smaller(a.cols - i, rows), end = i + m;
      const Matrix<T> nabla{block, m, n, stride};
      gemm_tn<V>(scale, {a.data + i, a.rows, m, a.stride}, {b.data + j, b.rows, n, b.stride},
                 nabla);
      // With the inputs that are left out before these, and behind the last.
      const std::size_t to = end == a.cols ? w.rows : lines ? lines[end - 1] + 1 : end;
      const std::size_t at = from * w.stride + j;
      update<V, R>(factors, {nabla, lines ? lines + i : nullptr, lines ? from : 0},
                   {w.data + at, to - from, n, w.stride}, R::slots > 0 ? first + at : nullptr,
                   R::slots > 1 ? second + at : nullptr);
      i = end, from = to;
    }
  }
}

// Columns longer than the limit are made as long as that.
template <class V, class T = typename V::Scalar>
void limit_columns(T limit, Matrix<T> w) {
  // No root of a finite square is as long; no std::numeric_limits, for this is compiled once for
  // each instruction set.
  constexpr T beyond = sizeof(T) == 4 ? T(0x1p64) : T(0x1p512);
  const V zero = V::set(0), one = V::set(1), most = V::set(limit);
  for_vectors<V>(w.cols, [&](auto load, auto store) {
    V squares = zero;
    for (std::size_t i = 0; i < w.rows; ++i) squares = fma(load(w.row(i)), load(w.row(i)), squares);
    const V length = sqrt(squares);
    const V factor = where_greater(length, most, most / length, one);
    const V overflows = where_greater(length, V::set(beyond), one, zero);
    if (sum(overflows) > 0) {
      // Told in shares of the largest weight; the columns beside them keep their bits.
      V largest = zero, of_shares = zero;
      for (std::size_t i = 0; i < w.rows; ++i) largest = max(largest, abs(load(w.row(i))));
      for (std::size_t i = 0; i < w.rows; ++i) {
        const V share = load(w.row(i)) / largest;
        of_shares = fma(share, share, of_shares);
      }
      const V root = sqrt(of_shares), limit_in_shares = most / largest;
      for (std::size_t i = 0; i < w.rows; ++i) {
        const V old = load(w.row(i));
        const V shortened =
            where_greater(root, limit_in_shares, old / largest * (most / root), old);
        store(w.row(i), where_greater(overflows, zero, shortened, old * factor));
      }
      return;
    }
    for (std::size_t i = 0; i < w.rows; ++i) store(w.row(i), load(w.row(i)) * factor);
  });
}

template <class V, class T = typename V::Scalar>
T sum_squares(std::size_t n, const T* x) {
  V total = V::set(0);
  for_vectors<V>(n, [&](auto load, auto) { total = fma(load(x), load(x), total); });
  return sum(total);
}

}  // namespace
}  // namespace deltaward
