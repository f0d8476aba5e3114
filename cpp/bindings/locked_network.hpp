// SPDX-License-Identifier: MIT
// A network with its lock: calls that use the workspace take turns.
#pragma once

#include <memory>
#include <mutex>
#include <optional>

#include "bindings/gil.hpp"
#include "network/network.hpp"
#include "training/optimizer.hpp"

namespace deltaward {

// Changes in every forked child.
unsigned fork_count();

template <class T>
struct LockedNetwork : Network<T> {
  using Network<T>::Network;

  std::optional<Optimizer<T>> optimizer;  // of the last training

  // To be called with the GIL. In a child that was forked while another thread was in a call, the
  // lock is taken for good by a thread that is not there: it gets a new one, and the old one stays
  // where it is. Recursive, for a signal handler that runs between two mini-batches may call the
  // network too.
  std::recursive_mutex& mutex() {
    if (made_in_ != fork_count()) {
      [[maybe_unused]] const auto* left_behind = mutex_.release();
      mutex_ = std::make_unique<std::recursive_mutex>();
      made_in_ = fork_count();
    }
    return *mutex_;
  }

 private:
  std::unique_ptr<std::recursive_mutex> mutex_ = std::make_unique<std::recursive_mutex>();
  unsigned made_in_ = fork_count();
};

// Releases the GIL first, then locks: a thread that waits for the network holds nobody up.
template <class T>
class Exclusive {
 public:
  explicit Exclusive(LockedNetwork<T>& network) : mutex_(network.mutex()), lock_(mutex_) {}

 private:
  std::recursive_mutex& mutex_;
  ReleaseGil release_;
  std::unique_lock<std::recursive_mutex> lock_;
};

}  // namespace deltaward
