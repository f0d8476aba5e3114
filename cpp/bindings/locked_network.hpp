// SPDX-License-Identifier: MIT
// A network with its lock: calls that use the workspace take turns.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <utility>

#include "bindings/gil.hpp"
#include "network/network.hpp"
#include "training/optimizer.hpp"
#include "training/team.hpp"

namespace deltaward {

// Changes in every forked child.
unsigned fork_count();

// In a child that was forked while another thread was in a call, the lock is taken for good by a
// thread that is not there: it gets a new one, and the old one stays where it is. Several threads
// of the child may be the first to ask.
class ForkedMutex {
 public:
  ForkedMutex() = default;
  ~ForkedMutex() { delete held_.load(); }
  ForkedMutex(const ForkedMutex&) = delete;
  ForkedMutex& operator=(const ForkedMutex&) = delete;

  // Recursive, for a signal handler that runs between two mini-batches may call the network too.
  std::recursive_mutex& get() {
    Held* held = held_.load(std::memory_order_acquire);
    if (held->made_in == fork_count()) return held->mutex;
    auto own = std::make_unique<Held>();
    if (held_.compare_exchange_strong(held, own.get(), std::memory_order_acq_rel))
      return own.release()->mutex;
    return held->mutex;
  }

 private:
  struct Held {
    std::recursive_mutex mutex;
    const unsigned made_in = fork_count();
  };
  std::atomic<Held*> held_{new Held};
};

// What can change is read and written in an Exclusive only: the GIL is no lock, for it is given
// away in calls, and some interpreters have none.
template <class T>
struct LockedNetwork : Network<T> {
  using Network<T>::Network;

  ForkedMutex mutex;
  std::shared_ptr<Optimizer<T>> optimizer;  // of the last training; views of it hold it, too
  Team team;                                // of the same training
  bool in_training = false;                 // on: the optimizer is in use
  bool in_cost = false;  // on: functions of the caller's own run, and the workspace is theirs
  pybind11::object cost_fn, cost_delta;  // what own_cost calls; often they know the network
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
  explicit Exclusive(LockedNetwork<T>& network) : mutex_(network.mutex.get()), lock_(mutex_) {
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
