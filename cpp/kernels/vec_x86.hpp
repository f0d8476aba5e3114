// SPDX-License-Identifier: MIT
// What AVX-512 without BW and AVX2 do alike with bytes.
#pragma once

#include <immintrin.h>

#include <cstddef>
#include <cstdint>

#include "kernels/matrix.hpp"

namespace deltaward {
namespace {

// A bit for each of 64 columns from `first` on that is not 0 in one of the rows.
DELTAWARD_INLINE std::uint64_t nonzero_in_any(std::size_t rows, const std::uint8_t* const* x,
                                              std::size_t first) {
  __m256i any[2] = {_mm256_setzero_si256(), _mm256_setzero_si256()};
  for (std::size_t i = 0; i < rows; ++i)
    for (std::size_t half = 0; half < 2; ++half)
      any[half] = _mm256_or_si256(
          any[half],
          _mm256_loadu_si256(reinterpret_cast<const __m256i*>(x[i] + first + 32 * half)));
  std::uint32_t zeros[2];
  for (std::size_t half = 0; half < 2; ++half)
    zeros[half] = static_cast<std::uint32_t>(
        _mm256_movemask_epi8(_mm256_cmpeq_epi8(any[half], _mm256_setzero_si256())));
  return ~(std::uint64_t{zeros[1]} << 32 | zeros[0]);
}

}  // namespace
}  // namespace deltaward
