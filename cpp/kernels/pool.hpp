// SPDX-License-Identifier: MIT
// Threads of our own. (OpenMP's would hang in a forked child, and two OpenMP runtimes in one
// process crash.)
#pragma once

#include <cstddef>
#include <memory>
#include <type_traits>

namespace deltaward {

// Runs work(part) for part = 0 … parts − 1, part 0 on the calling thread, and comes back when all
// are done. The first exception of a part is rethrown here. Where the pool is busy with another
// caller, or a part calls in turn, the parts run one after the other: the split of the work is the
// same and so are the bits.
void run_parts(std::size_t parts, void (*work)(void* context, std::size_t part), void* context);

template <class F>
void run_parts(std::size_t parts, F&& work) {
  if (parts <= 1) return work(std::size_t{0});
  run_parts(
      parts,
      [](void* context, std::size_t part) {
        (*static_cast<std::remove_reference_t<F>*>(context))(part);
      },
      const_cast<void*>(static_cast<const void*>(std::addressof(work))));
}

// How many threads this process uses at most: DELTAWARD_NUM_THREADS, else the CPUs that it may run
// on; found at the first call. Throws std::runtime_error for a variable that is no such number.
std::size_t available_threads();

// How many threads a piece of work of so many floating-point operations is worth, if one more
// pays from so many for each.
std::size_t worthwhile_threads(double operations, double each);

// One of `count` threads that share a piece of work.
struct Part {
  std::size_t index, count;
};

struct Range {
  std::size_t first, last;
};

// A part's share of 0 … n − 1, in whole granules but for the end.
inline Range share(std::size_t n, Part part, std::size_t granule) {
  const std::size_t granules = (n + granule - 1) / granule;
  const auto place = [&](std::size_t p) {
    const std::size_t at = granules * p / part.count * granule;
    return at < n ? at : n;
  };
  return {place(part.index), place(part.index + 1)};
}

}  // namespace deltaward
