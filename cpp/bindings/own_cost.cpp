// SPDX-License-Identifier: MIT
#include "bindings/own_cost.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "bindings/gil.hpp"
#include "bindings/locked_network.hpp"
#include "bindings/matrix_array.hpp"
#include "kernels/denormals.hpp"

namespace deltaward {
namespace {

template <class T>
Array<T> copy_of(ConstMatrix<T> m) {
  Array<T> out = new_array<T>(m.rows, m.cols);
  const Matrix<T> to = as_matrix(out);
  for (std::size_t i = 0; i < m.rows; ++i) std::copy_n(m.row(i), m.cols, to.row(i));
  return out;
}

// What a function returned as numbers of T; an error says which function it was.
template <class T>
Contiguous<T> numbers(const py::object& result, const std::string& function) {
  const py::array array(result);
  const char kind = array.dtype().kind();
  if (kind != 'f' && kind != 'i' && kind != 'u' && kind != 'b')
    throw py::type_error(function + ": returned " +
                         std::string(py::str(py::type::of(result).attr("__name__"))) +
                         " of dtype " + std::string(py::str(array.dtype())) + "; expected numbers");
  return Contiguous<T>(array);
}

std::string shape_of(const py::array& array) { return py::str(py::tuple(array.attr("shape"))); }

}  // namespace

template <class T>
OwnCost<T> make_own_cost(py::object fn, py::object delta, bool& running) {
  OwnCost<T> own;
  own.sum = [fn = std::move(fn), &running](ConstMatrix<T> a, ConstMatrix<T> y) {
    const Raised raised(running);
    const AllowDenormals allow;
    park_if_finalizing();
    const py::gil_scoped_acquire acquire;
    const auto costs = numbers<double>(fn(copy_of(a), copy_of(y)), "cost.fn");
    double sum = 0;
    for (py::ssize_t i = 0; i < costs.size(); ++i) sum += costs.data()[i];
    return sum;
  };
  own.error = [delta = std::move(delta), &running](ConstMatrix<T> z, ConstMatrix<T> a,
                                                   ConstMatrix<T> y, Matrix<T> error) {
    const Raised raised(running);
    const AllowDenormals allow;
    park_if_finalizing();
    const py::gil_scoped_acquire acquire;
    const auto result = numbers<T>(delta(copy_of(z), copy_of(a), copy_of(y)), "cost.delta");
    if (result.ndim() != 2 || static_cast<std::size_t>(result.shape(0)) != error.rows ||
        static_cast<std::size_t>(result.shape(1)) != error.cols)
      throw std::invalid_argument("cost.delta: returned shape " + shape_of(result) +
                                  "; expected (" + std::to_string(error.rows) + ", " +
                                  std::to_string(error.cols) + "), like z");
    for (std::size_t i = 0; i < error.rows; ++i)
      std::copy_n(result.data() + i * error.cols, error.cols, error.row(i));
  };
  return own;
}

template OwnCost<float> make_own_cost(py::object, py::object, bool&);
template OwnCost<double> make_own_cost(py::object, py::object, bool&);

}  // namespace deltaward
