// SPDX-License-Identifier: MIT
// σ and σ′ on vectors: one struct per activation, `value(z)` and `prime(z, a)` with a = σ(z).
// At a kink (z = 0 of relu, leaky_relu) σ′ is the slope of the left side.
#pragma once

#include "kernels/activation.hpp"
#include "kernels/loops/math.hpp"

namespace deltaward {
namespace {
namespace loops {

struct sigmoid {
  template <class V>
  static DELTAWARD_INLINE V value(V z) {
    return deltaward::sigmoid(z);
  }
  template <class V>
  static DELTAWARD_INLINE V prime(V, V a) {
    return a * (V::set(1) - a);
  }
};

struct tanh {
  template <class V>
  static DELTAWARD_INLINE V value(V z) {
    return deltaward::tanh(z);
  }
  template <class V>
  static DELTAWARD_INLINE V prime(V, V a) {
    return (V::set(1) - a) * (V::set(1) + a);
  }
};

struct relu {
  template <class V>
  static DELTAWARD_INLINE V value(V z) {
    return max(V::set(0), z);
  }
  template <class V>
  static DELTAWARD_INLINE V prime(V z, V) {
    return where_greater(z, V::set(0), V::set(1), V::set(0));
  }
};

struct leaky_relu {
  template <class V>
  static DELTAWARD_INLINE V value(V z) {
    return where_greater(z, V::set(0), z, z * slope<V>());
  }
  template <class V>
  static DELTAWARD_INLINE V prime(V z, V) {
    return where_greater(z, V::set(0), V::set(1), slope<V>());
  }
  template <class V>
  static DELTAWARD_INLINE V slope() {
    return V::set(static_cast<typename V::Scalar>(leaky_slope));
  }
};

struct elu {
  template <class V>
  static DELTAWARD_INLINE V value(V z) {
    return where_greater(z, V::set(0), z, expm1_nonpositive(min(V::set(0), z)));
  }
  template <class V>
  static DELTAWARD_INLINE V prime(V z, V a) {
    return where_greater(z, V::set(0), V::set(1), a + V::set(1));
  }
};

// z Φ(z), the exact form.
struct gelu {
  template <class V>
  static DELTAWARD_INLINE V value(V z) {
    V density;
    return z * normal_cdf(z, density);
  }
  template <class V>
  static DELTAWARD_INLINE V prime(V z, V) {
    V density;
    const V cdf = normal_cdf(z, density);
    return fma(z, density, cdf);
  }
};

struct silu {
  template <class V>
  static DELTAWARD_INLINE V value(V z) {
    return z * deltaward::sigmoid(z);
  }
  template <class V>
  static DELTAWARD_INLINE V prime(V z, V a) {
    const V s = deltaward::sigmoid(z);
    return fma(a, V::set(1) - s, s);
  }
};

struct softplus {
  template <class V>
  static DELTAWARD_INLINE V value(V z) {
    return max(V::set(0), z) + log1p_unit(exp(V::set(0) - abs(z)));
  }
  template <class V>
  static DELTAWARD_INLINE V prime(V z, V) {
    return deltaward::sigmoid(z);
  }
};

struct identity {
  template <class V>
  static DELTAWARD_INLINE V value(V z) {
    return z;
  }
  template <class V>
  static DELTAWARD_INLINE V prime(V, V) {
    return V::set(1);
  }
};

}  // namespace loops
}  // namespace
}  // namespace deltaward
