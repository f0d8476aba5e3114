// SPDX-License-Identifier: MIT
// The tables that were compiled. Constant-initialised: nothing of an instruction set runs before
// dispatch has chosen it.
#pragma once

#include "kernels/table.hpp"

namespace deltaward {

extern constinit const Kernels<float> reference_float;
extern constinit const Kernels<double> reference_double;
#if defined(DELTAWARD_AVX2)
extern constinit const Kernels<float> avx2_float;
extern constinit const Kernels<double> avx2_double;
#endif
#if defined(DELTAWARD_AVX512)
extern constinit const Kernels<float> avx512_float;
extern constinit const Kernels<double> avx512_double;
#endif
#if defined(DELTAWARD_NEON)
extern constinit const Kernels<float> neon_float;
extern constinit const Kernels<double> neon_double;
#endif

}  // namespace deltaward
