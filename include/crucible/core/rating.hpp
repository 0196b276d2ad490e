#pragma once

#include <cstdint>

namespace crucible {

/// Index of a book. Book factors are held in memory by the million, not by the billion: a file with 2^31
/// books or more is refused by name when it is read.
using BookIndex = std::int32_t;

/// One rating: user `user` gave `book` the value `value`.
struct Rating {
  std::int64_t user = 0;
  BookIndex book = 0;
  float value = 0;

  friend bool operator==(const Rating&, const Rating&) = default;
};

}  // namespace crucible
