// SPDX-License-Identifier: MIT
// Inverted dropout (Srivastava et al., JMLR 15, 2014): an activation is 0 with the rate p of its
// layer, else it counts 1 / (1 − p) times, so that predictions need no change.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "kernels/dispatch.hpp"

namespace deltaward {

// Of one mini-batch.
struct Dropout {
  std::vector<double> rates;  // of what enters each layer, the inputs first
  std::array<std::uint32_t, 2> key;
  std::uint32_t step;

  // Rates come in steps of 2⁻¹⁶.
  std::uint32_t threshold(std::size_t l) const {
    return static_cast<std::uint32_t>(std::lround(rates[l] * 65536));
  }

  // factors (n,) of the elements first, first + 1, ... of a row: 0 or 1 / (1 − p).
  template <class T>
  void draw(std::size_t l, std::size_t row, std::size_t first, std::size_t n, T* factors) const {
    const DropoutRow place{key, static_cast<std::uint32_t>(row), step,
                           static_cast<std::uint32_t>(l), threshold(l)};
    const double scale = 65536.0 / (65536.0 - threshold(l));
    kernels<T>().dropout_factors(place, first, n, static_cast<T>(scale), factors);
  }
};

}  // namespace deltaward
