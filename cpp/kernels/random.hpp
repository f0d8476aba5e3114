// SPDX-License-Identifier: MIT
// Philox4x32-10, a counter-based generator (Salmon, Moraes, Dror, Shaw: "Parallel random numbers:
// as easy as 1, 2, 3", SC 2011): the i-th number of a stream is a function of (seed, stream, i), so
// threads, platforms and restarts can't change it. Only exactly rounded operations are used
// downstream (no libm), which keeps a seed's run the same everywhere.
#pragma once

#include <array>
#include <cstdint>

namespace deltaward {

class Random {
 public:
  // Streams of one seed are independent; `stream` says what the numbers are for.
  Random(std::uint64_t seed, std::uint64_t stream);

  std::uint32_t bits();                  // uniform on 0 … 2³² − 1
  std::uint32_t below(std::uint32_t n);  // uniform on 0 … n − 1, without bias
  double uniform();                      // uniform on (0, 1), never 0 or 1
  double normal();                       // N(0, 1), by inversion

 private:
  std::array<std::uint32_t, 2> key_;
  std::array<std::uint32_t, 4> counter_;
  std::array<std::uint32_t, 4> block_{};
  unsigned used_ = 4;
};

// Ten rounds of Philox on one counter.
std::array<std::uint32_t, 4> philox(std::array<std::uint32_t, 4> counter,
                                    std::array<std::uint32_t, 2> key);

// A key for numbers of one kind in one epoch, so that their counters meet no other's.
std::array<std::uint32_t, 2> derived_key(std::uint64_t seed, std::uint64_t epoch,
                                         std::uint32_t purpose);

// The quantile function of N(0, 1) for 0 < p < 1: M. J. Wichura, algorithm AS 241 (PPND16), about
// 16 digits.
double normal_quantile(double p);

}  // namespace deltaward
