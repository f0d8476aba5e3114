// SPDX-License-Identifier: MIT
// Matrices and NumPy arrays, one dtype: for functions that take and give plain arrays.
#pragma once

#include <pybind11/numpy.h>

#include <utility>

#include "bindings/array_view.hpp"
#include "kernels/matrix.hpp"

namespace deltaward {

template <class T>
using Array = py::array_t<T, py::array::c_style>;

template <class T>
Array<T> new_array(std::size_t rows, std::size_t cols) {
  return Array<T>({static_cast<py::ssize_t>(rows), static_cast<py::ssize_t>(cols)});
}

template <class T>
Array<T> new_array(std::size_t n) {
  return Array<T>(static_cast<py::ssize_t>(n));
}

// The whole array as a matrix; one dimension is one row.
template <class T>
ConstMatrix<T> as_matrix(const Array<T>& array) {
  const auto last = array.ndim() - 1;
  const auto cols = static_cast<std::size_t>(array.shape(last));
  return {array.data(), last ? static_cast<std::size_t>(array.shape(0)) : 1, cols, cols};
}
template <class T>
Matrix<T> as_matrix(Array<T>& array) {
  const ConstMatrix<T> m = as_matrix(std::as_const(array));
  return {array.mutable_data(), m.rows, m.cols, m.stride};
}

}  // namespace deltaward
