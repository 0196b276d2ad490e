#pragma once

#include "ids/id_dictionary.hpp"

#include <cstdint>
#include <string_view>

namespace crucible {

/// An id that is good as it stands in its line: a canonical integer that is not negative, or a text.
struct PlainId {
  std::int64_t number = -1;  ///< negative for a text
  std::string_view text;

  std::uint32_t add_to(IdDictionary& ids) const { return number >= 0 ? ids.add(number) : ids.add(text); }
};

/// A rating as most files have them, read and checked.
struct PlainRow {
  PlainId user;
  PlainId book;
  float rating = 1;
  std::int64_t seconds = 0;
};

}  // namespace crucible
