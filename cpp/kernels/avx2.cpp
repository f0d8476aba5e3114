// SPDX-License-Identifier: MIT
#include "kernels/vec_avx2.hpp"
//
#include "kernels/isa.hpp"
#include "kernels/loops/make_table.hpp"

namespace deltaward {

constinit const Kernels<float> avx2_float = make_table<float>();
constinit const Kernels<double> avx2_double = make_table<double>();

}  // namespace deltaward
