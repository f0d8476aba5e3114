// SPDX-License-Identifier: MIT
// Giving the GIL away, taking it back and calling Python without, also while the interpreter shuts
// down: a daemon thread that asks for the GIL then must never come back. (Python up to 3.13 ends
// such a thread by unwinding its stack: destructors then count references without the GIL, and one
// that is noexcept ends the process. So every way into Python from this core is one of those
// below.)
#pragma once

#include <pybind11/pybind11.h>

#include <chrono>
#include <thread>
#include <utility>

namespace deltaward {

// Calls f, and never returns if the interpreter ends this thread in it. f must not hold what a
// destructor would clean up.
template <class F>
auto or_park(F&& f) {
  try {
    return f();
  } catch (...) {  // nothing of Python's throws: this is the thread being unwound
    for (;;) std::this_thread::sleep_for(std::chrono::hours(1));
  }
}

class ReleaseGil {
 public:
  ReleaseGil() : state_(PyEval_SaveThread()) {}
  ~ReleaseGil() {
    or_park([&] { PyEval_RestoreThread(state_); });
  }
  ReleaseGil(const ReleaseGil&) = delete;
  ReleaseGil& operator=(const ReleaseGil&) = delete;

 private:
  PyThreadState* state_;
};

class AcquireGil {
 public:
  AcquireGil() : state_(or_park(PyGILState_Ensure)) {}
  ~AcquireGil() { PyGILState_Release(state_); }
  AcquireGil(const AcquireGil&) = delete;
  AcquireGil& operator=(const AcquireGil&) = delete;

 private:
  PyGILState_STATE state_;
};

// function(arguments...), with the GIL held.
template <class... Arguments>
pybind11::object call_python(pybind11::handle function, Arguments&&... arguments) {
  const pybind11::tuple given = pybind11::make_tuple(std::forward<Arguments>(arguments)...);
  PyObject* result = or_park([&] { return PyObject_CallObject(function.ptr(), given.ptr()); });
  if (!result) throw pybind11::error_already_set();
  return pybind11::reinterpret_steal<pybind11::object>(result);
}

}  // namespace deltaward
