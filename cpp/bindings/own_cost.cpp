// SPDX-License-Identifier: MIT
#include "bindings/own_cost.hpp"

#include <algorithm>
#include <numeric>
#include <string>

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

// Whether fn returned a cost, or costs, for each of the rows of a. A vector as long as a is high
// and wide could also be what each output costs over all rows: it does not tell.
template <class T>
bool has_rows(const py::array& costs, ConstMatrix<T> a) {
  if (costs.ndim() == 0 || static_cast<std::size_t>(costs.shape(0)) != a.rows) return a.rows == 1;
  return costs.ndim() > 1 || a.rows != a.cols || a.rows == 1;
}

std::string shape_of(const py::array& array) { return py::str(py::tuple(array.attr("shape"))); }

}  // namespace

template <class T>
OwnCost<T> make_own_cost(py::handle fn, py::handle delta, bool& running) {
  OwnCost<T> own;
  own.sum = [fn, &running](ConstMatrix<T> a, ConstMatrix<T> y, const double* weights) {
    const Raised raised(running);
    const AllowDenormals allow;
    const AcquireGil acquire;
    const auto costs_of = [&](std::size_t from, std::size_t to) {
      return numbers<double>(
          call_python(fn, copy_of<T>(a.slice(from, to)), copy_of<T>(y.slice(from, to))), "cost.fn");
    };
    const auto total = [](const double* first, auto n) {
      return std::accumulate(first, first + n, 0.0);
    };
    const auto costs = costs_of(0, a.rows);
    if (!weights) return total(costs.data(), costs.size());
    const bool tells_rows = has_rows(costs, a);
    const std::size_t each = static_cast<std::size_t>(costs.size()) / a.rows;
    double sum = 0;
    for (std::size_t i = 0; i < a.rows; ++i) {
      if (!(weights[i] > 0)) continue;
      if (tells_rows) {
        sum += weights[i] * total(costs.data() + i * each, each);
      } else {
        const auto alone = costs_of(i, i + 1);
        sum += weights[i] * total(alone.data(), alone.size());
      }
    }
    return sum;
  };
  own.error = [delta, &running](ConstMatrix<T> z, ConstMatrix<T> a, ConstMatrix<T> y,
                                Matrix<T> error) {
    const Raised raised(running);
    const AllowDenormals allow;
    const AcquireGil acquire;
    const auto result =
        numbers<T>(call_python(delta, copy_of(z), copy_of(a), copy_of(y)), "cost.delta");
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

template OwnCost<float> make_own_cost(py::handle, py::handle, bool&);
template OwnCost<double> make_own_cost(py::handle, py::handle, bool&);

}  // namespace deltaward
