// SPDX-License-Identifier: MIT
// A layer's weights in panels: each of several owners has those of its neurons in a piece of memory
// of its own. Of rows that two cores write halves of, each core's prefetchers fetch the other's
// half too: an update of 784 × 128 weights by Adam's rule, by two threads of Zen 5, takes 7 µs in
// panels and 30 to 130 µs in rows, with how far apart the cores are. 128 bytes between the halves
// help little: plain descent 29 µs instead of 50.
#pragma once

#include <cstddef>

#include "kernels/matrix.hpp"
#include "kernels/pool.hpp"
#include "network/buffer.hpp"

namespace deltaward {

// Four cache lines of neurons, the width of the widest tile: what threads share out.
template <class T>
constexpr std::size_t granule = 4 * alignment / sizeof(T);
// One, of few neurons that have panels.
template <class T>
constexpr std::size_t fine_granule = alignment / sizeof(T);

template <class T>
Matrix<T> columns(Matrix<T> m, Range range) {
  return {m.data + range.first, m.rows, range.last - range.first, m.stride};
}

template <class T>
class Panels {
 public:
  // Makes room for the weights of `rows` inputs and `cols` neurons, among `most` owners or fewer.
  // Few neurons are cut too if `fine`. Throws std::bad_alloc.
  void reserve(std::size_t rows, std::size_t cols, std::size_t most, bool fine);
  void release() { *this = {}; }

  // From now on the columns are in as many panels as there are owners; with too few for each, or
  // without room, nothing happens.
  void cut(std::size_t owners);
  // And no more.
  void join() { owners_ = 0; }
  bool is_cut() const { return owners_ > 0; }
  std::size_t cut_granule() const { return granule_; }  // of the columns that an owner has

  // Columns of one owner's share.
  Matrix<T> columns(Range range) const;
  // Whole matrices in and out, by one thread: a pool could fail, and this holds the only copy.
  void read(ConstMatrix<T> whole) const;
  void write(Matrix<T> whole) const;

 private:
  std::size_t granule_for(std::size_t owners) const;  // 0: too few neurons
  std::size_t size_of_panel(std::size_t owners, std::size_t of) const;

  Buffer<T> buffer_;
  std::size_t rows_ = 0, cols_ = 0, owners_ = 0, granule_ = 0;
  bool fine_ = false;
};

}  // namespace deltaward
