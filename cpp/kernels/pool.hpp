// SPDX-License-Identifier: MIT
// Threads of our own. (OpenMP's would hang in a forked child, and two OpenMP runtimes in one
// process crash.)
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
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

// One of `count` threads that share a piece of work.
struct Part {
  std::size_t index, count;
};

struct Range {
  std::size_t first, last;
};

// A part's share of 0 … n − 1, in whole granules but for the end.
inline Range share(std::size_t n, Part part, std::size_t granule) {
  if (part.count <= 1) return {0, n};
  const std::size_t granules = (n + granule - 1) / granule;
  const auto place = [&](std::size_t p) {
    const std::size_t at = granules * p / part.count * granule;
    return at < n ? at : n;
  };
  return {place(part.index), place(part.index + 1)};
}

// What each of several threads does first, and the others take from when they are done early.
class Shares {
 public:
  static constexpr std::size_t most = 64;

  // Among `parts` threads; of more than `most` the others only help out.
  explicit Shares(std::size_t parts);
  std::size_t owners() const { return owners_; }
  // Counts the pieces of one owner's share: 0, 1, ...
  std::size_t next(std::size_t owner) {
    return pieces_[owner].taken.fetch_add(1, std::memory_order_relaxed);
  }

 private:
  struct alignas(64) Counter {
    std::atomic<std::size_t> taken;
  };
  std::size_t owners_;
  std::array<Counter, most> pieces_;
};

// Runs work(owner, piece, part) for every owner's pieces, 0 … pieces − 1, on `parts` threads. A
// thread begins with the share that is its own in every call, so that what a share touches stays in
// its core's cache, and then takes from the others: on a shared machine one core is often slower.
template <class F>
void run_shares(std::size_t parts, std::size_t pieces, F&& work) {
  if (parts <= 1) {
    for (std::size_t piece = 0; piece < pieces; ++piece) work(Part{0, 1}, piece, std::size_t{0});
    return;
  }
  if (pieces == 1) {  // nothing to take from others but all of it, and looking costs a message
    const std::size_t owners = std::min(parts, Shares::most);
    run_parts(owners, [&](std::size_t part) { work(Part{part, owners}, std::size_t{0}, part); });
    return;
  }
  Shares shares(parts);
  run_parts(parts, [&](std::size_t part) {
    const std::size_t owners = shares.owners();
    for (std::size_t i = 0; i < owners; ++i) {
      const Part owner{(part + i) % owners, owners};
      for (std::size_t piece; (piece = shares.next(owner.index)) < pieces;)
        work(owner, piece, part);
    }
  });
}

// How many threads this process uses at most: DELTAWARD_NUM_THREADS, else the CPUs that it may run
// on; found at the first call. Throws std::runtime_error for a variable that is no such number.
std::size_t available_threads();

// How many threads a piece of work of so many floating-point operations is worth, if one more
// pays from so many for each.
std::size_t worthwhile_threads(double operations, double each);

}  // namespace deltaward
