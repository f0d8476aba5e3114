// SPDX-License-Identifier: MIT
// Vec for AVX2 with FMA. Only this type is written by hand per instruction set.
#pragma once

#include <immintrin.h>

#include <cstddef>
#include <cstdint>

#include "kernels/matrix.hpp"
#include "kernels/vec_x86.hpp"

namespace deltaward {
namespace {

template <class T>
struct Vec;

alignas(64) constexpr std::int32_t tail_bits[16] = {-1, -1, -1, -1, -1, -1, -1, -1};

// 2ⁿ as bits, n whole and within the exponent's range.
DELTAWARD_INLINE __m256 power_of_two(__m256 n) {
  const __m256i e = _mm256_add_epi32(_mm256_cvtps_epi32(n), _mm256_set1_epi32(127));
  return _mm256_castsi256_ps(_mm256_slli_epi32(e, 23));
}
// AVX2 can't convert double to int64: adding 1.5 × 2⁵² leaves n + 1023 in the low bits.
DELTAWARD_INLINE __m256d power_of_two(__m256d n) {
  const __m256d e = _mm256_add_pd(n, _mm256_set1_pd(6755399441055744.0 + 1023.0));
  return _mm256_castsi256_pd(_mm256_slli_epi64(_mm256_castpd_si256(e), 52));
}
DELTAWARD_INLINE __m256 spread_lane(__m256 v, std::size_t i) {
  return _mm256_permutevar8x32_ps(v, _mm256_set1_epi32(static_cast<int>(i)));
}
DELTAWARD_INLINE __m256d spread_lane(__m256d v, std::size_t i) {
  const __m256i halves = _mm256_set1_epi64x(static_cast<long long>((2 * i + 1) << 32 | 2 * i));
  return _mm256_castps_pd(_mm256_permutevar8x32_ps(_mm256_castpd_ps(v), halves));
}
DELTAWARD_INLINE __m128 half_sum(__m256 v) {
  return _mm_add_ps(_mm256_castps256_ps128(v), _mm256_extractf128_ps(v, 1));
}
DELTAWARD_INLINE float fold_sum(__m256 v) {
  const __m128 s4 = half_sum(v);
  const __m128 s2 = _mm_add_ps(s4, _mm_movehl_ps(s4, s4));
  return _mm_cvtss_f32(_mm_add_ss(s2, _mm_movehdup_ps(s2)));
}
DELTAWARD_INLINE double fold_sum(__m256d v) {
  const __m128d s = _mm_add_pd(_mm256_castpd256_pd128(v), _mm256_extractf128_pd(v, 1));
  return _mm_cvtsd_f64(_mm_add_sd(s, _mm_unpackhi_pd(s, s)));
}

// 128 bits from each of two rows.
DELTAWARD_INLINE __m256 two_groups(const float* p, std::size_t stride) {
  return _mm256_insertf128_ps(_mm256_castps128_ps256(_mm_loadu_ps(p)), _mm_loadu_ps(p + stride), 1);
}
DELTAWARD_INLINE __m256d two_groups(const double* p, std::size_t stride) {
  return _mm256_insertf128_pd(_mm256_castpd128_pd256(_mm_loadu_pd(p)), _mm_loadu_pd(p + stride), 1);
}
DELTAWARD_INLINE __m256 zip_pairs(__m256 a, __m256 b, bool high) {
  const __m256d x = _mm256_castps_pd(a), y = _mm256_castps_pd(b);
  return _mm256_castpd_ps(high ? _mm256_unpackhi_pd(x, y) : _mm256_unpacklo_pd(x, y));
}

// The next bytes as numbers.
DELTAWARD_INLINE __m256 widen(const std::uint8_t* p, __m256) {
  return _mm256_cvtepi32_ps(
      _mm256_cvtepu8_epi32(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(p))));
}
DELTAWARD_INLINE __m256d widen(const std::uint8_t* p, __m256d) {
  return _mm256_cvtepi32_pd(_mm_cvtepu8_epi32(_mm_loadu_si32(p)));
}

#define DELTAWARD_VEC256(T, R, S, LANES)                                                           \
  template <>                                                                                      \
  struct Vec<T> {                                                                                  \
    using Scalar = T;                                                                              \
    using Tail = __m256i;                                                                          \
    static constexpr std::size_t lanes = LANES;                                                    \
    /* 12 accumulators, up to 2 vectors of B and one of A: 15 of 16 registers. */                  \
    static constexpr std::size_t accumulators = 12, tile_vectors = 2;                              \
    static constexpr bool presses = false;                                                         \
    R v;                                                                                           \
    static DELTAWARD_INLINE Tail tail(std::size_t n) {                                             \
      return _mm256_loadu_si256(                                                                   \
          reinterpret_cast<const __m256i*>(tail_bits + 8 - n * sizeof(T) / 4));                    \
    }                                                                                              \
    static DELTAWARD_INLINE Vec set(T x) { return {_mm256_set1_##S(x)}; }                          \
    /* lane i of v in all lanes */                                                                 \
    friend DELTAWARD_INLINE Vec spread(Vec v, std::size_t i) { return {spread_lane(v.v, i)}; }     \
    static DELTAWARD_INLINE Vec load(const T* p) { return {_mm256_loadu_##S(p)}; }                 \
    static DELTAWARD_INLINE Vec load(const T* p, Tail t) { return {_mm256_maskload_##S(p, t)}; }   \
    static DELTAWARD_INLINE Vec from_bytes(const std::uint8_t* p) { return {widen(p, R{})}; }      \
    static DELTAWARD_INLINE std::uint64_t nonzero_bytes(std::size_t rows,                          \
                                                        const std::uint8_t* const* x,              \
                                                        std::size_t first) {                       \
      return nonzero_in_any(rows, x, first);                                                       \
    }                                                                                              \
    /* a bit for each lane that is not 0 */                                                        \
    friend DELTAWARD_INLINE unsigned nonzero_lanes(Vec a) {                                        \
      return static_cast<unsigned>(                                                                \
          _mm256_movemask_##S(_mm256_cmp_##S(a.v, set(0).v, _CMP_NEQ_UQ)));                        \
    }                                                                                              \
    DELTAWARD_INLINE void store(T* p) const { _mm256_storeu_##S(p, v); }                           \
    DELTAWARD_INLINE void store(T* p, Tail t) const { _mm256_maskstore_##S(p, t, v); }             \
    friend DELTAWARD_INLINE Vec operator+(Vec a, Vec b) { return {_mm256_add_##S(a.v, b.v)}; }     \
    friend DELTAWARD_INLINE Vec operator-(Vec a, Vec b) { return {_mm256_sub_##S(a.v, b.v)}; }     \
    friend DELTAWARD_INLINE Vec operator*(Vec a, Vec b) { return {_mm256_mul_##S(a.v, b.v)}; }     \
    friend DELTAWARD_INLINE Vec operator/(Vec a, Vec b) { return {_mm256_div_##S(a.v, b.v)}; }     \
    /* a b + c */                                                                                  \
    friend DELTAWARD_INLINE Vec fma(Vec a, Vec b, Vec c) {                                         \
      return {_mm256_fmadd_##S(a.v, b.v, c.v)};                                                    \
    }                                                                                              \
    /* min and max hand on a NaN in their second argument. */                                      \
    friend DELTAWARD_INLINE Vec min(Vec a, Vec b) { return {_mm256_min_##S(a.v, b.v)}; }           \
    friend DELTAWARD_INLINE Vec max(Vec a, Vec b) { return {_mm256_max_##S(a.v, b.v)}; }           \
    friend DELTAWARD_INLINE Vec abs(Vec a) {                                                       \
      return {_mm256_andnot_##S(_mm256_set1_##S(T(-0.0)), a.v)};                                   \
    }                                                                                              \
    friend DELTAWARD_INLINE Vec sqrt(Vec a) { return {_mm256_sqrt_##S(a.v)}; }                     \
    friend DELTAWARD_INLINE Vec nearest(Vec a) { return {_mm256_round_##S(a.v, 8)}; }              \
    /* a 2ⁿ for whole n, |n| < 2 × the largest exponent: in two steps, for 2ⁿ alone overflows */   \
    friend DELTAWARD_INLINE Vec scale2(Vec a, Vec n) {                                             \
      const Vec half = nearest(n * set(T(0.5)));                                                   \
      return a * Vec{power_of_two(half.v)} * Vec{power_of_two((n - half).v)};                      \
    }                                                                                              \
    /* 2ⁿ for whole n, a normal number */                                                          \
    friend DELTAWARD_INLINE Vec exp2(Vec n) { return {power_of_two(n.v)}; }                        \
    /* a > b ? x : y, and y where a or b is NaN */                                                 \
    friend DELTAWARD_INLINE Vec where_greater(Vec a, Vec b, Vec x, Vec y) {                        \
      return {_mm256_blendv_##S(y.v, x.v, _mm256_cmp_##S(a.v, b.v, _CMP_GT_OQ))};                  \
    }                                                                                              \
    /* 128 bits from each of the rows 0, stride, 2 stride, ... of p */                             \
    static DELTAWARD_INLINE Vec groups(const T* p, std::size_t stride) {                           \
      return {two_groups(p, stride)};                                                              \
    }                                                                                              \
    /* within each 128 bits: a0 b0 (a1 b1), and from the upper half */                             \
    friend DELTAWARD_INLINE Vec zip_low(Vec a, Vec b) { return {_mm256_unpacklo_##S(a.v, b.v)}; }  \
    friend DELTAWARD_INLINE Vec zip_high(Vec a, Vec b) { return {_mm256_unpackhi_##S(a.v, b.v)}; } \
    friend DELTAWARD_INLINE T sum(Vec a) { return fold_sum(a.v); }                                 \
  };

DELTAWARD_VEC256(float, __m256, ps, 8)
DELTAWARD_VEC256(double, __m256d, pd, 4)
#undef DELTAWARD_VEC256

// Within each 128 bits: a0 a1 b0 b1, and a2 a3 b2 b3.
DELTAWARD_INLINE Vec<float> zip_low_pairs(Vec<float> a, Vec<float> b) {
  return {zip_pairs(a.v, b.v, false)};
}
DELTAWARD_INLINE Vec<float> zip_high_pairs(Vec<float> a, Vec<float> b) {
  return {zip_pairs(a.v, b.v, true)};
}

}  // namespace
}  // namespace deltaward
