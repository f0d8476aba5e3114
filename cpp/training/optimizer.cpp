// SPDX-License-Identifier: MIT
#include "training/optimizer.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string_view>

#include "network/names.hpp"

namespace deltaward {
namespace {

constexpr std::string_view names[] = {
#define X(name) #name,
    DELTAWARD_RULES(X)
#undef X
};

std::size_t slots_of(Rule rule) {
  switch (rule) {
    case Rule::sgd: return 0;
    case Rule::adam:
    case Rule::rprop: return 2;
    case Rule::momentum:
    case Rule::nesterov:
    case Rule::rmsprop:
    case Rule::adagrad:
    case Rule::lion: break;
  }
  return 1;
}

}  // namespace

Rule parse_rule(const std::string& name) {
  return static_cast<Rule>(parse_name(name, names, "optimizer"));
}

template <class T>
Optimizer<T>::Optimizer(Rule r, const OptimizerSettings& s, const std::vector<std::size_t>& sizes)
    : rule(r), settings(s) {
  for (std::size_t i = 0; i < slots_of(rule); ++i) slots.emplace_back(sizes);
  if (rule == Rule::rprop)
    std::fill_n(slots[1].data(), slots[1].size(), static_cast<T>(settings.initial_step));
}

template <class T>
StepFactors<T> Optimizer<T>::factors(double rate) const {
  const OptimizerSettings& s = settings;
  const auto t = static_cast<double>(steps + 1);
  const bool adam = rule == Rule::adam;
  const double first_correction = adam ? 1 - std::pow(s.first, t) : 1;
  const double second_correction = adam ? 1 - std::pow(s.second, t) : 1;
  StepFactors<T> f{};
  f.scale = 1;
  f.limit = std::numeric_limits<T>::infinity();
  f.keep = static_cast<T>(1 - rate * s.weight_decay);
  f.rate = static_cast<T>(rate / first_correction);
  f.first = static_cast<T>(s.first);
  f.second = static_cast<T>(s.second);
  f.first_rest = static_cast<T>(1 - s.first);
  f.second_rest = static_cast<T>(1 - s.second);
  f.root = static_cast<T>(1 / std::sqrt(second_correction));
  f.epsilon = static_cast<T>(s.epsilon);
  f.lowest = static_cast<T>(s.smallest_step);
  f.highest = static_cast<T>(s.largest_step);
  f.divides = s.divides;
  return f;
}

template struct Optimizer<float>;
template struct Optimizer<double>;

}  // namespace deltaward
