// SPDX-License-Identifier: MIT
// A network with its lock: calls that use the workspace take turns.
#pragma once

#include <memory>
#include <mutex>
#include <stdexcept>
#include <utility>

#include "bindings/gil.hpp"
#include "network/network.hpp"
#include "training/optimizer.hpp"

namespace deltaward {

// Changes in every forked child.
unsigned fork_count();

template <class T>
struct LockedNetwork : Network<T> {
  using Network<T>::Network;

  std::shared_ptr<Optimizer<T>> optimizer;  // of the last training; views of it hold it, too
  bool in_training = false;                 // on: the optimizer is in use
  bool in_cost = false;  // on: functions of the caller's own run, and the workspace is theirs

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

// A flag that is on while one of these lives, and then as it was.
class Raised {
 public:
  explicit Raised(bool& flag) : flag_(flag), before_(std::exchange(flag, true)) {}
  ~Raised() { flag_ = before_; }
  Raised(const Raised&) = delete;
  Raised& operator=(const Raised&) = delete;

 private:
  bool& flag_;
  bool before_;
};

// Releases the GIL first, then locks: a thread that waits for the network holds nobody up.
template <class T>
class Exclusive {
 public:
  explicit Exclusive(LockedNetwork<T>& network) : mutex_(network.mutex()), lock_(mutex_) {
    if (network.in_cost)
      throw std::runtime_error(
          "cost: fn or delta calls the network whose cost it is; expected another, like a copy");
  }

 private:
  std::recursive_mutex& mutex_;
  ReleaseGil release_;
  std::unique_lock<std::recursive_mutex> lock_;
};

}  // namespace deltaward
