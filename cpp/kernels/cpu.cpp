// SPDX-License-Identifier: MIT
#include "kernels/cpu.hpp"

#if !defined(DELTAWARD_X86)

bool deltaward::has_quick_divider() { return true; }

#else

#include <array>
#include <cstdint>
#include <span>

#include "kernels/list.hpp"

#if defined(_MSC_VER)
#include <intrin.h>
#else
#include <cpuid.h>
#endif

namespace deltaward {
namespace {

enum Register { eax, ebx, ecx, edx };

std::array<std::uint32_t, 4> cpuid(std::uint32_t leaf) {
  std::array<std::uint32_t, 4> r{};
#if defined(_MSC_VER)
  int out[4];
  __cpuidex(out, static_cast<int>(leaf), 0);
  for (int i = 0; i < 4; ++i) r[i] = static_cast<std::uint32_t>(out[i]);
#else
  __get_cpuid_count(leaf, 0, &r[eax], &r[ebx], &r[ecx], &r[edx]);
#endif
  return r;
}

// The vector state that the operating system saves (XCR0), 0 without XSAVE.
std::uint64_t saved_state() {
  constexpr std::uint32_t osxsave = 1u << 27;
  if (!(cpuid(1)[ecx] & osxsave)) return 0;
#if defined(_MSC_VER)
  return _xgetbv(0);
#else
  std::uint32_t low, high;
  __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return std::uint64_t{high} << 32 | low;
#endif
}

struct Feature {
  const char* name;
  std::uint32_t leaf;
  Register reg;
  int bit;
};

constexpr Feature avx2_features[] = {{"AVX", 1, ecx, 28}, {"FMA", 1, ecx, 12}, {"AVX2", 7, ebx, 5}};
constexpr Feature avx512_features[] = {
    {"AVX512F", 7, ebx, 16}, {"AVX512DQ", 7, ebx, 17}, {"AVX512VL", 7, ebx, 31}};

std::string missing(std::span<const Feature> features, std::uint64_t state,
                    const char* state_name) {
  std::string names;
  for (const Feature& f : features)
    if (!(cpuid(f.leaf)[f.reg] >> f.bit & 1)) add_to_list(names, f.name);
  if (names.empty() && (saved_state() & state) != state) add_to_list(names, state_name);
  return names;
}

}  // namespace

std::string missing_for_avx2() {
  return missing(avx2_features, 0x06, "the operating system's support for AVX registers");
}

std::string missing_for_avx512() {
  std::string lower = missing_for_avx2();
  if (!lower.empty()) return lower;
  return missing(avx512_features, 0xE6, "the operating system's support for AVX-512 registers");
}

// AMD's from Zen 5 (family 1Ah) on: a root and a quotient of 16 floats in 5 cycles as measured,
// Intel's Sapphire Rapids in 35.
bool has_quick_divider() {
  static const bool has = [] {
    constexpr std::uint32_t amd = 0x444d4163;  // "cAMD", the end of its name
    const std::uint32_t version = cpuid(1)[eax];
    return cpuid(0)[ecx] == amd && (version >> 8 & 0xF) + (version >> 20 & 0xFF) >= 0x1A;
  }();
  return has;  // a virtual machine takes a microsecond and more for each question
}

}  // namespace deltaward

#endif
