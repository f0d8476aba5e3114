// SPDX-License-Identifier: MIT
// An image read at other places than its pixels.
#pragma once

#include <cstddef>

#include "kernels/matrix.hpp"

namespace deltaward {

// Where pixel (x, y) of the result looks in the image: at (xx x + xy y + x0, yx x + yy y + y0), x
// to the right and y down from the middle of the first pixel.
struct Affine {
  double xx, xy, x0, yx, yy, y0;
};

// Elements of scratch for an image of so many pixels, and how many they may be.
inline constexpr std::size_t resample_most = std::size_t{1} << 24;
std::size_t resample_scratch(std::size_t height, std::size_t width);

// image (height, width) := the image at the places of the map, moved on by (u, v), (height, width)
// or no data for none: bilinear between pixels and 0 outside. A place in the rim of one pixel
// around the image fades to 0.
template <class T>
void resample(const Affine& map, ConstMatrix<T> u, ConstMatrix<T> v, Matrix<T> image, T* scratch);

}  // namespace deltaward
