// SPDX-License-Identifier: MIT
#include "training/resample.hpp"

#include <algorithm>
#include <cstdint>

namespace deltaward {
namespace {

// Zeros before and after each row and column: a place is held within −1 … width, where the rim is 0
// and has a neighbour to the right that is 0 as well. No pixel needs a test then.
constexpr std::size_t before = 1, after = 2, rim = before + after;

template <class T>
void copy_with_rim(ConstMatrix<T> image, T* to) {
  const std::size_t stride = image.cols + rim;
  to = std::fill_n(to, before * stride, T(0));
  for (std::size_t i = 0; i < image.rows; ++i) {
    to = std::fill_n(to, before, T(0));
    to = std::copy_n(image.row(i), image.cols, to);
    to = std::fill_n(to, after, T(0));
  }
  std::fill_n(to, after * stride, T(0));
}

// NaN goes to 0.
template <class T>
T hold(T x, T high) {
  const T positive = x > 0 ? x : T(0);
  return positive < high ? positive : high;
}

// A stretch of a row: first where to look, a loop without branches that a compiler makes vectors
// of, then the four pixels around each place.
constexpr std::size_t stretch = 64;

template <class T>
struct Places {
  std::int32_t pixel[stretch];      // upper left of the four
  T right[stretch], down[stretch];  // shares of its neighbours
};

template <class T>
void read(const Places<T>& places, const T* image, std::size_t stride, std::size_t n, T* out) {
  for (std::size_t j = 0; j < n; ++j) {
    const T* upper = image + places.pixel[j];
    const T* lower = upper + stride;
    const T right = places.right[j];
    const T above = upper[0] + right * (upper[1] - upper[0]);
    const T below = lower[0] + right * (lower[1] - lower[0]);
    out[j] = above + places.down[j] * (below - above);
  }
}

}  // namespace

std::size_t resample_scratch(std::size_t height, std::size_t width) {
  return (height + rim) * (width + rim);
}

template <class T>
void resample(const Affine& map, ConstMatrix<T> u, ConstMatrix<T> v, Matrix<T> image, T* scratch) {
  copy_with_rim<T>(image, scratch);
  const T xx = static_cast<T>(map.xx), yx = static_cast<T>(map.yx);
  const T width = static_cast<T>(image.cols + before), height = static_cast<T>(image.rows + before);
  const T stride_y = static_cast<T>(image.cols + rim);
  Places<T> places;
  for (std::size_t i = 0; i < image.rows; ++i) {
    const double y = static_cast<double>(i);
    const T x0 = static_cast<T>(map.xy * y + map.x0 + before);
    const T y0 = static_cast<T>(map.yy * y + map.y0 + before);
    for (std::size_t first = 0; first < image.cols; first += stretch) {
      const auto n = static_cast<std::int32_t>(std::min(stretch, image.cols - first));
      const T* across = u.data ? u.row(i) + first : nullptr;
      const T* along = v.data ? v.row(i) + first : nullptr;
      for (std::int32_t j = 0; j < n; ++j) {
        const T x = static_cast<T>(static_cast<std::int32_t>(first) + j);
        const T source_x = hold(xx * x + x0 + (across ? across[j] : 0), width);
        const T source_y = hold(yx * x + y0 + (along ? along[j] : 0), height);
        const T column = static_cast<T>(static_cast<std::int32_t>(source_x));
        const T row = static_cast<T>(static_cast<std::int32_t>(source_y));
        places.right[j] = source_x - column;
        places.down[j] = source_y - row;
        // Exact up to resample_most; the plainest x86-64 has no vectors of whole products.
        places.pixel[j] = static_cast<std::int32_t>(row * stride_y + column);
      }
      read(places, scratch, image.cols + rim, static_cast<std::size_t>(n), image.row(i) + first);
    }
  }
}

template void resample(const Affine&, ConstMatrix<float>, ConstMatrix<float>, Matrix<float>,
                       float*);
template void resample(const Affine&, ConstMatrix<double>, ConstMatrix<double>, Matrix<double>,
                       double*);

}  // namespace deltaward
