// SPDX-License-Identifier: MIT
#include "bindings/locked_network.hpp"

#include <atomic>

#if !defined(_WIN32)
#include <pthread.h>
#endif

namespace deltaward {
namespace {

std::atomic<unsigned> forks{0};

}  // namespace

unsigned fork_count() {
#if !defined(_WIN32)
  [[maybe_unused]] static const int registered =
      pthread_atfork(nullptr, nullptr, [] { forks.fetch_add(1); });
#endif
  return forks.load();
}

}  // namespace deltaward
