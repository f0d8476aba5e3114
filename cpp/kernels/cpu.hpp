// SPDX-License-Identifier: MIT
// What the CPU and the operating system offer.
#pragma once

#include <string>

namespace deltaward {

// The features that an instruction set needs and this machine lacks, as "AVX2, FMA"; empty if it
// has them all.
std::string missing_for_avx2();
std::string missing_for_avx512();

// Whether a vector's quotient takes the divider no longer than the multiplications that give it.
bool has_quick_divider();

}  // namespace deltaward
