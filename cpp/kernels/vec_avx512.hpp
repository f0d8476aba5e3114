// SPDX-License-Identifier: MIT
// Vec for AVX-512 (F, DQ, VL). Only this type is written by hand per instruction set.
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

// 128 bits from each of four rows.
DELTAWARD_INLINE __m512 four_groups(const float* p, std::size_t stride) {
  __m512 v = _mm512_castps128_ps512(_mm_loadu_ps(p));
  v = _mm512_insertf32x4(v, _mm_loadu_ps(p + stride), 1);
  v = _mm512_insertf32x4(v, _mm_loadu_ps(p + 2 * stride), 2);
  return _mm512_insertf32x4(v, _mm_loadu_ps(p + 3 * stride), 3);
}
DELTAWARD_INLINE __m512d four_groups(const double* p, std::size_t stride) {
  __m512d v = _mm512_castpd128_pd512(_mm_loadu_pd(p));
  v = _mm512_insertf64x2(v, _mm_loadu_pd(p + stride), 1);
  v = _mm512_insertf64x2(v, _mm_loadu_pd(p + 2 * stride), 2);
  return _mm512_insertf64x2(v, _mm_loadu_pd(p + 3 * stride), 3);
}
DELTAWARD_INLINE __m512 zip_pairs(__m512 a, __m512 b, bool high) {
  const __m512d x = _mm512_castps_pd(a), y = _mm512_castps_pd(b);
  return _mm512_castpd_ps(high ? _mm512_unpackhi_pd(x, y) : _mm512_unpacklo_pd(x, y));
}

DELTAWARD_INLINE __m512 spread_lane(__m512 v, std::size_t i) {
  return _mm512_permutexvar_ps(_mm512_set1_epi32(static_cast<int>(i)), v);
}
DELTAWARD_INLINE __m512d spread_lane(__m512d v, std::size_t i) {
  return _mm512_permutexvar_pd(_mm512_set1_epi64(static_cast<long long>(i)), v);
}

// The next bytes as numbers.
DELTAWARD_INLINE __m512 widen(const std::uint8_t* p, __m512) {
  return _mm512_cvtepi32_ps(
      _mm512_cvtepu8_epi32(_mm_loadu_si128(reinterpret_cast<const __m128i*>(p))));
}
DELTAWARD_INLINE __m512d widen(const std::uint8_t* p, __m512d) {
  return _mm512_cvtepi32_pd(
      _mm256_cvtepu8_epi32(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(p))));
}

// Stores first + j for each j of 16 whose bit is set, and anything behind them: there is room for
// 16. Returns how many.
DELTAWARD_INLINE std::size_t press_places(unsigned chosen, std::size_t first,
                                          std::uint32_t* places) {
  const __m512i all =
      _mm512_add_epi32(_mm512_set1_epi32(static_cast<int>(first)),
                       _mm512_set_epi32(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0));
  _mm512_storeu_si512(places, _mm512_maskz_compress_epi32(static_cast<__mmask16>(chosen), all));
  return static_cast<std::size_t>(_mm_popcnt_u32(chosen));
}

#define DELTAWARD_VEC512(T, R, S, MASK, LANES)                                                     \
  template <>                                                                                      \
  struct Vec<T> {                                                                                  \
    using Scalar = T;                                                                              \
    using Tail = MASK;                                                                             \
    static constexpr std::size_t lanes = LANES;                                                    \
    /* 24 accumulators, up to 4 vectors of B and one of A: 29 of 32 registers. */                  \
    static constexpr std::size_t accumulators = 24, tile_vectors = 4;                              \
    static constexpr bool presses = true;                                                          \
    R v;                                                                                           \
    static DELTAWARD_INLINE Tail tail(std::size_t n) { return static_cast<MASK>((1u << n) - 1u); } \
    static DELTAWARD_INLINE Vec set(T x) { return {_mm512_set1_##S(x)}; }                          \
    /* lane i of v in all lanes */                                                                 \
    friend DELTAWARD_INLINE Vec spread(Vec v, std::size_t i) { return {spread_lane(v.v, i)}; }     \
    static DELTAWARD_INLINE Vec load(const T* p) { return {_mm512_loadu_##S(p)}; }                 \
    static DELTAWARD_INLINE Vec load(const T* p, Tail t) {                                         \
      return {_mm512_maskz_loadu_##S(t, p)};                                                       \
    }                                                                                              \
    static DELTAWARD_INLINE Vec from_bytes(const std::uint8_t* p) { return {widen(p, R{})}; }      \
    static DELTAWARD_INLINE std::uint64_t nonzero_bytes(std::size_t rows,                          \
                                                        const std::uint8_t* const* x,              \
                                                        std::size_t first) {                       \
      return nonzero_in_any(rows, x, first);                                                       \
    }                                                                                              \
    static DELTAWARD_INLINE std::size_t press_places(unsigned chosen, std::size_t first,           \
                                                     std::uint32_t* places) {                      \
      return deltaward::press_places(chosen, first, places);                                       \
    }                                                                                              \
    static DELTAWARD_INLINE Tail lanes_of(unsigned bits) { return static_cast<MASK>(bits); }       \
    static DELTAWARD_INLINE std::size_t count(Tail t) {                                            \
      return static_cast<std::size_t>(_mm_popcnt_u32(t));                                          \
    }                                                                                              \
    /* Stores the lanes of the mask side by side, and anything behind them: p has room for all     \
       lanes. Not by a store that compresses: microcode on Zen 4. */                               \
    DELTAWARD_INLINE void press(Tail t, T* p) const {                                              \
      Vec{_mm512_maskz_compress_##S(t, v)}.store(p);                                               \
    }                                                                                              \
    /* a bit for each lane that is not 0 */                                                        \
    friend DELTAWARD_INLINE unsigned nonzero_lanes(Vec a) {                                        \
      return _mm512_cmp_##S##_mask(a.v, set(0).v, _CMP_NEQ_UQ);                                    \
    }                                                                                              \
    DELTAWARD_INLINE void store(T* p) const { _mm512_storeu_##S(p, v); }                           \
    DELTAWARD_INLINE void store(T* p, Tail t) const { _mm512_mask_storeu_##S(p, t, v); }           \
    friend DELTAWARD_INLINE Vec operator+(Vec a, Vec b) { return {_mm512_add_##S(a.v, b.v)}; }     \
    friend DELTAWARD_INLINE Vec operator-(Vec a, Vec b) { return {_mm512_sub_##S(a.v, b.v)}; }     \
    friend DELTAWARD_INLINE Vec operator*(Vec a, Vec b) { return {_mm512_mul_##S(a.v, b.v)}; }     \
    friend DELTAWARD_INLINE Vec operator/(Vec a, Vec b) { return {_mm512_div_##S(a.v, b.v)}; }     \
    /* a b + c */                                                                                  \
    friend DELTAWARD_INLINE Vec fma(Vec a, Vec b, Vec c) {                                         \
      return {_mm512_fmadd_##S(a.v, b.v, c.v)};                                                    \
    }                                                                                              \
    /* min and max hand on a NaN in their second argument. */                                      \
    friend DELTAWARD_INLINE Vec min(Vec a, Vec b) { return {_mm512_min_##S(a.v, b.v)}; }           \
    friend DELTAWARD_INLINE Vec max(Vec a, Vec b) { return {_mm512_max_##S(a.v, b.v)}; }           \
    friend DELTAWARD_INLINE Vec abs(Vec a) { return {_mm512_abs_##S(a.v)}; }                       \
    friend DELTAWARD_INLINE Vec sqrt(Vec a) { return {_mm512_sqrt_##S(a.v)}; }                     \
    friend DELTAWARD_INLINE Vec nearest(Vec a) { return {_mm512_roundscale_##S(a.v, 8)}; }         \
    /* a 2ⁿ for whole n */                                                                         \
    friend DELTAWARD_INLINE Vec scale2(Vec a, Vec n) { return {_mm512_scalef_##S(a.v, n.v)}; }     \
    /* 2ⁿ for whole n, a normal number */                                                          \
    friend DELTAWARD_INLINE Vec exp2(Vec n) { return scale2(set(1), n); }                          \
    /* a > b ? x : y, and y where a or b is NaN */                                                 \
    friend DELTAWARD_INLINE Vec where_greater(Vec a, Vec b, Vec x, Vec y) {                        \
      return {_mm512_mask_blend_##S(_mm512_cmp_##S##_mask(a.v, b.v, _CMP_GT_OQ), y.v, x.v)};       \
    }                                                                                              \
    /* 128 bits from each of the rows 0, stride, 2 stride, ... of p */                             \
    static DELTAWARD_INLINE Vec groups(const T* p, std::size_t stride) {                           \
      return {four_groups(p, stride)};                                                             \
    }                                                                                              \
    /* within each 128 bits: a0 b0 (a1 b1), and from the upper half */                             \
    friend DELTAWARD_INLINE Vec zip_low(Vec a, Vec b) { return {_mm512_unpacklo_##S(a.v, b.v)}; }  \
    friend DELTAWARD_INLINE Vec zip_high(Vec a, Vec b) { return {_mm512_unpackhi_##S(a.v, b.v)}; } \
    friend DELTAWARD_INLINE T sum(Vec a) { return _mm512_reduce_add_##S(a.v); }                    \
  };

DELTAWARD_VEC512(float, __m512, ps, __mmask16, 16)
DELTAWARD_VEC512(double, __m512d, pd, __mmask8, 8)
#undef DELTAWARD_VEC512

// a / b without the divider, which a root beside it keeps busy: the float nearest to it, within one
// unit in the last place where |a| < 2⁻¹⁰² and the remainder is flushed. The reciprocal is the
// nearest float to 1 / b whatever 14 bits a CPU's vrcp14ps begins with: rounded up, the first of
// Newton's steps ends on one of two floats from which the second gives it, tried for each of the
// 2²³ significands. (Rounded to nearest, one that is all ones would depend on the CPU.) The
// correction is Markstein's.
DELTAWARD_INLINE Vec<float> quotient(Vec<float> a, Vec<float> b) {
  b = min(Vec<float>::set(0x1p126f), b);  // an infinite one would give NaN
  const __m512 one = _mm512_set1_ps(1), rough = _mm512_rcp14_ps(b.v);
  const __m512 close = _mm512_fmadd_round_ps(_mm512_fnmadd_ps(b.v, rough, one), rough, rough,
                                             _MM_FROUND_TO_POS_INF | _MM_FROUND_NO_EXC);
  const __m512 reciprocal = _mm512_fmadd_ps(_mm512_fnmadd_ps(b.v, close, one), close, close);
  const __m512 q = _mm512_mul_ps(a.v, reciprocal);
  return {_mm512_fmadd_ps(_mm512_fnmadd_ps(b.v, q, a.v), reciprocal, q)};
}

// Within each 128 bits: a0 a1 b0 b1, and a2 a3 b2 b3.
DELTAWARD_INLINE Vec<float> zip_low_pairs(Vec<float> a, Vec<float> b) {
  return {zip_pairs(a.v, b.v, false)};
}
DELTAWARD_INLINE Vec<float> zip_high_pairs(Vec<float> a, Vec<float> b) {
  return {zip_pairs(a.v, b.v, true)};
}

}  // namespace
}  // namespace deltaward
