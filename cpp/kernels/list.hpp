// SPDX-License-Identifier: MIT
// "a, b, c" for messages.
#pragma once

#include <string>
#include <string_view>

namespace deltaward {

inline void add_to_list(std::string& list, std::string_view item) {
  if (!list.empty()) list += ", ";
  list += item;
}

}  // namespace deltaward
