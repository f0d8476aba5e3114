// SPDX-License-Identifier: MIT
// The kernels alone, on any instruction set that this CPU has: for tests and benchmarks.
#include <stdexcept>
#include <string>

#include "bindings/bind.hpp"
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

template <class T>
Array<T> gemm_nn(const KernelSet& set, const Array<T>& a, const Array<T>& b, const Array<T>& bias) {
  const auto ma = matrix(a, "a"), mb = matrix(b, "b");
  check_equal(ma.cols, mb.rows, "columns of a and rows of b");
  check_dimensions(bias, 1, "bias");
  check_equal(static_cast<std::size_t>(bias.size()), mb.cols, "size of bias and columns of b");
  Array<T> c = new_array<T>(ma.rows, mb.cols);
  set.table<T>().gemm_nn(ma, mb, nullptr, bias.data(), as_matrix(c));
  return c;
}

template <class T>
Array<T> gemm_nt(const KernelSet& set, const Array<T>& a, const Array<T>& b) {
  const auto ma = matrix(a, "a"), mb = matrix(b, "b");
  check_equal(ma.cols, mb.cols, "columns of a and columns of b");
  Array<T> c = new_array<T>(ma.rows, mb.rows);
  const Kernels<T>& table = set.table<T>();
  const Buffer<T> scratch(table.gemm_nt_scratch(ma.rows, mb.rows, ma.cols));
  table.gemm_nt(ma, mb, as_matrix(c), scratch.data());
  return c;
}

template <class T>
Array<T> gemm_tn(const KernelSet& set, T alpha, const Array<T>& a, const Array<T>& b) {
  const auto ma = matrix(a, "a"), mb = matrix(b, "b");
  check_equal(ma.rows, mb.rows, "rows of a and rows of b");
  Array<T> c = new_array<T>(ma.cols, mb.cols);
  set.table<T>().gemm_tn(alpha, ma, mb, as_matrix(c));
  return c;
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

double spin_fma(const KernelSet& set, std::size_t rounds, bool double_precision) {
  float single;
  double wide;
  const py::gil_scoped_release release;
  return double_precision ? set.table<double>().spin_fma(rounds, &wide)
                          : set.table<float>().spin_fma(rounds, &single);
}

template <class T>
void bind_kernels_of(py::class_<KernelSet>& c) {
  const auto exact = [](const char* name) { return py::arg(name).noconvert(); };
  c.def("gemm_nn", &gemm_nn<T>, exact("a"), exact("b"), exact("bias"), "A B + bias")
      .def("gemm_nt", &gemm_nt<T>, exact("a"), exact("b"), "A Bᵀ")
      .def("gemm_tn", &gemm_tn<T>, py::arg("alpha"), exact("a"), exact("b"), "alpha Aᵀ B")
      .def("column_sums", &column_sums<T>, py::arg("alpha"), exact("a"), "alpha Σ_rows A")
      .def("axpy", &axpy<T>, py::arg("alpha"), exact("x"), exact("y"), "alpha x + y")
      .def("exp", &exp<T>, exact("x"), "exp(x)")
      .def("activate", &activate<T>, py::arg("activation"), exact("z"), "σ(Z)")
      .def("gate", &gate<T>, py::arg("activation"), exact("z"), exact("delta"), "Δ ⊙ σ′(Z)");
}

}  // namespace

void bind_kernels(py::module_& m) {
  py::class_<KernelSet> c(m, "Kernels", "The kernels of one instruction set.");
  c.def(py::init<const std::string&>(), py::arg("isa"));
  c.def("spin_fma", &spin_fma, py::arg("rounds"), py::arg("double_precision") = false,
        "Fused multiply-adds that wait for nothing; returns how many operations they were.");
  bind_kernels_of<float>(c);
  bind_kernels_of<double>(c);
}

}  // namespace deltaward
