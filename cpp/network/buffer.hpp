// SPDX-License-Identifier: MIT
// Zeroed, 64-byte-aligned memory of a fixed size, and the arithmetic that sizes it.
#pragma once

#include <cstddef>
#include <cstring>
#include <limits>
#include <new>
#include <utility>

#if defined(__linux__)
#include <sys/mman.h>
#endif

namespace deltaward {

inline constexpr std::size_t alignment = 64;

// No object is larger, nor a difference of its addresses.
inline constexpr std::size_t largest_size = std::numeric_limits<std::size_t>::max() / 2;

// a × b, or std::bad_alloc (MemoryError in Python) where it does not fit. Whatever sizes memory
// here is multiplied and added by these two.
inline std::size_t checked_product(std::size_t a, std::size_t b) {
  if (b && a > largest_size / b) throw std::bad_alloc();
  return a * b;
}

inline std::size_t checked_sum(std::size_t a, std::size_t b) {
  if (b > largest_size || a > largest_size - b) throw std::bad_alloc();
  return a + b;
}

// The stride of rows of n elements: whole cache lines, so that every row starts on one, and not a
// multiple of four of them, or a column would fall into few sets of the cache.
template <class T>
std::size_t padded(std::size_t n) {
  constexpr std::size_t line = alignment / sizeof(T);
  const std::size_t lines = checked_sum(n, line - 1) / line;
  return (lines % 4 ? lines : lines + 1) * line;
}

template <class T>
class Buffer {
 public:
  Buffer() = default;
  explicit Buffer(std::size_t n) : size_(n) {
    const std::size_t bytes = checked_product(n, sizeof(T));
    data_ = static_cast<T*>(::operator new(bytes ? bytes : alignment, place_of(bytes)));
#if defined(__linux__)
    // A column of a large matrix meets a page a row; as many pages as that have no room in the TLB.
    if (bytes >= huge_page) madvise(data_, bytes, MADV_HUGEPAGE);
#endif
    std::memset(data_, 0, bytes);
  }
  ~Buffer() { ::operator delete(data_, place_of(size_ * sizeof(T))); }
  Buffer(Buffer&& other) noexcept
      : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}
  Buffer& operator=(Buffer&& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    return *this;
  }

  T* data() const { return data_; }
  std::size_t size() const { return size_; }

 private:
  static constexpr std::size_t huge_page = std::size_t{2} << 20;
  static constexpr std::align_val_t place_of(std::size_t bytes) {
    return std::align_val_t{bytes >= huge_page ? huge_page : alignment};
  }

  T* data_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace deltaward
