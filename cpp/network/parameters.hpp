// SPDX-License-Identifier: MIT
// All weights and biases of a network in one flat buffer; its gradient is a twin of the same shape.
#pragma once

#include <cstddef>
#include <vector>

#include "kernels/matrix.hpp"
#include "network/buffer.hpp"
#include "network/panels.hpp"

namespace deltaward {

// The weights lie input-major, as Wᵀ: the row of an input holds its weights to all neurons of the
// layer. The forward product and the gradient then run along rows without packing, and an input of
// zero leaves a whole row out. Python sees the transposed view, (n_out, n_in).
template <class T>
struct Layer {
  Matrix<T> weights;  // Wᵀ (n_in, n_out)
  T* biases;          // (n_out,)

  operator Layer<const T>() const { return {weights, biases}; }
};

template <class T>
class Parameters {
 public:
  explicit Parameters(const std::vector<std::size_t>& sizes);

  std::size_t size() const { return buffer_.size(); }  // with the padding, which stays 0
  T* data() const { return buffer_.data(); }
  const std::vector<Layer<T>>& layers() const { return layers_; }

  // Those of some of a layer's neurons, wherever they are.
  Layer<T> neurons(std::size_t l, Range range) const;

  // The first layer's weights, which no error goes back through, in panels while threads train:
  // data() and layers() have them again after join().
  void reserve_panels(std::size_t most, bool fine);
  void release_panels() { panels_.release(); }
  void cut(std::size_t owners);
  void join();
  bool is_cut() const { return panels_.is_cut(); }

  // How many neurons of a layer go to one thread together.
  std::size_t granule_of(std::size_t l) const {
    return l == 0 && panels_.is_cut() ? panels_.cut_granule() : granule<T>;
  }

 private:
  Buffer<T> buffer_;
  std::vector<Layer<T>> layers_;
  Panels<T> panels_;
};

}  // namespace deltaward
