// SPDX-License-Identifier: MIT
#include "bindings/array_view.hpp"

#include <cmath>
#include <limits>
#include <stdexcept>

namespace deltaward {
namespace {

std::string shape_text(const py::array& array) { return py::str(py::tuple(array.attr("shape"))); }

[[noreturn]] void wrong_shape(const std::string& name, const py::array& array,
                              const std::string& expected) {
  throw std::invalid_argument(name + ": shape " + shape_text(array) + "; expected " + expected);
}

[[noreturn]] void wrong_dtype(const std::string& name, const py::array& array,
                              const std::string& expected) {
  throw py::type_error(name + ": dtype " + std::string(py::str(array.dtype())) + "; expected " +
                       expected);
}

// '<f4' on a little-endian machine reads as '='; anything else would need swapping.
void check_byte_order(const std::string& name, const py::array& array) {
  if (!array.dtype().attr("isnative").cast<bool>())
    wrong_dtype(name, array,
                "the machine's byte order; convert with " + name + ".astype(" + name +
                    ".dtype.newbyteorder('='))");
}

// A (rows, cols) view of an array of one or two dimensions; one dimension is one row.
Samples two_dimensional(const py::array& array, Element element) {
  const bool flat = array.ndim() == 1;
  const py::ssize_t last = array.ndim() - 1;
  return {static_cast<const std::byte*>(array.data()),
          element,
          flat ? 1 : static_cast<std::size_t>(array.shape(0)),
          static_cast<std::size_t>(array.shape(last)),
          flat ? 0 : array.strides(0),
          array.strides(last)};
}

void check_within(const std::string& name, const Samples& samples, double low, double high) {
  const Offender bad = find_outside(samples, low, high);
  if (!bad.found) return;
  std::string expected = "finite values";
  if (std::isfinite(bad.value) && std::isfinite(high))
    expected = "values from 0 to 1";
  else if (std::isfinite(bad.value))
    expected = "values of at least 0";
  throw std::invalid_argument(name + ": " + std::string(py::str(py::float_(bad.value))) +
                              " in row " + std::to_string(bad.row) + ", column " +
                              std::to_string(bad.col) + "; expected " + expected);
}

std::string expected_width(std::size_t n) {
  const std::string width = std::to_string(n);
  return "(" + width + ",) or (m, " + width + ")";
}

}  // namespace

InputArray::InputArray(const py::object& x, const std::string& name, std::size_t n_in) : array(x) {
  if (array.ndim() > 2)
    wrong_shape(name, array,
                expected_width(n_in) + " for the input layer of " + std::to_string(n_in) +
                    " neurons; flatten with " + name + ".reshape(len(" + name + "), -1)");
  if (array.ndim() < 1 || static_cast<std::size_t>(array.shape(array.ndim() - 1)) != n_in)
    wrong_shape(
        name, array,
        expected_width(n_in) + " for the input layer of " + std::to_string(n_in) + " neurons");
  check_byte_order(name, array);
  const char kind = array.dtype().kind();
  const auto bytes = array.itemsize();
  Element element;
  if (kind == 'u' && bytes == 1)
    element = Element::uint8;
  else if (kind == 'f' && bytes == 4)
    element = Element::float32;
  else if (kind == 'f' && bytes == 8)
    element = Element::float64;
  else
    wrong_dtype(name, array, "float32, float64 or uint8 (pixels, scaled by 1/255)");
  single = array.ndim() == 1;
  samples = two_dimensional(array, element);
  if (samples.rows == 0) wrong_shape(name, array, "at least one sample");
  if (samples.rows > std::numeric_limits<std::uint32_t>::max())
    wrong_shape(name, array, "at most 4294967295 samples");
  constexpr double infinity = std::numeric_limits<double>::infinity();
  py::gil_scoped_release release;
  const Offender bad = find_outside(samples, -infinity, infinity);
  py::gil_scoped_acquire acquire;
  if (bad.found) check_within(name, samples, -infinity, infinity);
}

TargetArray::TargetArray(const py::object& y, const std::string& name, std::size_t rows,
                         bool single, const Architecture& architecture)
    : array(y) {
  const std::size_t n_out = architecture.outputs();
  const std::string m = std::to_string(rows), n = std::to_string(n_out);
  const std::string expected = single
                                   ? "a class index or (" + n + ",) values"
                                   : "(" + m + ",) class indices or (" + m + ", " + n + ") values";
  check_byte_order(name, array);
  const char kind = array.dtype().kind();
  if (kind != 'f' && kind != 'i' && kind != 'u' && kind != 'b')
    wrong_dtype(name, array, "integer class indices, float32 or float64 values");

  // One sample may come without its dimension; one output takes (m,) as its values.
  if (single) array = array.reshape({py::ssize_t{1}, static_cast<py::ssize_t>(array.size())});
  if (single && array.size() == 1 && n_out > 1) array = array.reshape({py::ssize_t{1}});
  if (!single && array.ndim() == 1 && n_out == 1)
    array = array.reshape({static_cast<py::ssize_t>(array.size()), py::ssize_t{1}});

  if (array.ndim() < 1 || array.ndim() > 2 || static_cast<std::size_t>(array.shape(0)) != rows)
    wrong_shape(name, array, expected);
  if (array.ndim() == 1) {
    if (kind != 'i' && kind != 'u') wrong_dtype(name, array, "integers, for " + expected);
    const auto labels = Contiguous<std::int64_t>(array);
    const auto label = labels.unchecked<1>();
    classes.reserve(rows);
    for (std::size_t i = 0; i < rows; ++i) {
      const std::int64_t c = label(static_cast<py::ssize_t>(i));
      if (c < 0 || static_cast<std::size_t>(c) >= n_out)
        throw std::invalid_argument(name + ": class " + std::to_string(c) + " in row " +
                                    std::to_string(i) + "; expected 0 to " +
                                    std::to_string(n_out - 1) + " for the output layer of " + n +
                                    " neurons");
      classes.push_back(static_cast<std::int32_t>(c));
    }
    targets.classes = classes.data();
    return;
  }
  if (static_cast<std::size_t>(array.shape(1)) != n_out) wrong_shape(name, array, expected);
  if (kind != 'f') array = Contiguous<double>(array);  // exact up to 2⁵³
  if (array.itemsize() != 4 && array.itemsize() != 8)
    wrong_dtype(name, array, "float32 or float64 values");
  targets.values =
      two_dimensional(array, array.itemsize() == 4 ? Element::float32 : Element::float64);
  const TargetRange range = target_range(architecture.cost);
  check_within(name, targets.values, range.low, range.high);
}

std::vector<double> sample_weights(const py::object& weights, const std::string& name,
                                   std::size_t rows) {
  const py::array given(weights);
  if (given.ndim() != 1 || static_cast<std::size_t>(given.shape(0)) != rows)
    wrong_shape(name, given, "(" + std::to_string(rows) + ",), one weight a sample");
  const char kind = given.dtype().kind();
  if (kind != 'f' && kind != 'i' && kind != 'u') wrong_dtype(name, given, "numbers");
  const auto values = Contiguous<double>(given);
  const auto value = values.unchecked<1>();
  std::vector<double> out;
  double total = 0;
  for (std::size_t i = 0; i < rows; ++i) {
    const double w = value(static_cast<py::ssize_t>(i));
    if (!std::isfinite(w) || w < 0)
      throw std::invalid_argument(name + ": " + std::string(py::str(py::float_(w))) + " in row " +
                                  std::to_string(i) + "; expected finite values of at least 0");
    total += w;
    out.push_back(w);
  }
  if (!(total > 0)) throw std::invalid_argument(name + ": all zero; expected a positive sum");
  return out;
}

}  // namespace deltaward
