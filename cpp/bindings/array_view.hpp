// SPDX-License-Identifier: MIT
// Arrays on their way into the core: the one place where dtype, shape and layout are checked and
// where their messages are written. What is no NumPy array goes through deltaward/arrays.py first.
#pragma once

#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>

#include <string>
#include <vector>

#include "network/architecture.hpp"
#include "network/samples.hpp"

namespace deltaward {

namespace py = pybind11;

// A copy only where the given array is not of this dtype, contiguous and aligned already.
inline constexpr int contiguous =
    int{py::array::c_style} | int{py::detail::npy_api::NPY_ARRAY_ALIGNED_};
template <class T>
using Contiguous = py::array_t<T, contiguous | py::array::forcecast>;

// Any array as NumPy's, without a copy where that can be. `name` is what errors call it.
py::array as_array(const py::object& object, const std::string& name);

// x as (m, n_in): float32, float64 or uint8, any strides and alignment, native byte order, finite
// and within ±largest. One sample (n_in,) comes back as one row.
struct InputArray {
  InputArray(const py::object& x, const std::string& name, std::size_t n_in, double largest);

  py::array array;  // keeps the memory alive
  Samples samples;
  bool single;
};

// y as class indices (m,) or values (m, n_out), within what the cost allows.
struct TargetArray {
  TargetArray(const py::object& y, const std::string& name, std::size_t rows, bool single,
              const Architecture& architecture, double largest);

  py::array array;
  std::vector<std::int32_t> classes;
  Targets targets{};
  std::size_t outputs;

 private:
  void read_classes(const std::string& name);
};

// Weights of samples: (m,), finite, not negative, not all zero.
std::vector<double> sample_weights(const py::object& weights, const std::string& name,
                                   std::size_t rows);

// A checked data set; Network.dataset makes it, training and evaluation read it.
struct DatasetArrays {
  InputArray x;
  TargetArray y;
  std::vector<double> weights;  // of the samples, or empty

  Dataset view() const {
    return {x.samples, y.targets, weights.empty() ? nullptr : weights.data()};
  }
};

}  // namespace deltaward
