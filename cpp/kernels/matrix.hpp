// SPDX-License-Identifier: MIT
// A matrix in somebody else's memory: row-major, rows `stride` elements apart.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#if defined(_MSC_VER)
#include <intrin.h>
#define DELTAWARD_INLINE __forceinline
#define DELTAWARD_NOINLINE __declspec(noinline)
#define DELTAWARD_RESTRICT __restrict
#define DELTAWARD_UNROLL
#define DELTAWARD_UNROLL_BY_4
#elif defined(__clang__)
#define DELTAWARD_INLINE inline __attribute__((always_inline))
#define DELTAWARD_NOINLINE __attribute__((noinline))
#define DELTAWARD_RESTRICT __restrict__
#define DELTAWARD_UNROLL _Pragma("clang loop unroll(full)")
#define DELTAWARD_UNROLL_BY_4 _Pragma("clang loop unroll_count(4)")
#else
#define DELTAWARD_INLINE inline __attribute__((always_inline))
#define DELTAWARD_NOINLINE __attribute__((noinline))
#define DELTAWARD_RESTRICT __restrict__
#define DELTAWARD_UNROLL _Pragma("GCC unroll 32")
#define DELTAWARD_UNROLL_BY_4 _Pragma("GCC unroll 4")
#endif

namespace deltaward {

// Asks for a line of memory that will be used soon, or sooner still: into L2, into L1; into L1 and
// out of other cores' caches, where the compiler's flags have that. Any address will do.
DELTAWARD_INLINE void prefetch_far([[maybe_unused]] const void* p) {
#if defined(__GNUC__)
  __builtin_prefetch(p, 0, 2);
#endif
}
DELTAWARD_INLINE void prefetch_near([[maybe_unused]] const void* p) {
#if defined(__GNUC__)
  __builtin_prefetch(p, 0, 3);
#endif
}
DELTAWARD_INLINE void prefetch_to_write([[maybe_unused]] const void* p) {
#if defined(__GNUC__)
  __builtin_prefetch(p, 1, 3);
#endif
}

// The bits of a number. Not std::bit_cast: see below.
DELTAWARD_INLINE std::uint32_t bits_of(float x) {
  std::uint32_t bits;
  std::memcpy(&bits, &x, sizeof bits);
  return bits;
}
DELTAWARD_INLINE std::uint64_t bits_of(double x) {
  std::uint64_t bits;
  std::memcpy(&bits, &x, sizeof bits);
  return bits;
}

DELTAWARD_INLINE std::uint8_t bits_of(std::uint8_t x) { return x; }

// The place of the lowest bit that is set; there is one. Not <bit>: as above.
DELTAWARD_INLINE std::size_t lowest_bit(std::uint64_t bits) {
#if defined(_MSC_VER)
  unsigned long place;
#if defined(_M_X64) || defined(_M_ARM64)
  _BitScanForward64(&place, bits);
  return place;
#else
  if (_BitScanForward(&place, static_cast<unsigned long>(bits))) return place;
  _BitScanForward(&place, static_cast<unsigned long>(bits >> 32));
  return place + 32;
#endif
#else
  return static_cast<unsigned>(__builtin_ctzll(bits));
#endif
}

// Always inlined: these headers are compiled once per instruction set, and an out-of-line copy
// with AVX-512 in it could be the one that the linker keeps for every caller.
template <class T>
struct Matrix {
  T* data;
  std::size_t rows;
  std::size_t cols;
  std::size_t stride;  // elements from one row to the next, >= cols

  DELTAWARD_INLINE T* row(std::size_t i) const { return data + i * stride; }
  // Rows first … last − 1.
  DELTAWARD_INLINE Matrix slice(std::size_t first, std::size_t last) const {
    return {row(first), last - first, cols, stride};
  }
  DELTAWARD_INLINE operator Matrix<const T>() const { return {data, rows, cols, stride}; }
};

template <class T>
using ConstMatrix = Matrix<const T>;

}  // namespace deltaward
