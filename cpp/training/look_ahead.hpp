// SPDX-License-Identifier: MIT
// Which inputs of the next mini-batch are not 0: seen by the threads that fill this one in, so that
// nobody waits for one of them to do it in between.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "kernels/pool.hpp"
#include "network/buffer.hpp"
#include "network/samples.hpp"

namespace deltaward {

class LookAhead {
 public:
  // For at most so many threads; `order` is that of the epoch, or null.
  LookAhead(const Samples& samples, const std::uint32_t* order, std::size_t parts);

  // The next mini-batch begins with sample `first` of the epoch and has as many as this one, if
  // there are; `looking`: whether its inputs are worth a look.
  void expect(std::size_t first, std::size_t m, bool looking);

  // For each row of `mine` in this mini-batch: looks at that row of the next, which this thread has
  // asked for a step ago, and asks for that of the one after. (What a thread fills in, it has
  // seen.)
  void operator()(Range mine, std::size_t part);

  // What was seen of the mini-batch that begins with that sample: a bit for each input that is not
  // 0 in all of its rows. Null if nobody looked.
  const std::uint64_t* found(std::size_t first);

  // The caller's arrays may be others now.
  void forget();

 private:
  static constexpr std::size_t none = std::numeric_limits<std::size_t>::max();
  // A thread's own. They share no cache line.
  struct alignas(64) Seen {
    std::size_t first = none;  // of the mini-batch that it is of
    Buffer<std::uint64_t> inputs;
  };

  Range left(Range mine, std::size_t first) const;

  const Samples& samples_;
  const std::uint32_t* order_;
  std::size_t first_ = none, m_ = 0;
  bool looking_ = false;
  std::vector<Seen> seen_;
};

}  // namespace deltaward
