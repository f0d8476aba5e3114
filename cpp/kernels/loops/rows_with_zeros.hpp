// SPDX-License-Identifier: MIT
// Products whose left operand has many zeros, as behind a ReLU or among MNIST's pixels. A row of C
// stays in registers while those rows of B pass by whose element of A is not 0. Each FMA loads its
// vector of B, which L1 can just deliver and where a tile loads it once for all its rows: half of
// the elements take 0.65 to 0.8 of a tile's time, a third 0.5.
//
// The bits are those of the tiles. What is left out, 0 · b, could only have changed a sum of −0 or,
// where denormals are flushed, a bias that is one (rows that end so are added up again with all of
// it), or made a NaN of what is no number (a block of B with such elements meets all of A).
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/loops/gemm.hpp"
#include "kernels/matrix.hpp"

namespace deltaward {
namespace {

// Sums of a product's rows over all k. A row is eight vectors wide, as many chains of FMAs as keep
// two units of four cycles busy. (With four, and two rows at once, half of the elements took 0.8 of
// a tile's time instead of 0.75, and case B on two threads 1.04 of its time.)
template <class V, Walk walk, class T = typename V::Scalar>
class RowsWithZeros {
  static constexpr std::size_t N = 8;

 public:
  static constexpr std::size_t width = N * V::lanes;
  static constexpr std::size_t most = 256;  // rows at once

  explicit RowsWithZeros(const Product<T>& t) : t_(t) {}

  // to (rows, width) = bias + A B: at most `most` rows of C from i on, columns from j on.
  void add_up(std::size_t i, std::size_t rows, std::size_t j, T* to, std::size_t stride) {
    for (std::size_t first = 0; first < t_.k; first += block) {
      const std::size_t last = smaller(t_.k, first + block);
      const Span<T> s = panel({i, j, width, first, last, nullptr, 0}, rows);
      find(s, rows);
      visit(s, rows, to, stride);
    }
    for (std::size_t r = 0; r < rows; ++r)
      if (has_next_to_zero(to + r * stride)) add_up_all(i + r, j, to + r * stride);
  }

 private:
  static constexpr std::size_t block = panel_bytes / (width * sizeof(T));  // of k, in L1
  static constexpr std::size_t word = 32;  // elements of A whose bits are found at once
  static constexpr std::size_t words = block / word;
  static_assert(words * word == block && words % 2 == 0);

  // The element of A by which row p of B comes into row i of C.
  const T* element(std::size_t i, std::size_t p) const {
    return walk == Walk::beside ? t_.a + p * t_.a_stride + i : t_.a + i * t_.a_stride + p;
  }

  // Where the span's part of B is; copied together if that pays.
  Span<T> panel(Span<T> s, std::size_t rows) {
    if (t_.b_transposed || walk == Walk::picked || rows >= 48) {
      copy_panel<V, walk>(t_, s, panel_, width);
      s.b = panel_;
      s.b_stride = width;
    } else {
      s.b = t_.b + s.first * t_.b_stride + s.j;
      s.b_stride = t_.b_stride;
    }
    return s;
  }

  static bool is_finite(const Span<T>& s) {
    V zeros[N];
    DELTAWARD_UNROLL for (std::size_t n = 0; n < N; ++n) zeros[n] = V::set(0);
    for (std::size_t p = 0; p < s.last - s.first; ++p)
      DELTAWARD_UNROLL for (std::size_t n = 0; n < N; ++n) zeros[n] =
          fma(V::set(0), V::load(s.b + p * s.b_stride + n * V::lanes), zeros[n]);
    V total = zeros[0];
    DELTAWARD_UNROLL for (std::size_t n = 1; n < N; ++n) total = total + zeros[n];
    return sum(total) == 0;
  }

  // A bit for each element of A that is not 0.
  void find(const Span<T>& s, std::size_t rows) {
    const bool all = !is_finite(s);
    for (std::size_t w = 0; w < words; ++w) {
      const std::size_t from = s.first + w * word;
      const std::size_t count = from < s.last ? smaller(s.last - from, word) : 0;
      const std::uint32_t whole =
          count < word ? (std::uint32_t{1} << count) - 1 : ~std::uint32_t{0};
      for (std::size_t r = 0; r < rows;) {
        if (all || count == 0)
          bits_[w][r++] = whole;
        else if (walk == Walk::beside && r + lines <= rows)
          find_beside(element(s.i + r, from), count, bits_[w] + r), r += lines;
        else
          bits_[w][r] = find_in_row(element(s.i + r, from), count), ++r;
      }
    }
  }

  // Of one row of C.
  std::uint32_t find_in_row(const T* a, std::size_t count) const {
    const std::size_t apart = walk == Walk::beside ? t_.a_stride : 1;
    std::uint32_t found = 0;
    std::size_t p = 0;
    if (apart == 1)
      for (; p + V::lanes <= count; p += V::lanes) found |= nonzero_lanes(V::load(a + p)) << p;
    for (; p < count; ++p) found |= std::uint32_t{a[p * apart] != 0} << p;
    return found;
  }

  // Of rows whose elements lie side by side: a plain loop that a compiler makes vectors of.
  static constexpr std::size_t lines = 16;
  void find_beside(const T* a, std::size_t count, std::uint32_t* bits) const {
    std::uint32_t found[lines] = {};
    for (std::size_t p = 0; p < count; ++p, a += t_.a_stride)
      for (std::size_t r = 0; r < lines; ++r) found[r] |= std::uint32_t{a[r] != 0} << p;
    for (std::size_t r = 0; r < lines; ++r) bits[r] = found[r];
  }

  void visit(const Span<T>& s, std::size_t rows, T* to, std::size_t stride) {
    Upcoming<T> next = upcoming(s);
    const std::size_t share = next.left / rows + 1;
    for (std::size_t r = 0; r < rows; ++r) {
      next.ask(share);
      visit_row(s, r, to + r * stride);
    }
  }

  // Not inlined: among the loops around it GCC 12 keeps addresses in vector registers.
  DELTAWARD_NOINLINE void visit_row(const Span<T>& s, std::size_t r, T* to) {
    V v[N];
    if (s.first)
      DELTAWARD_UNROLL for (std::size_t n = 0; n < N; ++n) v[n] = V::load(to + n * V::lanes);
    else if (t_.bias)
      DELTAWARD_UNROLL for (std::size_t n = 0; n < N; ++n) v[n] =
          V::load(t_.bias + s.j + n * V::lanes);
    else
      DELTAWARD_UNROLL for (std::size_t n = 0; n < N; ++n) v[n] = V::set(0);

    const std::size_t next = walk == Walk::beside ? t_.a_stride : 1, b_stride = s.b_stride;
    const T *a = element(s.i + r, s.first), *b = s.b;
    for (std::size_t w = 0; w < words; w += 2) {
      std::uint64_t left = bits_[w][r] | std::uint64_t{bits_[w + 1][r]} << word;
      for (; left; left &= left - 1) {
        const std::size_t p = lowest_bit(left);
        const V x = V::set(a[p * next]);
        const T* row = b + p * b_stride;
        DELTAWARD_UNROLL for (std::size_t n = 0; n < N; ++n) v[n] =
            fma(x, V::load(row + n * V::lanes), v[n]);
      }
      a += 2 * word * next;
      b += 2 * word * b_stride;
    }
    DELTAWARD_UNROLL for (std::size_t n = 0; n < N; ++n) v[n].store(to + n * V::lanes);
  }

  // The next block of k, or the first of the columns behind these.
  Upcoming<T> upcoming(const Span<T>& s) const {
    const bool goes_on = s.last < t_.k;
    const std::size_t j = goes_on ? s.j : s.j + width, first = goes_on ? s.last : 0;
    if (walk == Walk::picked || j + width > t_.n) return {nullptr, 0, 0, 0};
    const std::size_t rows = smaller(t_.k - first, block);
    return t_.b_transposed ? Upcoming<T>{t_.b + j * t_.b_stride + first, t_.b_stride, rows, width}
                           : Upcoming<T>{t_.b + first * t_.b_stride + j, t_.b_stride, width, rows};
  }

  // −0 and denormal numbers: what an FMA may make a 0 of though it adds nothing.
  static bool has_next_to_zero(const T* x) {
    const auto normal = bits_of(sizeof(T) == 4 ? T(0x1p-126) : T(0x1p-1022));
    const auto sign = bits_of(T(-0.0));
    unsigned found = 0;
    for (std::size_t n = 0; n < width; ++n) {
      const auto bits = bits_of(x[n]);
      found |= static_cast<unsigned>(bits != 0 && (bits & ~sign) < normal);
    }
    return found != 0;
  }

  // With the zeros.
  void add_up_all(std::size_t i, std::size_t j, T* to) const {
    V v[N];
    for (std::size_t n = 0; n < N; ++n)
      v[n] = t_.bias ? V::load(t_.bias + j + n * V::lanes) : V::set(0);
    for (std::size_t p = 0; p < t_.k; ++p) {
      T copy[width];
      const T* row = t_.b + (walk == Walk::picked ? t_.lines[p] : p) * t_.b_stride + j;
      if (t_.b_transposed) {
        for (std::size_t n = 0; n < width; ++n) copy[n] = t_.b[(j + n) * t_.b_stride + p];
        row = copy;
      }
      const V x = V::set(*element(i, p));
      for (std::size_t n = 0; n < N; ++n) v[n] = fma(x, V::load(row + n * V::lanes), v[n]);
    }
    for (std::size_t n = 0; n < N; ++n) v[n].store(to + n * V::lanes);
  }

  const Product<T>& t_;
  alignas(64) T panel_[block * width];
  std::uint32_t bits_[words][most];
};

}  // namespace
}  // namespace deltaward
