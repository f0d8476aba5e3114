// SPDX-License-Identifier: MIT
// Vec for NEON on arm64. Only this type is written by hand per instruction set.
#pragma once

#include <arm_neon.h>

#include <cstddef>
#include <cstdint>

#include "kernels/matrix.hpp"

namespace deltaward {
namespace {

template <class T>
struct Vec;

DELTAWARD_INLINE float32x4_t power_of_two(float32x4_t n) {
  return vreinterpretq_f32_s32(vshlq_n_s32(vaddq_s32(vcvtq_s32_f32(n), vdupq_n_s32(127)), 23));
}
DELTAWARD_INLINE float64x2_t power_of_two(float64x2_t n) {
  return vreinterpretq_f64_s64(vshlq_n_s64(vaddq_s64(vcvtq_s64_f64(n), vdupq_n_s64(1023)), 52));
}

// The next bytes as numbers.
DELTAWARD_INLINE float32x4_t widen(const std::uint8_t* p, float32x4_t) {
  const float lane[4] = {float(p[0]), float(p[1]), float(p[2]), float(p[3])};
  return vld1q_f32(lane);
}
DELTAWARD_INLINE float64x2_t widen(const std::uint8_t* p, float64x2_t) {
  const double lane[2] = {double(p[0]), double(p[1])};
  return vld1q_f64(lane);
}

// A bit for each of 64 columns from `first` on that is not 0 in one of the rows.
DELTAWARD_INLINE std::uint64_t nonzero_in_any(std::size_t rows, const std::uint8_t* const* x,
                                              std::size_t first) {
  uint8x16_t any[4] = {vdupq_n_u8(0), vdupq_n_u8(0), vdupq_n_u8(0), vdupq_n_u8(0)};
  for (std::size_t i = 0; i < rows; ++i)
    for (std::size_t part = 0; part < 4; ++part)
      any[part] = vorrq_u8(any[part], vld1q_u8(x[i] + first + 16 * part));
  // Sums of neighbours, three times: of eight lanes that keep a bit each, a byte with all of them.
  const uint8x16_t bit = vreinterpretq_u8_u64(vdupq_n_u64(0x8040201008040201));
  for (uint8x16_t& part : any) part = vandq_u8(vtstq_u8(part, part), bit);
  const uint8x16_t pairs = vpaddq_u8(vpaddq_u8(any[0], any[1]), vpaddq_u8(any[2], any[3]));
  return vgetq_lane_u64(vreinterpretq_u64_u8(vpaddq_u8(pairs, pairs)), 0);
}

DELTAWARD_INLINE float32x4_t zip_pairs(float32x4_t a, float32x4_t b, bool high) {
  const float64x2_t x = vreinterpretq_f64_f32(a), y = vreinterpretq_f64_f32(b);
  return vreinterpretq_f32_f64(high ? vzip2q_f64(x, y) : vzip1q_f64(x, y));
}

#define DELTAWARD_VEC128(T, R, S, LANES)                                                         \
  template <>                                                                                    \
  struct Vec<T> {                                                                                \
    using Scalar = T;                                                                            \
    /* NEON has no masked loads: a tail goes through a zeroed copy of its few elements. */       \
    using Tail = std::size_t;                                                                    \
    static constexpr std::size_t lanes = LANES;                                                  \
    /* 24 accumulators, up to 4 vectors of B and one of A: 29 of 32 registers. */                \
    static constexpr std::size_t accumulators = 24, tile_vectors = 4;                            \
    static constexpr bool presses = false;                                                       \
    R v;                                                                                         \
    static DELTAWARD_INLINE Tail tail(std::size_t n) { return n; }                               \
    static DELTAWARD_INLINE Vec set(T x) { return {vdupq_n_##S(x)}; }                            \
    /* lane i of v in all lanes */                                                               \
    friend DELTAWARD_INLINE Vec spread(Vec v, std::size_t i) {                                   \
      T lane[lanes];                                                                             \
      v.store(lane);                                                                             \
      return set(lane[i]);                                                                       \
    }                                                                                            \
    static DELTAWARD_INLINE Vec load(const T* p) { return {vld1q_##S(p)}; }                      \
    static DELTAWARD_INLINE Vec load(const T* p, Tail t) {                                       \
      T lane[lanes] = {};                                                                        \
      for (std::size_t i = 0; i < t; ++i) lane[i] = p[i];                                        \
      return {vld1q_##S(lane)};                                                                  \
    }                                                                                            \
    static DELTAWARD_INLINE Vec from_bytes(const std::uint8_t* p) { return {widen(p, R{})}; }    \
    static DELTAWARD_INLINE std::uint64_t nonzero_bytes(std::size_t rows,                        \
                                                        const std::uint8_t* const* x,            \
                                                        std::size_t first) {                     \
      return nonzero_in_any(rows, x, first);                                                     \
    }                                                                                            \
    /* a bit for each lane that is not 0 */                                                      \
    friend DELTAWARD_INLINE unsigned nonzero_lanes(Vec a) {                                      \
      T lane[lanes];                                                                             \
      a.store(lane);                                                                             \
      unsigned bits = 0;                                                                         \
      for (std::size_t i = 0; i < lanes; ++i) bits |= unsigned{lane[i] != 0} << i;               \
      return bits;                                                                               \
    }                                                                                            \
    DELTAWARD_INLINE void store(T* p) const { vst1q_##S(p, v); }                                 \
    DELTAWARD_INLINE void store(T* p, Tail t) const {                                            \
      T lane[lanes];                                                                             \
      vst1q_##S(lane, v);                                                                        \
      for (std::size_t i = 0; i < t; ++i) p[i] = lane[i];                                        \
    }                                                                                            \
    friend DELTAWARD_INLINE Vec operator+(Vec a, Vec b) { return {vaddq_##S(a.v, b.v)}; }        \
    friend DELTAWARD_INLINE Vec operator-(Vec a, Vec b) { return {vsubq_##S(a.v, b.v)}; }        \
    friend DELTAWARD_INLINE Vec operator*(Vec a, Vec b) { return {vmulq_##S(a.v, b.v)}; }        \
    friend DELTAWARD_INLINE Vec operator/(Vec a, Vec b) { return {vdivq_##S(a.v, b.v)}; }        \
    /* a b + c */                                                                                \
    friend DELTAWARD_INLINE Vec fma(Vec a, Vec b, Vec c) { return {vfmaq_##S(c.v, a.v, b.v)}; }  \
    /* min and max hand on a NaN. */                                                             \
    friend DELTAWARD_INLINE Vec min(Vec a, Vec b) { return {vminq_##S(a.v, b.v)}; }              \
    friend DELTAWARD_INLINE Vec max(Vec a, Vec b) { return {vmaxq_##S(a.v, b.v)}; }              \
    friend DELTAWARD_INLINE Vec abs(Vec a) { return {vabsq_##S(a.v)}; }                          \
    friend DELTAWARD_INLINE Vec sqrt(Vec a) { return {vsqrtq_##S(a.v)}; }                        \
    friend DELTAWARD_INLINE Vec nearest(Vec a) { return {vrndnq_##S(a.v)}; }                     \
    /* a 2ⁿ for whole n, |n| < 2 × the largest exponent: in two steps, for 2ⁿ alone overflows */ \
    friend DELTAWARD_INLINE Vec scale2(Vec a, Vec n) {                                           \
      const Vec half = nearest(n * set(T(0.5)));                                                 \
      return a * Vec{power_of_two(half.v)} * Vec{power_of_two((n - half).v)};                    \
    }                                                                                            \
    /* 2ⁿ for whole n, a normal number */                                                        \
    friend DELTAWARD_INLINE Vec exp2(Vec n) { return {power_of_two(n.v)}; }                      \
    /* a > b ? x : y, and y where a or b is NaN */                                               \
    friend DELTAWARD_INLINE Vec where_greater(Vec a, Vec b, Vec x, Vec y) {                      \
      return {vbslq_##S(vcgtq_##S(a.v, b.v), x.v, y.v)};                                         \
    }                                                                                            \
    /* the 128 bits at p: a vector is one group of them */                                       \
    static DELTAWARD_INLINE Vec groups(const T* p, std::size_t) { return load(p); }              \
    /* a0 b0 (a1 b1), and from the upper half */                                                 \
    friend DELTAWARD_INLINE Vec zip_low(Vec a, Vec b) { return {vzip1q_##S(a.v, b.v)}; }         \
    friend DELTAWARD_INLINE Vec zip_high(Vec a, Vec b) { return {vzip2q_##S(a.v, b.v)}; }        \
    friend DELTAWARD_INLINE T sum(Vec a) { return vaddvq_##S(a.v); }                             \
  };

DELTAWARD_VEC128(float, float32x4_t, f32, 4)
DELTAWARD_VEC128(double, float64x2_t, f64, 2)
#undef DELTAWARD_VEC128

// Within each 128 bits: a0 a1 b0 b1, and a2 a3 b2 b3.
DELTAWARD_INLINE Vec<float> zip_low_pairs(Vec<float> a, Vec<float> b) {
  return {zip_pairs(a.v, b.v, false)};
}
DELTAWARD_INLINE Vec<float> zip_high_pairs(Vec<float> a, Vec<float> b) {
  return {zip_pairs(a.v, b.v, true)};
}

}  // namespace
}  // namespace deltaward
