#pragma once

#include <cstdint>

namespace crucible {

/// Index of a book. 32 bits are enough, because the factors of all books must fit into memory. Reading a file
/// with 2^31 books or more throws an error that names the file.
using BookIndex = std::int32_t;

/// One rating: user `user` gave `book` the value `value`.
struct Rating {
  std::int64_t user = 0;
  BookIndex book = 0;
  float value = 0;

  friend bool operator==(const Rating&, const Rating&) = default;
};

}  // namespace crucible
