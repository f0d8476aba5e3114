// SPDX-License-Identifier: MIT
// The forward step and BP1 to BP4 on plain arrays: the functions of network/backprop.hpp, as they
// are in training.
#include <limits>

#include "bindings/bind.hpp"
#include "bindings/matrix_array.hpp"
#include "network/activation.hpp"
#include "network/backprop.hpp"

namespace deltaward {
namespace {

// An argument of the equations: (n,) or (m, n) of one dtype, copied to rows where it is not so yet.
template <class T>
struct Argument {
  Argument(const py::object& object, const char* name) : name_(name) {
    const py::array given = as_array(object, name);
    if (!given.dtype().equal(py::dtype::of<T>())) wrong_dtype(given);
    if (given.ndim() != 1 && given.ndim() != 2)
      throw std::invalid_argument(std::string(name) + ": " + std::to_string(given.ndim()) +
                                  " dimensions; expected (n,) or (m, n)");
    if (given.size() == 0) throw std::invalid_argument(std::string(name) + ": empty");
    array_ = Contiguous<T>(given);
    const auto cols = static_cast<std::size_t>(array_.shape(array_.ndim() - 1));
    matrix = {array_.data(), static_cast<std::size_t>(array_.size()) / cols, cols, cols};
  }

  void expect(std::size_t rows, std::size_t cols) const {
    if (matrix.rows == rows && matrix.cols == cols) return;
    throw std::invalid_argument(
        std::string(name_) + ": shape " + std::string(py::str(py::tuple(array_.attr("shape")))) +
        "; expected (" + std::to_string(rows) + ", " + std::to_string(cols) + ")");
  }

  void expect_vector(std::size_t size) const {
    if (array_.ndim() == 1 && matrix.cols == size) return;
    throw std::invalid_argument(std::string(name_) + ": shape " +
                                std::string(py::str(py::tuple(array_.attr("shape")))) +
                                "; expected (" + std::to_string(size) + ",)");
  }

  bool single() const { return array_.ndim() == 1; }

  // An array shaped as this one but for its last dimension.
  Array<T> like(std::size_t cols) const {
    return array_.ndim() == 1 ? new_array<T>(cols) : new_array<T>(matrix.rows, cols);
  }

  ConstMatrix<T> matrix;

 private:
  [[noreturn]] void wrong_dtype(const py::array& given) const {
    std::string expected = "float32 or float64";
    if (given.dtype().equal(py::dtype::of<float>())) expected = "float64, as the first array";
    if (given.dtype().equal(py::dtype::of<double>()))
      expected =
          "float32, as the first array (a network has float64 if it is made with "
          "dtype=\"float64\")";
    throw py::type_error(std::string(name_) + ": dtype " + std::string(py::str(given.dtype())) +
                         "; expected " + expected);
  }

  const char* name_;
  Contiguous<T> array_;
};

// A layer as the network keeps it, from W (n_out, n_in) and b.
template <class T>
class LayerCopy {
 public:
  explicit LayerCopy(ConstMatrix<T> w) : parameters_({w.cols, w.rows}) {
    for (std::size_t k = 0; k < w.rows; ++k)
      for (std::size_t j = 0; j < w.cols; ++j) layer().weights.row(j)[k] = w.row(k)[j];
  }
  const Layer<T>& layer() const { return parameters_.layers()[0]; }

 private:
  Parameters<T> parameters_;
};

template <class T>
std::pair<py::array, py::array> feedforward_of(const py::object& w, const py::object& b,
                                               const py::object& a_prev,
                                               const std::string& activation) {
  const Argument<T> mw(w, "w"), mb(b, "b"), ma(a_prev, "a_prev");
  mb.expect_vector(mw.matrix.rows);
  ma.expect(ma.matrix.rows, mw.matrix.cols);
  const Activation sigma = parse_activation(activation, "activation");
  const LayerCopy<T> copy(mw.matrix);
  std::copy_n(mb.matrix.data, mb.matrix.cols, copy.layer().biases);
  Array<T> z = ma.like(mw.matrix.rows), a = ma.like(mw.matrix.rows);
  feedforward<T>(copy.layer(), sigma, ma.matrix, as_matrix(z), as_matrix(a));
  return {z, a};
}

template <class T>
py::array output_error_of(const py::object& z, const py::object& a, const py::object& y,
                          const std::string& activation, const std::string& cost) {
  const Argument<T> mz(z, "z"), ma(a, "a");
  ma.expect(mz.matrix.rows, mz.matrix.cols);
  const std::size_t n = mz.matrix.cols;
  const Architecture head{
      {n, n}, {parse_activation(activation, "activation")}, parse_cost(cost, "cost")};
  check_cost_fits(head.cost, head.output());
  const TargetArray targets(y, "y", mz.matrix.rows, mz.single(), head,
                            std::numeric_limits<T>::max());
  Buffer<T> values(checked_product(mz.matrix.rows, n));
  const Matrix<T> my{values.data(), mz.matrix.rows, n, n};
  gather(targets.targets, {nullptr, 0}, my);
  Array<T> delta = mz.like(n);
  output_error<T>(head.cost, head.output(), mz.matrix, ma.matrix, my, as_matrix(delta));
  return delta;
}

template <class T>
py::array propagate_delta_of(const py::object& w_next, const py::object& delta_next,
                             const py::object& z, const std::string& activation) {
  const Argument<T> mw(w_next, "w_next"), md(delta_next, "delta_next"), mz(z, "z");
  md.expect(md.matrix.rows, mw.matrix.rows);
  mz.expect(md.matrix.rows, mw.matrix.cols);
  const Activation sigma = parse_activation(activation, "activation");
  const LayerCopy<T> copy(mw.matrix);
  Array<T> a = mz.like(mw.matrix.cols), delta = mz.like(mw.matrix.cols);
  kernels<T>().activate[static_cast<std::size_t>(sigma)](mz.matrix, as_matrix(a));
  const Buffer<T> scratch(propagate_delta_scratch<T>(copy.layer(), md.matrix.rows));
  propagate_delta<T>(copy.layer(), md.matrix, sigma, mz.matrix, as_matrix(a), as_matrix(delta),
                     scratch.data());
  return delta;
}

template <class T>
py::array bias_gradient_of(const py::object& delta) {
  const Argument<T> md(delta, "delta");
  Array<T> nabla_b = new_array<T>(md.matrix.cols);
  bias_gradient<T>(T(1), md.matrix, nabla_b.mutable_data());
  return nabla_b;
}

template <class T>
py::array weight_gradient_of(const py::object& delta, const py::object& a_prev) {
  const Argument<T> md(delta, "delta"), ma(a_prev, "a_prev");
  ma.expect(md.matrix.rows, ma.matrix.cols);
  const Parameters<T> nabla({ma.matrix.cols, md.matrix.cols});
  const Matrix<T>& w = nabla.layers()[0].weights;
  weight_gradient<T>(T(1), md.matrix, ma.matrix, w);
  Array<T> out = new_array<T>(w.cols, w.rows);
  const Matrix<T> rows = as_matrix(out);
  for (std::size_t k = 0; k < w.cols; ++k)
    for (std::size_t j = 0; j < w.rows; ++j) rows.row(k)[j] = w.row(j)[k];
  return out;
}

// Calls f with a value of the first array's dtype; the other arrays must have the same.
template <class F>
auto by_dtype(const py::object& first, const char* name, F f) {
  return as_array(first, name).dtype().equal(py::dtype::of<float>()) ? f(float{}) : f(double{});
}

}  // namespace

void bind_equations(py::module_& m) {
  using Object = const py::object&;
  using Name = const std::string&;
  m.def(
      "feedforward",
      [](Object w, Object b, Object a_prev, Name activation) {
        return by_dtype(
            w, "w", [&](auto t) { return feedforward_of<decltype(t)>(w, b, a_prev, activation); });
      },
      py::arg("w"), py::arg("b"), py::arg("a_prev"), py::arg("activation"), "(z, a) of one layer.");
  m.def(
      "output_error",
      [](Object z, Object a, Object y, Name activation, Name cost) {
        return by_dtype(z, "z", [&](auto t) {
          return output_error_of<decltype(t)>(z, a, y, activation, cost);
        });
      },
      py::arg("z"), py::arg("a"), py::arg("y"), py::arg("activation"), py::arg("cost"), "BP1");
  m.def(
      "propagate_delta",
      [](Object w_next, Object delta_next, Object z, Name activation) {
        return by_dtype(w_next, "w_next", [&](auto t) {
          return propagate_delta_of<decltype(t)>(w_next, delta_next, z, activation);
        });
      },
      py::arg("w_next"), py::arg("delta_next"), py::arg("z"), py::arg("activation"), "BP2");
  m.def(
      "bias_gradient",
      [](Object delta) {
        return by_dtype(delta, "delta",
                        [&](auto t) { return bias_gradient_of<decltype(t)>(delta); });
      },
      py::arg("delta"), "BP3");
  m.def(
      "weight_gradient",
      [](Object delta, Object a_prev) {
        return by_dtype(delta, "delta",
                        [&](auto t) { return weight_gradient_of<decltype(t)>(delta, a_prev); });
      },
      py::arg("delta"), py::arg("a_prev"), "BP4");
}

}  // namespace deltaward
