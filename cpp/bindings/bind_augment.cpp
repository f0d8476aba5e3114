// SPDX-License-Identifier: MIT
// Distorted images on their own: to be looked at, and for tests.
#include <pybind11/stl.h>

#include <array>
#include <limits>
#include <optional>
#include <stdexcept>
#include <string>

#include "bindings/array_view.hpp"
#include "bindings/bind.hpp"
#include "bindings/gil.hpp"
#include "bindings/matrix_array.hpp"
#include "network/buffer.hpp"
#include "training/augment.hpp"
#include "training/resample.hpp"

namespace deltaward {
namespace {

template <class T>
Array<T> augment_as(const InputArray& images, const AugmentOptions& options, std::uint64_t seed,
                    std::uint64_t epoch, std::uint64_t first) {
  const Augmenter<T> augmenter(options);
  const Buffer<T> scratch(augmenter.scratch());
  const Samples& samples = images.samples;
  Array<T> out =
      images.single ? new_array<T>(samples.cols) : new_array<T>(samples.rows, samples.cols);
  const Matrix<T> rows = as_matrix(out);
  const ReleaseGil release;
  gather<T>(samples, {nullptr, 0}, nullptr, rows);
  for (std::size_t i = 0; i < rows.rows; ++i)
    augmenter(rows.row(i), seed, epoch, first + i, scratch.data());
  return out;
}

py::array augment(const py::object& images, const AugmentOptions& options, std::uint64_t seed,
                  std::uint64_t epoch, std::uint64_t first) {
  check(options);
  const std::size_t pixels = checked_product(options.height, options.width);
  // Differences of pixels must not overflow.
  const double largest = std::numeric_limits<float>::max() / 4;
  const InputArray checked(images, "images", pixels, largest);
  if (checked.samples.element == Element::float64)
    return augment_as<double>(checked, options, seed, epoch, first);
  return augment_as<float>(checked, options, seed, epoch, first);
}

template <class T>
ConstMatrix<T> displacement(const std::optional<Array<T>>& array, const Array<T>& image,
                            const char* name) {
  if (!array) return {nullptr, 0, 0, 0};
  if (array->ndim() != 2 || array->shape(0) != image.shape(0) || array->shape(1) != image.shape(1))
    throw std::invalid_argument(std::string(name) + ": expected the shape of the image");
  return as_matrix(*array);
}

template <class T>
Array<T> resampled(const Array<T>& image, const std::array<double, 6>& map,
                   const std::optional<Array<T>>& u, const std::optional<Array<T>>& v) {
  if (image.ndim() != 2 || image.size() == 0)
    throw std::invalid_argument("image: expected (height, width), and at least one pixel");
  Array<T> out(image.attr("copy")());
  const Matrix<T> pixels = as_matrix(out);
  const Buffer<T> scratch(resample_scratch(pixels.rows, pixels.cols));
  resample<T>({map[0], map[1], map[2], map[3], map[4], map[5]}, displacement<T>(u, image, "u"),
              displacement<T>(v, image, "v"), pixels, scratch.data());
  return out;
}

template <class T>
void bind_resample(py::module_& m) {
  m.def("resample", &resampled<T>, py::arg("image").noconvert(), py::arg("map"),
        py::arg("u").noconvert() = py::none(), py::arg("v").noconvert() = py::none(),
        "The image (height, width) at (xx x + xy y + x0 + u, yx x + yy y + y0 + v), with the map "
        "(xx, xy, x0, yx, yy, y0).");
}

}  // namespace

void bind_augment(py::module_& m) {
  m.def(
      "augment",
      [](const py::object& images, std::size_t height, std::size_t width, double shift,
         double rotate, double scale, double alpha, double sigma, std::uint64_t seed,
         std::uint64_t epoch, std::uint64_t first) {
        return augment(images, {height, width, shift, rotate, scale, alpha, sigma}, seed, epoch,
                       first);
      },
      py::arg("images"), py::kw_only(), py::arg("height"), py::arg("width"), py::arg("shift"),
      py::arg("rotate"), py::arg("scale"), py::arg("alpha"), py::arg("sigma"), py::arg("seed"),
      py::arg("epoch"), py::arg("first") = 0,
      "Images (m, height width) distorted as at the positions first, first + 1, ... of an epoch; "
      "float64 of float64, else float32.");
  bind_resample<float>(m);
  bind_resample<double>(m);
}

}  // namespace deltaward
