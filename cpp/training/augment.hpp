// SPDX-License-Identifier: MIT
// Images distorted at random: shifted, rotated, scaled, and bent by an elastic distortion (Simard,
// Steinkraus, Platt: "Best practices for convolutional neural networks applied to visual document
// analysis", ICDAR 2003).
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/matrix.hpp"
#include "network/buffer.hpp"

namespace deltaward {

struct AugmentOptions {
  std::size_t height, width;  // pixels
  double shift;               // pixels: across and down by a uniform number in ±shift each
  double rotate;              // degrees: by a uniform angle in ±rotate, about the image's centre
  double scale;               // share: by a uniform factor in 1 ± scale, from the centre
  // Each pixel looks up to u to the right and v down of its place: noise that is uniform in (−1, 1)
  // and 0 outside the image, convolved with a Gaussian of sigma pixels that is cut off at 4 sigma
  // and sums to 1, times alpha. Away from the edges u and v have a root mean square of
  // alpha / (sigma √(12π)) = 0.163 alpha / sigma pixels. Alpha 0: none.
  double alpha, sigma;
};

// Throws std::invalid_argument for options out of range.
void check(const AugmentOptions& options);

template <class T>
class Augmenter {
 public:
  // Checks the options.
  explicit Augmenter(const AugmentOptions& options);

  // Elements that a thread needs, in whole cache lines.
  std::size_t scratch() const;

  // Distorts an image (height × width) in place, as (seed, epoch, position in the epoch) tell. All
  // distortions are one map: the pixels are interpolated once. Where all options are 0 the image
  // stays as it is.
  void operator()(T* image, std::uint64_t seed, std::uint64_t epoch, std::uint64_t position,
                  T* scratch) const;

 private:
  // Row 2i of noise and half is u of the image's row i, 2i + 1 is v.
  void smooth(const T* noise, T* half, T* smoothed) const;

  AugmentOptions options_;
  std::size_t stride_;  // of a field: a row's width in whole cache lines
  std::size_t radius_;  // of the Gaussian
  Buffer<T> down_;      // (height, height) the convolution along columns, times alpha
  Buffer<T> across_;    // (width, stride) the convolution along rows
};

}  // namespace deltaward
