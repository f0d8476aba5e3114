// SPDX-License-Identifier: MIT
#include "network/panels.hpp"

#include <algorithm>

namespace deltaward {
namespace {

// What no prefetcher crosses.
template <class T>
constexpr std::size_t page = 4096 / sizeof(T);

template <class T>
void copy(ConstMatrix<T> from, Matrix<T> to) {
  for (std::size_t i = 0; i < from.rows; ++i) std::copy_n(from.row(i), from.cols, to.row(i));
}

// The neurons of an owner's panel, or fewer.
template <class T>
std::size_t width(std::size_t cols, std::size_t owners) {
  const std::size_t granules = (cols + granule<T> - 1) / granule<T>;
  return (granules + owners - 1) / owners * granule<T>;
}

}  // namespace

template <class T>
std::size_t Panels<T>::size_of_panel(std::size_t owners) const {
  return checked_sum(checked_product(rows_, padded<T>(width<T>(cols_, owners))), page<T>);
}

template <class T>
void Panels<T>::reserve(std::size_t rows, std::size_t cols, std::size_t most) {
  rows_ = rows;
  cols_ = cols;
  std::size_t size = 0;
  for (std::size_t owners = 2; owners <= most && owners * granule<T> <= cols; ++owners)
    size = std::max(size, checked_product(owners, size_of_panel(owners)));
  if (size > buffer_.size()) buffer_ = Buffer<T>(size);
  if (size == 0) buffer_ = {};
}

template <class T>
void Panels<T>::cut(std::size_t owners) {
  const bool worth = owners > 1 && owners * granule<T> <= cols_;
  owners_ = worth && owners * size_of_panel(owners) <= buffer_.size() ? owners : 0;
}

template <class T>
Matrix<T> Panels<T>::columns(Range range) const {
  std::size_t owner = 0;
  while (owner + 1 < owners_ && share(cols_, {owner + 1, owners_}, granule<T>).first <= range.first)
    ++owner;
  const Range all = share(cols_, {owner, owners_}, granule<T>);
  T* const data = buffer_.data() + owner * size_of_panel(owners_) + (range.first - all.first);
  return {data, rows_, range.last - range.first, padded<T>(width<T>(cols_, owners_))};
}

template <class T>
void Panels<T>::read(ConstMatrix<T> whole) const {
  for (std::size_t owner = 0; owner < owners_; ++owner) {
    const Range mine = share(cols_, {owner, owners_}, granule<T>);
    copy<T>(deltaward::columns(whole, mine), columns(mine));
  }
}

template <class T>
void Panels<T>::write(Matrix<T> whole) const {
  for (std::size_t owner = 0; owner < owners_; ++owner) {
    const Range mine = share(cols_, {owner, owners_}, granule<T>);
    copy<T>(columns(mine), deltaward::columns(whole, mine));
  }
}

template class Panels<float>;
template class Panels<double>;

}  // namespace deltaward
