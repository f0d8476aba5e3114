// SPDX-License-Identifier: MIT
#include "training/look_ahead.hpp"

#include <algorithm>

namespace deltaward {

LookAhead::LookAhead(const Samples& samples, const std::uint32_t* order, std::size_t parts)
    : samples_(samples), order_(order), seen_(parts) {
  for (Seen& own : seen_) own.inputs = Buffer<std::uint64_t>(seen_words(samples.cols));
}

void LookAhead::expect(std::size_t first, std::size_t m, bool looking) {
  first_ = first;
  m_ = m;
  looking_ = looking;
}

void LookAhead::operator()(Range mine, std::size_t part) {
  const Range after = left(mine, looking_ ? first_ + m_ : first_);
  if (after.first < after.last) prefetch(samples_, {order_, after.first}, after.last - after.first);
  const Range next = left(mine, first_);
  if (!looking_ || next.first >= next.last) return;
  Seen& own = seen_[part];
  if (own.first != first_) std::fill_n(own.inputs.data(), own.inputs.size(), 0);
  own.first = first_;
  see_inputs(samples_, {order_, next.first}, next.last - next.first, own.inputs.data());
}

const std::uint64_t* LookAhead::found(std::size_t first) {
  if (!looking_ || first != first_) return nullptr;
  std::uint64_t* all = nullptr;
  for (const Seen& own : seen_) {
    if (own.first != first) continue;
    if (!all)
      all = own.inputs.data();
    else
      for (std::size_t w = 0; w < own.inputs.size(); ++w) all[w] |= own.inputs.data()[w];
  }
  return all;
}

void LookAhead::forget() {
  first_ = none;
  for (Seen& own : seen_) own.first = none;
}

// Of the rows `mine` of a mini-batch that begins with that sample, those that are there.
Range LookAhead::left(Range mine, std::size_t first) const {
  const std::size_t end = samples_.rows;
  return {std::min(first + mine.first, end), std::min(first + mine.last, end)};
}

}  // namespace deltaward
