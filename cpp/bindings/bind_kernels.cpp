// SPDX-License-Identifier: MIT
// The kernels alone, on any instruction set that this CPU has: for tests and benchmarks.
#include <pybind11/stl.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>

#include "bindings/bind.hpp"
#include "bindings/gil.hpp"
#include "bindings/make_class.hpp"
#include "bindings/matrix_array.hpp"
#include "kernels/dispatch.hpp"
#include "network/activation.hpp"
#include "network/buffer.hpp"

namespace deltaward {
namespace {

class KernelSet {
 public:
  explicit KernelSet(const std::string& name) {
    for (const Isa& isa : compiled_isas()) {
      if (name != isa.name) continue;
      const std::string missing = isa.missing();
      if (!missing.empty()) throw std::invalid_argument("isa: this CPU lacks " + missing);
      isa_ = &isa;
      return;
    }
    throw std::invalid_argument("isa: '" + name + "' is not compiled here");
  }

  template <class T>
  const Kernels<T>& table() const {
    if constexpr (sizeof(T) == 4)
      return *isa_->for_float;
    else
      return *isa_->for_double;
  }

 private:
  const Isa* isa_;
};

// Room for so many elements, kept from call to call as training keeps it.
template <class T>
T* scratch(std::size_t n) {
  thread_local Buffer<T> buffer;
  if (buffer.size() < n) buffer = Buffer<T>(n);
  return buffer.data();
}

void check_equal(std::size_t a, std::size_t b, const char* what) {
  if (a != b)
    throw std::invalid_argument(std::string(what) + ": " + std::to_string(a) + " and " +
                                std::to_string(b) + "; expected the same");
}

void check_dimensions(const py::array& array, py::ssize_t ndim, const char* name) {
  if (array.ndim() != ndim)
    throw std::invalid_argument(std::string(name) + ": " + std::to_string(array.ndim()) +
                                " dimensions; expected " + std::to_string(ndim));
}

template <class T>
ConstMatrix<T> matrix(const Array<T>& array, const char* name) {
  check_dimensions(array, 2, name);
  return as_matrix(array);
}

// An array whose rows may lie further apart than they are long, as the engine's own do.
template <class T>
using RowArray = py::array_t<T, 0>;

template <class T>
ConstMatrix<T> rows(const RowArray<T>& array, const char* name) {
  check_dimensions(array, 2, name);
  const auto size = static_cast<py::ssize_t>(sizeof(T));
  const py::ssize_t cols = array.shape(1), step = array.strides(0);
  // A dimension of one element may have any stride.
  const bool adjacent = cols <= 1 || array.strides(1) == size;
  const bool apart = array.shape(0) <= 1 || (step >= cols * size && step % size == 0);
  if (!adjacent || !apart)
    throw std::invalid_argument(std::string(name) + ": strides (" + std::to_string(step) + ", " +
                                std::to_string(array.strides(1)) +
                                ") bytes; expected rows of adjacent elements, one after the other");
  const py::ssize_t stride = array.shape(0) <= 1 ? cols : step / size;
  return {array.data(), static_cast<std::size_t>(array.shape(0)), static_cast<std::size_t>(cols),
          static_cast<std::size_t>(stride)};
}

// The array to write to: the given one, which must not overlap with what is read, or a new one.
template <class T>
RowArray<T> result(const std::optional<RowArray<T>>& out, std::size_t m, std::size_t n) {
  if (!out) return RowArray<T>(new_array<T>(m, n));
  const ConstMatrix<T> given = rows(*out, "out");
  if (given.rows != m || given.cols != n)
    throw std::invalid_argument("out: shape (" + std::to_string(given.rows) + ", " +
                                std::to_string(given.cols) + "); expected (" + std::to_string(m) +
                                ", " + std::to_string(n) + ")");
  return *out;
}

template <class T>
Matrix<T> writable(RowArray<T>& array) {
  const ConstMatrix<T> m = rows(array, "out");
  return {array.mutable_data(), m.rows, m.cols, m.stride};
}

// (m, n) zeros laid out as the engine lays out its own: aligned, padded, large ones on large pages.
RowArray<float> padded_zeros(std::size_t m, std::size_t n) {
  const std::size_t stride = padded<float>(n);
  auto* buffer = new Buffer<float>(checked_product(m, stride));
  const py::capsule owner(buffer, [](void* p) { delete static_cast<Buffer<float>*>(p); });
  return RowArray<float>({m, n}, {stride * sizeof(float), sizeof(float)}, buffer->data(), owner);
}

template <class T>
RowArray<T> gemm_nn(const KernelSet& set, const RowArray<T>& a, const RowArray<T>& b,
                    const Array<T>& bias, const std::optional<RowArray<T>>& out) {
  const auto ma = rows(a, "a"), mb = rows(b, "b");
  check_equal(ma.cols, mb.rows, "columns of a and rows of b");
  check_dimensions(bias, 1, "bias");
  check_equal(static_cast<std::size_t>(bias.size()), mb.cols, "size of bias and columns of b");
  RowArray<T> c = result(out, ma.rows, mb.cols);
  set.table<T>().gemm_nn(ma, mb, nullptr, bias.data(), writable(c));
  return c;
}

template <class T>
RowArray<T> gemm_nt(const KernelSet& set, const RowArray<T>& a, const RowArray<T>& b,
                    const std::optional<RowArray<T>>& out) {
  const auto ma = rows(a, "a"), mb = rows(b, "b");
  check_equal(ma.cols, mb.cols, "columns of a and columns of b");
  RowArray<T> c = result(out, ma.rows, mb.rows);
  T* const room = scratch<T>(set.table<T>().gemm_nt_scratch(ma.rows, mb.rows, ma.cols));
  set.table<T>().gemm_nt(ma, mb, writable(c), room);
  return c;
}

template <class T>
RowArray<T> gemm_tn(const KernelSet& set, T alpha, const RowArray<T>& a, const RowArray<T>& b,
                    const std::optional<RowArray<T>>& out) {
  const auto ma = rows(a, "a"), mb = rows(b, "b");
  check_equal(ma.rows, mb.rows, "rows of a and rows of b");
  RowArray<T> c = result(out, ma.cols, mb.cols);
  set.table<T>().gemm_tn(alpha, ma, mb, writable(c));
  return c;
}

// Of all rows of W, or of those that lines say.
template <class T>
RowArray<T> gemm_tn_descend(const KernelSet& set, T scale, T step, const RowArray<T>& a,
                            const RowArray<T>& b, const RowArray<T>& w,
                            const std::optional<Array<std::uint32_t>>& lines) {
  const auto ma = rows(a, "a"), mb = rows(b, "b"), mw = rows(w, "w");
  check_equal(ma.rows, mb.rows, "rows of a and rows of b");
  check_equal(mb.cols, mw.cols, "columns of b and columns of w");
  if (lines) {
    check_dimensions(*lines, 1, "lines");
    check_equal(static_cast<std::size_t>(lines->size()), ma.cols, "size of lines and columns of a");
    const std::span all(lines->data(), ma.cols);
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (all[i] >= mw.rows)
        throw std::invalid_argument("lines: " + std::to_string(all[i]) +
                                    "; expected less than the " + std::to_string(mw.rows) +
                                    " rows of w");
      if (i > 0 && all[i] <= all[i - 1])
        throw std::invalid_argument("lines: " + std::to_string(all[i]) + " behind " +
                                    std::to_string(all[i - 1]) + "; expected ascending ones");
    }
  } else {
    check_equal(ma.cols, mw.rows, "columns of a and rows of w");
  }
  RowArray<T> moved(w.attr("copy")());
  set.table<T>().gemm_tn_descend(scale, step, ma, mb, lines ? lines->data() : nullptr,
                                 writable(moved));
  return moved;
}

template <class T>
Array<T> column_sums(const KernelSet& set, T alpha, const Array<T>& a) {
  const auto ma = matrix(a, "a");
  Array<T> sums = new_array<T>(ma.cols);
  set.table<T>().column_sums(alpha, ma, sums.mutable_data());
  return sums;
}

template <class T>
Array<T> axpy(const KernelSet& set, T alpha, const Array<T>& x, const Array<T>& y) {
  check_equal(static_cast<std::size_t>(x.size()), static_cast<std::size_t>(y.size()),
              "sizes of x and y");
  Array<T> out(y.attr("copy")());
  set.table<T>().axpy(static_cast<std::size_t>(x.size()), alpha, x.data(), out.mutable_data());
  return out;
}

template <class T>
Array<T> exp(const KernelSet& set, const Array<T>& x) {
  Array<T> y = new_array<T>(static_cast<std::size_t>(x.size()));
  set.table<T>().exp(static_cast<std::size_t>(x.size()), x.data(), y.mutable_data());
  return y;
}

template <class T>
Array<T> activate(const KernelSet& set, const std::string& activation, const Array<T>& z) {
  const auto mz = matrix(z, "z");
  const auto index = static_cast<std::size_t>(parse_activation(activation, "activation"));
  Array<T> a = new_array<T>(mz.rows, mz.cols);
  set.table<T>().activate[index](mz, as_matrix(a));
  return a;
}

template <class T>
Array<T> gate(const KernelSet& set, const std::string& activation, const Array<T>& z,
              const Array<T>& delta) {
  const auto mz = matrix(z, "z");
  const auto md = matrix(delta, "delta");
  check_equal(mz.rows, md.rows, "rows of z and delta");
  check_equal(mz.cols, md.cols, "columns of z and delta");
  const auto index = static_cast<std::size_t>(parse_activation(activation, "activation"));
  const Kernels<T>& table = set.table<T>();
  Array<T> a = new_array<T>(mz.rows, mz.cols);
  table.activate[index](mz, as_matrix(a));
  Array<T> out(delta.attr("copy")());
  table.gate[index](mz, as_matrix(a), as_matrix(out));
  return out;
}

float spin_read(const KernelSet& set, const Array<float>& x, std::size_t times) {
  float sink;
  const float* const data = x.data();
  const auto n = static_cast<std::size_t>(x.size());
  const ReleaseGil release;
  set.table<float>().spin_read(n, data, times, &sink);
  return sink;
}

double spin_fma(const KernelSet& set, std::size_t rounds, bool double_precision) {
  float single;
  double wide;
  const ReleaseGil release;
  return double_precision ? set.table<double>().spin_fma(rounds, &wide)
                          : set.table<float>().spin_fma(rounds, &single);
}

template <class T>
void bind_kernels_of(py::class_<KernelSet>& c) {
  const auto exact = [](const char* name) { return py::arg(name).noconvert(); };
  const py::arg_v out = py::arg("out").noconvert() = py::none();
  c.def("gemm_nn", &gemm_nn<T>, exact("a"), exact("b"), exact("bias"), out, "A B + bias")
      .def("gemm_nt", &gemm_nt<T>, exact("a"), exact("b"), out, "A Bᵀ")
      .def("gemm_tn", &gemm_tn<T>, py::arg("alpha"), exact("a"), exact("b"), out, "alpha Aᵀ B")
      .def("gemm_tn_descend", &gemm_tn_descend<T>, py::arg("scale"), py::arg("step"), exact("a"),
           exact("b"), exact("w"), exact("lines") = py::none(),
           "W + step scale Aᵀ B; of the rows `lines` of W where they are given")
      .def("column_sums", &column_sums<T>, py::arg("alpha"), exact("a"), "alpha Σ_rows A")
      .def("axpy", &axpy<T>, py::arg("alpha"), exact("x"), exact("y"), "alpha x + y")
      .def("exp", &exp<T>, exact("x"), "exp(x)")
      .def("activate", &activate<T>, py::arg("activation"), exact("z"), "σ(Z)")
      .def("gate", &gate<T>, py::arg("activation"), exact("z"), exact("delta"), "Δ ⊙ σ′(Z)");
}

}  // namespace

void bind_kernels(py::module_& m) {
  auto c = make_class<KernelSet>(m, "Kernels", "The kernels of one instruction set.");
  c.def(py::init([](const std::string& isa) { return std::make_unique<KernelSet>(isa); }),
        py::arg("isa"));
  c.def("spin_fma", &spin_fma, py::arg("rounds"), py::arg("double_precision") = false,
        "Fused multiply-adds that wait for nothing; returns how many operations they were.");
  c.def("spin_read", &spin_read, py::arg("x").noconvert(), py::arg("times"),
        "Reads x so many times, in vectors, and adds it up.");
  m.def("padded_zeros", &padded_zeros, py::arg("m"), py::arg("n"),
        "(m, n) zeros of float32, aligned and with padded rows, as the engine allocates its own.");
  bind_kernels_of<float>(c);
  bind_kernels_of<double>(c);
}

}  // namespace deltaward
