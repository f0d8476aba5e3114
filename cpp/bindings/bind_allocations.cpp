// SPDX-License-Identifier: MIT
// Only in the build preset `oom`: this module's own operators new and delete, which count what is
// there and fail where a test says so. Aligned buffers come from them too (network/buffer.hpp).
#include <pybind11/pybind11.h>

#include <malloc.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <new>

#include "bindings/bind.hpp"

namespace {

constexpr std::int64_t never = std::numeric_limits<std::int64_t>::max();

std::atomic<std::int64_t> left{never};  // allocations until those that fail
std::atomic<std::int64_t> failing{0};   // how many fail then
std::atomic<std::int64_t> failed{0};
std::atomic<std::int64_t> live{0};  // bytes

bool may_allocate() {
  if (left.load() == never) return true;
  const std::int64_t before = left.fetch_sub(1);
  if (before > 0 || before <= -failing.load()) return true;
  failed.fetch_add(1);
  return false;
}

void* allocate(std::size_t bytes, std::size_t alignment) {
  if (!may_allocate()) throw std::bad_alloc();
  void* memory = nullptr;
  if (posix_memalign(&memory, alignment, bytes) != 0) throw std::bad_alloc();
  live.fetch_add(static_cast<std::int64_t>(malloc_usable_size(memory)));
  return memory;
}

void release(void* memory) noexcept {
  if (!memory) return;
  live.fetch_sub(static_cast<std::int64_t>(malloc_usable_size(memory)));
  std::free(memory);
}

constexpr std::size_t usual = __STDCPP_DEFAULT_NEW_ALIGNMENT__;

}  // namespace

void* operator new(std::size_t bytes) { return allocate(bytes, usual); }
void* operator new(std::size_t bytes, std::align_val_t alignment) {
  return allocate(bytes, static_cast<std::size_t>(alignment));
}
void operator delete(void* memory) noexcept { release(memory); }
void operator delete(void* memory, std::size_t) noexcept { release(memory); }
void operator delete(void* memory, std::align_val_t) noexcept { release(memory); }
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept { release(memory); }

namespace deltaward {

void bind_allocations(pybind11::module_& m) {
  m.def(
      "fail_allocations",
      [](std::int64_t after, std::int64_t count) {
        failed.store(0);
        failing.store(count);
        left.store(after);
      },
      pybind11::arg("after"), pybind11::arg("count"),
      "Let `count` allocations of the core fail after the next `after`.");
  m.def(
      "stop_failing",
      [] {
        left.store(never);
        return failed.load();
      },
      "Let no more allocations fail; how many did.");
  m.def("live_bytes", [] { return live.load(); }, "What the core has allocated and not freed.");
}

}  // namespace deltaward
