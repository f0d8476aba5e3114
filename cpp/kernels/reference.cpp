// SPDX-License-Identifier: MIT
// Plain loops in the order of the formulas: the fallback on any CPU, and the oracle that the
// vector loops are tested against. Nothing clever belongs here.
#include <algorithm>
#include <cmath>

#include "kernels/isa.hpp"
#include "kernels/random.hpp"
#include "kernels/reference_rules.hpp"

namespace deltaward {
namespace {

// k in the middle: j then runs along rows of B and C.
template <class T>
void gemm_nn(ConstMatrix<T> a, ConstMatrix<T> b, const std::uint32_t* lines, const T* bias,
             Matrix<T> c) {
  for (std::size_t i = 0; i < c.rows; ++i) {
    for (std::size_t j = 0; j < c.cols; ++j) c.row(i)[j] = bias ? bias[j] : T(0);
    for (std::size_t p = 0; p < a.cols; ++p)
      for (std::size_t j = 0; j < c.cols; ++j)
        c.row(i)[j] += a.row(i)[p] * b.row(lines ? lines[p] : p)[j];
  }
}

template <class T>
void gemm_nt(ConstMatrix<T> a, ConstMatrix<T> b, Matrix<T> c, T*) {
  for (std::size_t i = 0; i < c.rows; ++i)
    for (std::size_t j = 0; j < c.cols; ++j) {
      T sum = 0;
      for (std::size_t p = 0; p < a.cols; ++p) sum += a.row(i)[p] * b.row(j)[p];
      c.row(i)[j] = sum;
    }
}

std::size_t gemm_nt_scratch(std::size_t, std::size_t, std::size_t) { return 0; }

template <class T>
void gemm_tn(T alpha, ConstMatrix<T> a, ConstMatrix<T> b, Matrix<T> c) {
  for (std::size_t i = 0; i < c.rows; ++i) {
    for (std::size_t j = 0; j < c.cols; ++j) c.row(i)[j] = 0;
    for (std::size_t p = 0; p < a.rows; ++p)
      for (std::size_t j = 0; j < c.cols; ++j) c.row(i)[j] += a.row(p)[i] * b.row(p)[j];
    for (std::size_t j = 0; j < c.cols; ++j) c.row(i)[j] *= alpha;
  }
}

template <class T>
void pixels(std::size_t n, const std::uint8_t* x, T* y) {
  for (std::size_t j = 0; j < n; ++j) y[j] = static_cast<T>(x[j]) / 255;
}

template <class S>
void see(std::size_t n, std::size_t rows, const S* const* x, std::uint64_t* seen) {
  for (std::size_t i = 0; i < rows; ++i)
    for (std::size_t j = 0; j < n; ++j)
      seen[j / 64] |= std::uint64_t{bits_of(x[i][j]) != 0} << j % 64;
}

Picked list_seen(std::size_t n, const std::uint64_t* seen, std::uint32_t* lines,
                 PickedBlock* blocks) {
  std::size_t count = 0;
  for (std::size_t j = 0; j < n; ++j)
    if (seen[j / 64] >> j % 64 & 1) lines[count++] = static_cast<std::uint32_t>(j);
  return {n, lines, count, blocks, 0};
}

template <class T>
bool within(std::size_t n, const T* x, T low, T high) {
  return std::all_of(x, x + n, [&](T v) { return v >= low && v <= high; });
}

template <class T>
void pick(const Picked& picked, const T* const* x, Matrix<T> y) {
  for (std::size_t i = 0; i < y.rows; ++i)
    for (std::size_t q = 0; q < picked.count; ++q) y.row(i)[q] = x[i][picked.lines[q]];
}

template <class T>
void pick_pixels(const Picked& picked, const std::uint8_t* const* x, Matrix<T> y) {
  for (std::size_t i = 0; i < y.rows; ++i)
    for (std::size_t q = 0; q < picked.count; ++q)
      y.row(i)[q] = static_cast<T>(x[i][picked.lines[q]]) / 255;
}

template <class T>
double spin_fma(std::size_t n, T* sink) {
  T sums[4] = {0, 1, 2, 3};
  for (std::size_t round = 0; round < n; ++round)
    for (T& sum : sums) sum = sum * T(0.999) + T(1e-3);
  *sink = sums[0] + sums[1] + sums[2] + sums[3];
  return static_cast<double>(n) * 8;
}

template <class T>
void spin_read(std::size_t n, const T* x, std::size_t times, T* sink) {
  T sum = 0;
  for (std::size_t time = 0; time < times; ++time)
    for (std::size_t i = 0; i < n; ++i) sum += x[i];
  *sink = sum;
}

template <class T>
void column_sums(T alpha, ConstMatrix<T> a, T* sums) {
  for (std::size_t j = 0; j < a.cols; ++j) sums[j] = 0;
  for (std::size_t i = 0; i < a.rows; ++i)
    for (std::size_t j = 0; j < a.cols; ++j) sums[j] += a.row(i)[j];
  for (std::size_t j = 0; j < a.cols; ++j) sums[j] *= alpha;
}

template <class T>
void axpy(std::size_t n, T alpha, const T* x, T* y) {
  for (std::size_t i = 0; i < n; ++i) y[i] += alpha * x[i];
}

template <class T>
void multiply(std::size_t n, const T* x, const T* y, T* z) {
  for (std::size_t i = 0; i < n; ++i) z[i] = x[i] * y[i];
}

template <class T>
void dropout_factors(const DropoutRow& r, std::size_t first, std::size_t n, T scale, T* factors) {
  for (std::size_t j = first; j < first + n; ++j) {
    const std::size_t place = j % 128;
    const auto counter = static_cast<std::uint32_t>(16 * (j / 128) + place % 16);
    const std::uint32_t word = philox({counter, r.row, r.step, r.layer}, r.key)[place / 32];
    const std::uint32_t half = place % 32 < 16 ? word & 0xFFFF : word >> 16;
    *factors++ = half < r.threshold ? T(0) : scale;
  }
}

template <class T>
void exp_all(std::size_t n, const T* x, T* y) {
  for (std::size_t i = 0; i < n; ++i) y[i] = std::exp(x[i]);
}

// value(z) = σ(z); prime(z, a) = σ′(z), given a = σ(z).
namespace plain {

struct sigmoid {
  static auto value(auto z) { return 1 / (1 + std::exp(-z)); }
  static auto prime(auto, auto a) { return a * (1 - a); }
};
struct tanh {
  static auto value(auto z) { return std::tanh(z); }
  static auto prime(auto, auto a) { return (1 - a) * (1 + a); }
};
struct relu {
  static auto value(auto z) { return z > 0 || z != z ? z : 0; }
  static auto prime(auto z, auto) { return decltype(z)(z > 0); }
};
struct leaky_relu {
  static auto value(auto z) { return z > 0 ? z : decltype(z)(leaky_slope) * z; }
  static auto prime(auto z, auto) { return decltype(z)(z > 0 ? 1 : leaky_slope); }
};
struct elu {
  static auto value(auto z) { return z > 0 ? z : std::expm1(z); }
  static auto prime(auto z, auto a) { return z > 0 ? 1 : a + 1; }
};
struct gelu {
  template <class T>
  static T cdf(T z) {
    return std::erfc(z * T(-0.70710678118654752440)) / 2;
  }
  template <class T>
  static T value(T z) {
    return z * cdf(z);
  }
  template <class T>
  static T prime(T z, T) {
    return cdf(z) + z * std::exp(-z * z / 2) * T(0.39894228040143267794);
  }
};
struct silu {
  static auto value(auto z) { return z * sigmoid::value(z); }
  static auto prime(auto z, auto a) {
    const auto s = sigmoid::value(z);
    return s + a * (1 - s);
  }
};
struct softplus {
  static auto value(auto z) { return relu::value(z) + std::log1p(std::exp(-std::abs(z))); }
  static auto prime(auto z, auto) { return sigmoid::value(z); }
};
struct identity {
  static auto value(auto z) { return z; }
  static auto prime(auto z, auto) { return decltype(z)(1); }
};

}  // namespace plain

template <class Sigma, class T>
void activate(ConstMatrix<T> z, Matrix<T> a) {
  for (std::size_t i = 0; i < z.rows; ++i)
    for (std::size_t j = 0; j < z.cols; ++j) a.row(i)[j] = Sigma::value(z.row(i)[j]);
}

template <class Sigma, class T>
void gate(ConstMatrix<T> z, ConstMatrix<T> a, Matrix<T> delta) {
  for (std::size_t i = 0; i < z.rows; ++i)
    for (std::size_t j = 0; j < z.cols; ++j)
      delta.row(i)[j] *= Sigma::prime(z.row(i)[j], a.row(i)[j]);
}

template <class T>
void softmax(ConstMatrix<T> z, Matrix<T> a) {
  for (std::size_t i = 0; i < z.rows; ++i) {
    const T top = *std::max_element(z.row(i), z.row(i) + z.cols);
    T sum = 0;
    for (std::size_t j = 0; j < z.cols; ++j) sum += a.row(i)[j] = std::exp(z.row(i)[j] - top);
    for (std::size_t j = 0; j < z.cols; ++j) a.row(i)[j] /= sum;
  }
}

template <class T>
void softmax_gate(ConstMatrix<T>, ConstMatrix<T> a, Matrix<T> delta) {
  for (std::size_t i = 0; i < a.rows; ++i) {
    T mean = 0;
    for (std::size_t j = 0; j < a.cols; ++j) mean += a.row(i)[j] * delta.row(i)[j];
    for (std::size_t j = 0; j < a.cols; ++j)
      delta.row(i)[j] = a.row(i)[j] * (delta.row(i)[j] - mean);
  }
}

template <class T>
constexpr Kernels<T> make_table() {
  return {
      gemm_nn<T>,
      gemm_nt<T>,
      gemm_nt_scratch,
      gemm_tn<T>,
      gemm_tn_descend<T>,
      0,
      nullptr,
      column_sums<T>,
      axpy<T>,
      multiply<T>,
#define X(name) update<plain::name, T>,
      {DELTAWARD_RULES(X)},
#undef X
#define X(name) gemm_tn_update<plain::name, T>,
      {DELTAWARD_RULES(X)},
#undef X
      limit_columns<T>,
      sum_squares<T>,
      dropout_factors<T>,
      pixels<T>,
      see<T>,
      see<std::uint8_t>,
      list_seen,
      within<T>,
      pick<T>,
      pick_pixels<T>,
      spin_fma<T>,
      spin_read<T>,
      exp_all<T>,
#define X(name) activate<plain::name, T>,
      {DELTAWARD_ELEMENTWISE_ACTIVATIONS(X) softmax<T>},
#undef X
#define X(name) gate<plain::name, T>,
      {DELTAWARD_ELEMENTWISE_ACTIVATIONS(X) softmax_gate<T>},
#undef X
  };
}

}  // namespace

constinit const Kernels<float> reference_float = make_table<float>();
constinit const Kernels<double> reference_double = make_table<double>();

}  // namespace deltaward
