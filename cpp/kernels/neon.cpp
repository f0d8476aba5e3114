// SPDX-License-Identifier: MIT
#include "kernels/vec_neon.hpp"
//
#include "kernels/isa.hpp"
#include "kernels/loops/make_table.hpp"

namespace deltaward {

constinit const Kernels<float> neon_float = make_table<float>();
constinit const Kernels<double> neon_double = make_table<double>();

}  // namespace deltaward
