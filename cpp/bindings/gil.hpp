// SPDX-License-Identifier: MIT
// Giving the GIL away and taking it back, also while the interpreter shuts down: then a daemon
// thread that asks for it must never come back. (Python up to 3.13 ends such a thread by unwinding
// its stack, which a noexcept destructor turns into the end of the process.)
#pragma once

#include <pybind11/pybind11.h>

#include <chrono>
#include <thread>

namespace deltaward {

inline void park_if_finalizing() {
#if PY_VERSION_HEX >= 0x030D0000
  const auto finalizing = [] { return Py_IsFinalizing(); };
#else
  const auto finalizing = [] { return _Py_IsFinalizing(); };
#endif
  while (finalizing()) std::this_thread::sleep_for(std::chrono::seconds(1));
}

class ReleaseGil {
 public:
  ReleaseGil() : state_(PyEval_SaveThread()) {}
  ~ReleaseGil() noexcept(false) {
    park_if_finalizing();
    try {
      PyEval_RestoreThread(state_);
    } catch (...) {  // the interpreter began to end between the two, and unwinds this thread
      for (;;) std::this_thread::sleep_for(std::chrono::seconds(1));
    }
  }
  ReleaseGil(const ReleaseGil&) = delete;
  ReleaseGil& operator=(const ReleaseGil&) = delete;

 private:
  PyThreadState* state_;
};

}  // namespace deltaward
