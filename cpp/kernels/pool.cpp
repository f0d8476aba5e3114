// SPDX-License-Identifier: MIT
#include "kernels/pool.hpp"

#include <algorithm>
#include <atomic>
#include <charconv>
#include <cstdint>
#include <cstdlib>
#include <deque>
#include <exception>
#include <functional>
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

using Work = void (*)(void* context, std::size_t part);

// What a worker waits at. All that it is told is in one cache line, which no other worker looks at:
// a call of two parts is nothing to the other sixty.
struct alignas(64) Seat {
  std::atomic<std::uint32_t> calls{0};
  std::atomic<bool> parked{false};
  Work work = nullptr;
  void* context = nullptr;
};

class Pool {
 public:
  // False if the pool is taken: the caller then works alone.
  bool run(std::size_t parts, Work work, void* context) {
    const std::unique_lock lock(mutex_, std::try_to_lock);
    if (!lock || !grow(parts - 1)) return false;
    error_ = nullptr;
    unfinished_.store(parts - 1, std::memory_order_relaxed);
    for (std::size_t i = 0; i + 1 < parts; ++i) {
      Seat& seat = seats_[i];
      seat.work = work;
      seat.context = context;
      seat.calls.fetch_add(1, std::memory_order_seq_cst);
      if (seat.parked.load(std::memory_order_seq_cst)) seat.calls.notify_one();
    }

    do_part(work, context, 0);
    for (int spin = 0; unfinished_.load(std::memory_order_acquire) != 0; ++spin)
      spin < spins ? relax() : std::this_thread::yield();
    if (error_) std::rethrow_exception(error_);
    return true;
  }

 private:
  bool grow(std::size_t workers) {
    while (seats_.size() < workers) {
      Seat& seat = seats_.emplace_back();
      try {
        std::thread(&Pool::loop, this, seats_.size(), std::ref(seat)).detach();
      } catch (const std::system_error&) {
        seats_.pop_back();
        return false;  // no thread to be had: the caller's own will do
      } catch (...) {
        seats_.pop_back();
        throw;
      }
    }
    return true;
  }

  void loop(std::size_t part, Seat& seat) {
    const FlushDenormals flush;
    for (std::uint32_t seen = 0;; ++seen) {
      for (int spin = 0; seat.calls.load(std::memory_order_acquire) == seen; ++spin) {
        if (spin < spins) {
          relax();
        } else {
          seat.parked.store(true, std::memory_order_seq_cst);
          seat.calls.wait(seen, std::memory_order_seq_cst);
          seat.parked.store(false, std::memory_order_relaxed);
        }
      }
      do_part(seat.work, seat.context, part);
      unfinished_.fetch_sub(1, std::memory_order_release);
    }
  }

  void do_part(Work work, void* context, std::size_t part) {
    inside = true;
    try {
      work(context, part);
    } catch (...) {
      const std::scoped_lock lock(error_mutex_);
      if (!error_) error_ = std::current_exception();
    }
    inside = false;
  }

  std::mutex mutex_, error_mutex_;
  std::deque<Seat> seats_;  // stay where they are when there are more
  std::exception_ptr error_;
  alignas(64) std::atomic<std::size_t> unfinished_{0};

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

void run_parts(std::size_t parts, Work work, void* context) {
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
