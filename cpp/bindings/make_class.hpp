// SPDX-License-Identifier: MIT
// A py::class_ whose objects can fail to be made. pybind11 (3.1) notes each new object in a table;
// where that has no memory, the object is freed twice if it came in a holder, and never destroyed
// if not. Constructors are to return a std::unique_ptr: others are noted where nothing catches.
#pragma once

#include <pybind11/pybind11.h>

#include <typeinfo>

namespace deltaward {

template <class T>
struct Noting {
  static inline decltype(pybind11::detail::type_info::init_instance) plain = nullptr;

  static void with_cleanup(pybind11::detail::instance* made, const void* holder) {
    try {
      plain(made, holder);
    } catch (...) {
      auto value = made->get_value_and_holder(pybind11::detail::get_type_info(typeid(T)));
      if (!holder && made->owned) delete value.template value_ptr<T>();
      value.value_ptr() = nullptr;
      throw;
    }
  }
};

template <class T, class... Extra>
pybind11::class_<T> make_class(pybind11::module_& m, const char* name, const char* doc,
                               const Extra&... extra) {
  pybind11::class_<T> made(m, name, doc, extra...);
  pybind11::detail::type_info* info = pybind11::detail::get_type_info(typeid(T));
  Noting<T>::plain = info->init_instance;
  info->init_instance = &Noting<T>::with_cleanup;
  return made;
}

}  // namespace deltaward
