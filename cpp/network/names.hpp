// SPDX-License-Identifier: MIT
// Enumerators and their names, for arguments that choose one.
#pragma once

#include <cstddef>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

#include "kernels/list.hpp"

namespace deltaward {

// The index of `name`, or an error like: cost: 'squared' is not known; expected one of ...
inline std::size_t parse_name(std::string_view name, std::span<const std::string_view> known,
                              const std::string& argument) {
  std::string list;
  for (std::size_t i = 0; i < known.size(); ++i) {
    if (name == known[i]) return i;
    add_to_list(list, known[i]);
  }
  throw std::invalid_argument(argument + ": '" + std::string(name) +
                              "' is not known; expected one of " + list);
}

}  // namespace deltaward
