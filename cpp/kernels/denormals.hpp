// SPDX-License-Identifier: MIT
// Denormal numbers count as 0 while a FlushDenormals lives: arithmetic on them is done in microcode
// and was measured 65 times slower. The caller's float environment comes back with the destructor.
#pragma once

#include <cstdint>

#if defined(DELTAWARD_X86)
#include <xmmintrin.h>
#endif

namespace deltaward {

class FloatEnvironment {
 public:
  FloatEnvironment(const FloatEnvironment&) = delete;
  FloatEnvironment& operator=(const FloatEnvironment&) = delete;

 protected:
  explicit FloatEnvironment(bool flush) : kept_(read()) {
    write(flush ? kept_ | flush_bits : kept_ & ~flush_bits);
  }
  ~FloatEnvironment() { write(kept_); }

 private:
#if defined(DELTAWARD_X86)
  using Word = unsigned;
  static constexpr Word flush_bits = 0x8040;  // FTZ and DAZ of MXCSR
  static Word read() { return _mm_getcsr(); }
  static void write(Word word) { _mm_setcsr(word); }
#elif defined(DELTAWARD_ARM64) && !defined(_MSC_VER)
  using Word = std::uint64_t;
  static constexpr Word flush_bits = Word{1} << 24;  // FZ of FPCR
  static Word read() {
    Word word;
    __asm__ volatile("mrs %0, fpcr" : "=r"(word));
    return word;
  }
  static void write(Word word) { __asm__ volatile("msr fpcr, %0" : : "r"(word)); }
#else
  using Word = unsigned;
  static constexpr Word flush_bits = 0;
  static Word read() { return 0; }
  static void write(Word) {}
#endif
  Word kept_;
};

class FlushDenormals : FloatEnvironment {
 public:
  FlushDenormals() : FloatEnvironment(true) {}
};

// For what is called from within and is not ours.
class AllowDenormals : FloatEnvironment {
 public:
  AllowDenormals() : FloatEnvironment(false) {}
};

}  // namespace deltaward
