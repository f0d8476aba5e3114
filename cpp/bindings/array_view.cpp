// SPDX-License-Identifier: MIT
#include "bindings/array_view.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "bindings/gil.hpp"

namespace deltaward {
namespace {

py::object arrays_module(const char* function) {
  PyObject* arrays = or_park([] { return PyImport_ImportModule("deltaward.arrays"); });
  if (!arrays) throw py::error_already_set();
  return py::reinterpret_steal<py::module_>(arrays).attr(function);
}

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
  const py::dtype dtype = array.dtype();
  const char order = dtype.byteorder();
  if (order == '=' || order == '|') return;
  if (!dtype.attr("isnative").cast<bool>())
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

// A number as Python prints it.
std::string number(double value) { return py::str(py::float_(value)); }

void check_within(const std::string& name, const py::object& given, const Samples& samples,
                  double low, double high) {
  Offender bad;
  if (samples.rows * samples.cols <= 10000) {  // sooner done than the GIL is given away
    bad = find_outside(samples, low, high);
  } else {
    const ReleaseGil release;
    bad = find_outside(samples, low, high);
  }
  if (!bad.found) return;
  std::string expected = "finite values";
  if (std::isfinite(bad.value)) expected = "values from " + number(low) + " to " + number(high);
  throw std::invalid_argument(name + ": " + number(bad.value) + " in row " +
                              std::to_string(bad.row) + ", column " + std::to_string(bad.col) +
                              std::string(py::str(arrays_module("column")(given, bad.col))) +
                              "; expected " + expected);
}

std::string expected_width(std::size_t n) {
  const std::string width = std::to_string(n);
  return "(" + width + ",) or (m, " + width + ")";
}

}  // namespace

py::array as_array(const py::object& object, const std::string& name) {
  // Most are plain arrays, and the way through Python takes as long as a small prediction.
  if (Py_TYPE(object.ptr()) == py::detail::npy_api::get().PyArray_Type_)
    return py::reinterpret_borrow<py::array>(object);
  return call_python(arrays_module("as_array"), object, name).cast<py::array>();
}

InputArray::InputArray(const py::object& x, const std::string& name, std::size_t n_in,
                       double largest)
    : array(as_array(x, name)) {
  if (array.ndim() == 0)
    throw py::type_error(name + ": " + std::string(py::str(py::type::of(x).attr("__name__"))) +
                         "; expected an array of " + expected_width(n_in));
  if (array.ndim() > 2)
    wrong_shape(name, array,
                expected_width(n_in) + " for the input layer of " + std::to_string(n_in) +
                    " neurons; flatten with " + name + ".reshape(len(" + name + "), -1)");
  if (static_cast<std::size_t>(array.shape(array.ndim() - 1)) != n_in)
    wrong_shape(name, array,
                expected_width(n_in) + " for the input layer of " + std::to_string(n_in) +
                    " neurons" + std::string(py::str(arrays_module("columns")(x))));
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
    wrong_dtype(name, array,
                "float32, float64 or uint8 (pixels, scaled by 1/255)" +
                    std::string(kind == 'i' || kind == 'u' || kind == 'b'
                                    ? "; numpy.float32(" + name + ") makes floats of it"
                                    : ""));
  single = array.ndim() == 1;
  samples = two_dimensional(array, element);
  if (samples.rows == 0) wrong_shape(name, array, "at least one sample");
  if (samples.rows > std::numeric_limits<std::uint32_t>::max())
    wrong_shape(name, array, "at most 4294967295 samples");
  check_within(name, x, samples, -largest, largest);
}

TargetArray::TargetArray(const py::object& y, const std::string& name, std::size_t rows,
                         bool single, const Architecture& architecture, double largest)
    : array(as_array(y, name)), outputs(architecture.outputs()) {
  const std::string m = std::to_string(rows), n = std::to_string(outputs);
  std::string expected = "(" + m + ",) class indices or (" + m + ", " + n + ") values";
  if (single) expected = "a class index or (" + n + ",) values";
  expected += " for the output layer of " + n + " neurons";
  if (y.is_none()) throw py::type_error(name + ": None; expected " + expected);
  check_byte_order(name, array);
  const char kind = array.dtype().kind();
  if (kind != 'f' && kind != 'i' && kind != 'u' && kind != 'b')
    wrong_dtype(name, array, "integer class indices, float32 or float64 values");

  // One sample comes without its dimension; one output may, and is then (m,) values.
  const auto size = static_cast<std::size_t>(array.size());
  const bool flat = array.ndim() == (single ? 0 : 1) || (single && array.ndim() == 1 && size == 1);
  const bool is_classes = flat && outputs > 1;
  const bool fits = is_classes || flat ? size == rows
                    : single
                        ? array.ndim() == 1 && size == outputs
                        : array.ndim() == 2 && static_cast<std::size_t>(array.shape(0)) == rows &&
                              static_cast<std::size_t>(array.shape(1)) == outputs;
  if (!fits) wrong_shape(name, array, expected);
  if (is_classes) {
    if (kind != 'i' && kind != 'u') wrong_dtype(name, array, "integers, for " + expected);
    read_classes(name);
    return;
  }
  if (kind != 'f') array = Contiguous<double>(array);  // exact up to 2⁵³
  if (array.itemsize() != 4 && array.itemsize() != 8)
    wrong_dtype(name, array, "float32 or float64 values");
  if (array.ndim() != 2)
    array = array.reshape({static_cast<py::ssize_t>(rows), static_cast<py::ssize_t>(outputs)});
  targets.values =
      two_dimensional(array, array.itemsize() == 4 ? Element::float32 : Element::float64);
  const TargetRange range = target_range(architecture.cost);
  check_within(name, y, targets.values, std::max(range.low, -largest),
               std::min(range.high, largest));
}

void TargetArray::read_classes(const std::string& name) {
  const auto labels = Contiguous<std::int64_t>(array);
  const auto rows = static_cast<std::size_t>(labels.size());
  classes.reserve(rows);
  for (std::size_t i = 0; i < rows; ++i) {
    const std::int64_t c = labels.data()[i];
    if (c < 0 || static_cast<std::size_t>(c) >= outputs)
      throw std::invalid_argument(
          name + ": class " + std::string(py::str(array.attr("flat")[py::int_(i)])) + " in row " +
          std::to_string(i) + "; expected 0 to " + std::to_string(outputs - 1) +
          " for the output layer of " + std::to_string(outputs) + " neurons");
    classes.push_back(static_cast<std::int32_t>(c));
  }
  targets.classes = classes.data();
}

std::vector<double> sample_weights(const py::object& weights, const std::string& name,
                                   std::size_t rows) {
  const py::array given = as_array(weights, name);
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
  if (!std::isfinite(total))
    throw std::invalid_argument(name + ": a sum beyond " +
                                number(std::numeric_limits<double>::max()) + "; expected less");
  // Only ratios count, and floats could not hold such weights.
  if (total > 0x1p100 || total < 0x1p-100)
    for (double& w : out) w = std::ldexp(w, -std::ilogb(total));
  return out;
}

}  // namespace deltaward
