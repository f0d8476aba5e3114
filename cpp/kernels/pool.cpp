// SPDX-License-Identifier: MIT
#include "kernels/pool.hpp"

#include <algorithm>
#include <atomic>
#include <charconv>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <mutex>
#include <stdexcept>
#include <string>
#include <system_error>
#include <thread>

#include "kernels/denormals.hpp"

#if defined(__linux__)
#include <sched.h>
#endif
#if !defined(_WIN32)
#include <pthread.h>
#endif

namespace deltaward {
namespace {

void relax() {
#if defined(DELTAWARD_X86)
  _mm_pause();
#elif defined(DELTAWARD_ARM64) && !defined(_MSC_VER)
  __asm__ volatile("yield");
#endif
}

// A worker that found nothing to do looks again this often (27 µs as measured) before it parks: the
// next step of a training run comes sooner, and waking a parked thread costs more than the wait.
constexpr int spins = 2000;

class Pool {
 public:
  // False if the pool is taken: the caller then works alone.
  bool run(std::size_t parts, void (*work)(void*, std::size_t), void* context) {
    const std::unique_lock lock(mutex_, std::try_to_lock);
    if (!lock || !grow(parts - 1)) return false;
    work_ = work;
    context_ = context;
    parts_ = parts;
    error_ = nullptr;
    unfinished_.store(workers_, std::memory_order_relaxed);
    generation_.fetch_add(1, std::memory_order_seq_cst);
    if (parked_.load(std::memory_order_seq_cst) > 0) generation_.notify_all();

    do_part(0);
    for (int spin = 0; unfinished_.load(std::memory_order_acquire) != 0; ++spin)
      spin < spins ? relax() : std::this_thread::yield();
    if (error_) std::rethrow_exception(error_);
    return true;
  }

 private:
  bool grow(std::size_t workers) {
    while (workers_ < workers) {
      try {
        std::thread(&Pool::loop, this, workers_ + 1, generation_.load()).detach();
      } catch (const std::system_error&) {
        return false;  // no thread to be had: the caller's own will do
      }
      ++workers_;
    }
    return true;
  }

  void loop(std::size_t part, std::uint32_t seen) {
    const FlushDenormals flush;
    for (;;) {
      for (int spin = 0; spin < spins && generation_.load(std::memory_order_acquire) == seen;
           ++spin)
        relax();
      if (generation_.load(std::memory_order_acquire) == seen) {
        parked_.fetch_add(1, std::memory_order_seq_cst);
        generation_.wait(seen, std::memory_order_seq_cst);
        parked_.fetch_sub(1, std::memory_order_relaxed);
        continue;
      }
      seen = generation_.load(std::memory_order_acquire);
      if (part < parts_) do_part(part);
      unfinished_.fetch_sub(1, std::memory_order_release);
    }
  }

  void do_part(std::size_t part) {
    inside = true;
    try {
      work_(context_, part);
    } catch (...) {
      const std::scoped_lock lock(error_mutex_);
      if (!error_) error_ = std::current_exception();
    }
    inside = false;
  }

  std::mutex mutex_, error_mutex_;
  std::size_t workers_ = 0;
  void (*work_)(void*, std::size_t) = nullptr;
  void* context_ = nullptr;
  std::size_t parts_ = 0;
  std::exception_ptr error_;
  alignas(64) std::atomic<std::uint32_t> generation_{0};
  alignas(64) std::atomic<std::size_t> unfinished_{0};
  alignas(64) std::atomic<int> parked_{0};

 public:
  static thread_local bool inside;  // this thread is doing a part
};

thread_local bool Pool::inside = false;

// Never destroyed: workers may wait in it while the process ends. A forked child has none of its
// parent's threads, so it gets a pool of its own and leaves the old one where it is.
std::atomic<Pool*> pool{nullptr};

Pool& shared_pool() {
  Pool* current = pool.load(std::memory_order_acquire);
  if (current) return *current;
#if !defined(_WIN32)
  [[maybe_unused]] static const int registered =
      pthread_atfork(nullptr, nullptr, [] { pool.store(nullptr, std::memory_order_release); });
#endif
  auto* made = new Pool;
  if (pool.compare_exchange_strong(current, made, std::memory_order_acq_rel)) return *made;
  delete made;
  return *current;
}

std::size_t allowed_cpus() {
#if defined(__linux__)
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) == 0) return static_cast<std::size_t>(CPU_COUNT(&set));
#endif
  const unsigned n = std::thread::hardware_concurrency();
  return n ? n : 1;
}

std::size_t find_available_threads() {
  const char* text = std::getenv("DELTAWARD_NUM_THREADS");
  if (!text || !*text) return allowed_cpus();
  const std::string value = text;
  std::size_t threads = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), threads);
  if (error != std::errc{} || end != value.data() + value.size() || threads == 0 || threads > 1024)
    throw std::runtime_error("DELTAWARD_NUM_THREADS=" + value + ": expected 1 to 1024");
  return threads;
}

}  // namespace

void run_parts(std::size_t parts, void (*work)(void*, std::size_t), void* context) {
  if (!Pool::inside && shared_pool().run(parts, work, context)) return;
  for (std::size_t part = 0; part < parts; ++part) work(context, part);
}

Shares::Shares(std::size_t parts) : owners_(std::min(parts, most)) {
  for (std::size_t i = 0; i < owners_; ++i) pieces_[i].taken.store(0, std::memory_order_relaxed);
}

std::size_t available_threads() {
  static const std::size_t threads = find_available_threads();
  return threads;
}

std::size_t worthwhile_threads(double operations, double each) {
  const double worth = operations / each;
  const auto most = static_cast<double>(available_threads());
  return static_cast<std::size_t>(worth < 1 ? 1 : worth < most ? worth : most);
}

}  // namespace deltaward
