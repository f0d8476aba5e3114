// SPDX-License-Identifier: MIT
#include "kernels/dispatch.hpp"

#include <cstdlib>
#include <stdexcept>
#include <type_traits>

#include "kernels/cpu.hpp"
#include "kernels/isa.hpp"
#include "kernels/list.hpp"

namespace deltaward {
namespace {

std::string nothing_missing() { return {}; }

template <class T>
const Kernels<T>& table_of(const Isa& isa) {
  if constexpr (std::is_same_v<T, float>)
    return *isa.for_float;
  else
    return *isa.for_double;
}

const Isa& choose() {
  const std::span<const Isa> isas = compiled_isas();
  const char* forced = std::getenv("DELTAWARD_ISA");
  if (!forced || !*forced) {
    const Isa* best = &isas.front();
    for (const Isa& isa : isas)
      if (isa.missing().empty()) best = &isa;
    return *best;
  }
  std::string known;
  for (const Isa& isa : isas) {
    add_to_list(known, isa.name);
    if (forced != std::string(isa.name)) continue;
    const std::string missing = isa.missing();
    if (missing.empty()) return isa;
    throw std::runtime_error("DELTAWARD_ISA=" + std::string(forced) + ": this CPU lacks " +
                             missing);
  }
  throw std::runtime_error("DELTAWARD_ISA=" + std::string(forced) + ": expected one of " + known);
}

}  // namespace

std::span<const Isa> compiled_isas() {
  static constexpr Isa isas[] = {
      {"reference", &reference_float, &reference_double, nothing_missing},
#if defined(DELTAWARD_AVX2)
      {"avx2", &avx2_float, &avx2_double, missing_for_avx2},
#endif
#if defined(DELTAWARD_AVX512)
      {"avx512", &avx512_float, &avx512_double, missing_for_avx512},
#endif
#if defined(DELTAWARD_NEON)
      {"neon", &neon_float, &neon_double, nothing_missing},
#endif
  };
  return isas;
}

const Isa& active_isa() {
  static const Isa& chosen = choose();
  return chosen;
}

template <class T>
const Kernels<T>& kernels() {
  return table_of<T>(active_isa());
}

template <class T>
const Kernels<T>& kernels_for(std::size_t numbers) {
  for (const Isa& isa : compiled_isas())
    if (&isa == &active_isa() || table_of<T>(isa).narrow >= numbers) return table_of<T>(isa);
  return kernels<T>();
}

template const Kernels<float>& kernels<float>();
template const Kernels<double>& kernels<double>();
template const Kernels<float>& kernels_for<float>(std::size_t);
template const Kernels<double>& kernels_for<double>(std::size_t);

}  // namespace deltaward
