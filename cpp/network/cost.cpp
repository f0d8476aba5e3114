// SPDX-License-Identifier: MIT
#include "network/cost.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "network/activation.hpp"
#include "network/names.hpp"

namespace deltaward {
namespace {

constexpr std::string_view names[] = {"quadratic", "cross_entropy", "absolute", "huber",
                                      "log_cosh",  "poisson",       "custom"};
constexpr std::span<const std::string_view> built_in(names, std::size(names) - 1);

// value: C of one output; slope: ∂C/∂a.
struct Quadratic {
  static auto value(auto a, auto y) { return (a - y) * (a - y) / 2; }
  static auto slope(auto a, auto y) { return a - y; }
};
struct Absolute {
  static auto value(auto a, auto y) { return std::abs(a - y); }
  static auto slope(auto a, auto y) { return decltype(a)((a > y) - (a < y)); }
};
struct Huber {
  static auto value(auto a, auto y) {
    const auto d = std::abs(a - y);
    return d <= 1 ? d * d / 2 : d - decltype(a)(0.5);
  }
  static auto slope(auto a, auto y) { return std::clamp<decltype(a)>(a - y, -1, 1); }
};
struct LogCosh {
  static auto value(auto a, auto y) {
    const auto d = std::abs(a - y);
    return d + std::log1p(std::exp(-2 * d)) - decltype(a)(0.69314718055994530942);
  }
  static auto slope(auto a, auto y) { return std::tanh(a - y); }
};
// a is kept from 0, where an output that underflows would make infinities.
struct Poisson {
  template <class T>
  static T kept(T a) {
    return std::max(a, std::numeric_limits<T>::min());
  }
  static auto value(auto a, auto y) { return a - y * std::log(kept(a)); }
  // At most the largest number, for infinity times a σ′ of 0 would be NaN.
  static auto slope(auto a, auto y) {
    return 1 - std::min(y / kept(a), std::numeric_limits<decltype(a)>::max());
  }
};

template <class F, class T>
double sum_of(std::size_t n, const T* a, const T* y) {
  double sum = 0;
  for (std::size_t j = 0; j < n; ++j) sum += static_cast<double>(F::value(a[j], y[j]));
  return sum;
}

template <class F, class T>
void slopes(ConstMatrix<T> a, ConstMatrix<T> y, Matrix<T> gradient) {
  for (std::size_t i = 0; i < a.rows; ++i)
    for (std::size_t j = 0; j < a.cols; ++j)
      gradient.row(i)[j] = F::slope(a.row(i)[j], y.row(i)[j]);
}

// −y ln σ(z) − (1 − y) ln(1 − σ(z)), with the larger of the two logarithms taken out so that
// nothing cancels where σ(z) is close to y.
template <class T>
double binary_cross_entropy(std::size_t n, const T* z, const T* y) {
  double sum = 0;
  for (std::size_t j = 0; j < n; ++j)
    sum += static_cast<double>((z[j] > 0 ? (1 - y[j]) * z[j] : -y[j] * z[j]) +
                               std::log1p(std::exp(-std::abs(z[j]))));
  return sum;
}

// ln Σ exp(z) − Σ y z, which is −Σ y ln a for targets that sum to one, and the function whose
// gradient a − y is for all. With the largest z taken out of both sums,
// ln(1 + Σ' exp(z − top)) − Σ y (z − top) + top (1 − Σ y), and Σ' exp(z − top) = Σ' a / a_top.
template <class T>
double categorical_cross_entropy(std::size_t n, const T* z, const T* a, const T* y) {
  const auto top = static_cast<std::size_t>(std::max_element(z, z + n) - z);
  T others = 0, chosen = 0, unassigned = 1;
  for (std::size_t j = 0; j < n; ++j) {
    if (j != top) others += a[j];
    chosen += y[j] * (z[j] - z[top]);
    unassigned -= y[j];
  }
  return static_cast<double>(std::log1p(others / a[top]) - chosen + z[top] * unassigned);
}

}  // namespace

std::span<const std::string_view> cost_names() { return built_in; }

std::string_view name_of(Cost cost) { return names[static_cast<std::size_t>(cost)]; }

Cost parse_cost(std::string_view name, const std::string& argument) {
  return static_cast<Cost>(parse_name(name, built_in, argument));
}

void check_cost_fits(Cost cost, Activation output) {
  const char* expected = nullptr;
  const bool probability = output == Activation::sigmoid || output == Activation::softmax;
  if (cost == Cost::cross_entropy && !probability) expected = "sigmoid or softmax";
  if (cost == Cost::poisson && !probability && output != Activation::softplus)
    expected = "positive (softplus, sigmoid or softmax)";
  if (expected)
    throw std::invalid_argument("cost: " + std::string(name_of(cost)) + " needs " + expected +
                                " outputs, got output activation '" + std::string(name_of(output)) +
                                "'");
}

TargetRange target_range(Cost cost) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  if (cost == Cost::cross_entropy) return {0, 1};
  if (cost == Cost::poisson) return {0, infinity};
  return {-infinity, infinity};
}

template <class T>
void costs_of(Cost cost, Activation output, ConstMatrix<T> z, ConstMatrix<T> a, ConstMatrix<T> y,
              double* costs) {
  const auto each = [&](auto of_row) {
    for (std::size_t i = 0; i < a.rows; ++i)
      costs[i] = of_row(a.cols, z.row(i), a.row(i), y.row(i));
  };
  const auto by = [&](auto f) {
    each([](std::size_t n, auto, auto u, auto v) { return sum_of<decltype(f), T>(n, u, v); });
  };
  switch (cost) {
    case Cost::quadratic: return by(Quadratic{});
    case Cost::absolute: return by(Absolute{});
    case Cost::huber: return by(Huber{});
    case Cost::log_cosh: return by(LogCosh{});
    case Cost::poisson: return by(Poisson{});
    case Cost::cross_entropy:
    case Cost::custom: break;
  }
  if (output == Activation::softmax)
    each([](auto n, auto u, auto v, auto t) { return categorical_cross_entropy<T>(n, u, v, t); });
  else
    each([](auto n, auto u, auto, auto t) { return binary_cross_entropy<T>(n, u, t); });
}

template <class T>
bool cost_gradient(Cost cost, ConstMatrix<T> a, ConstMatrix<T> y, Matrix<T> gradient) {
  switch (cost) {
    case Cost::quadratic: slopes<Quadratic>(a, y, gradient); break;
    case Cost::absolute: slopes<Absolute>(a, y, gradient); break;
    case Cost::huber: slopes<Huber>(a, y, gradient); break;
    case Cost::log_cosh: slopes<LogCosh>(a, y, gradient); break;
    case Cost::poisson: slopes<Poisson>(a, y, gradient); break;
    case Cost::cross_entropy:
      // σ′ in ∇ₐC's denominator and in the gate cancel: the book's reason for this cost.
      slopes<Quadratic>(a, y, gradient);
      return true;
    case Cost::custom: break;
  }
  return false;
}

#define INSTANTIATE(T)                                                                     \
  template void costs_of(Cost, Activation, ConstMatrix<T>, ConstMatrix<T>, ConstMatrix<T>, \
                         double*);                                                         \
  template bool cost_gradient(Cost, ConstMatrix<T>, ConstMatrix<T>, Matrix<T>);
INSTANTIATE(float)
INSTANTIATE(double)
#undef INSTANTIATE

}  // namespace deltaward
