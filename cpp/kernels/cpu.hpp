// SPDX-License-Identifier: MIT
// What the CPU and the operating system offer.
#pragma once

#include <string>

namespace deltaward {

// The features that an instruction set needs and this machine lacks, as "AVX2, FMA"; empty if it
// has them all.
std::string missing_for_avx2();
std::string missing_for_avx512();

}  // namespace deltaward
