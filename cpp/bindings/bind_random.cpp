// SPDX-License-Identifier: MIT
#include <pybind11/numpy.h>
#include <pybind11/stl.h>

#include "bindings/bind.hpp"
#include "kernels/random.hpp"
#include "training/shuffle.hpp"

namespace deltaward {

namespace py = pybind11;

void bind_random(py::module_& m) {
  m.def("philox", &philox, py::arg("counter"), py::arg("key"),
        "Ten rounds of Philox4x32 on a counter of four and a key of two 32-bit words.");
  m.def("normal_quantile", &normal_quantile, py::arg("p"),
        "The quantile function of N(0, 1) for 0 < p < 1.");
  m.def(
      "permutation",
      [](std::uint32_t n, std::uint64_t seed, std::uint64_t epoch, std::size_t block) {
        const auto order = permutation(n, seed, epoch, block);
        return py::array_t<std::uint32_t>(static_cast<py::ssize_t>(n), order.data());
      },
      py::arg("n"), py::arg("seed"), py::arg("epoch"), py::arg("block") = 0,
      "The order of n samples in an epoch, (n,) uint32: any, or with block > 0 one that takes "
      "blocks of so many neighbours, 16 at a time.");
}

}  // namespace deltaward
