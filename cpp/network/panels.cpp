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
std::size_t width(std::size_t cols, std::size_t owners, std::size_t granule) {
  const std::size_t granules = (cols + granule - 1) / granule;
  return (granules + owners - 1) / owners * granule;
}

}  // namespace

// Half a cache line may be missing, as of 30 neurons for two.
template <class T>
std::size_t Panels<T>::granule_for(std::size_t owners) const {
  if (cols_ >= owners * granule<T>) return granule<T>;
  const bool enough = cols_ + fine_granule<T> / 2 >= owners * fine_granule<T>;
  return fine_ && enough ? fine_granule<T> : 0;
}

template <class T>
std::size_t Panels<T>::size_of_panel(std::size_t owners, std::size_t of) const {
  return checked_sum(checked_product(rows_, padded<T>(width(cols_, owners, of))), page<T>);
}

template <class T>
void Panels<T>::reserve(std::size_t rows, std::size_t cols, std::size_t most, bool fine) {
  rows_ = rows;
  cols_ = cols;
  fine_ = fine;
  std::size_t size = 0;
  for (std::size_t owners = 2; owners <= most && granule_for(owners); ++owners)
    size = std::max(size, checked_product(owners, size_of_panel(owners, granule_for(owners))));
  if (size > buffer_.size()) buffer_ = Buffer<T>(size);
  if (size == 0) buffer_ = {};
}

template <class T>
void Panels<T>::cut(std::size_t owners) {
  granule_ = owners > 1 ? granule_for(owners) : 0;
  const bool fits = granule_ && owners * size_of_panel(owners, granule_) <= buffer_.size();
  owners_ = fits ? owners : 0;
}

template <class T>
Matrix<T> Panels<T>::columns(Range range) const {
  std::size_t owner = 0;
  while (owner + 1 < owners_ && share(cols_, {owner + 1, owners_}, granule_).first <= range.first)
    ++owner;
  const Range all = share(cols_, {owner, owners_}, granule_);
  const std::size_t size = size_of_panel(owners_, granule_);
  T* const data = buffer_.data() + owner * size + (range.first - all.first);
  return {data, rows_, range.last - range.first, padded<T>(width(cols_, owners_, granule_))};
}

template <class T>
void Panels<T>::read(ConstMatrix<T> whole) const {
  for (std::size_t owner = 0; owner < owners_; ++owner) {
    const Range mine = share(cols_, {owner, owners_}, granule_);
    copy<T>(deltaward::columns(whole, mine), columns(mine));
  }
}

template <class T>
void Panels<T>::write(Matrix<T> whole) const {
  for (std::size_t owner = 0; owner < owners_; ++owner) {
    const Range mine = share(cols_, {owner, owners_}, granule_);
    copy<T>(columns(mine), deltaward::columns(whole, mine));
  }
}

template class Panels<float>;
template class Panels<double>;

}  // namespace deltaward
