#pragma once

#include "crucible/core/error.hpp"

#include <concepts>
#include <string>
#include <utility>

namespace crucible {

/// `value` as `To`. Throws LogicError if it does not fit. Every conversion from a 64-bit count to the 32-bit
/// int of MPI, BLACS or LAPACK goes through this function.
template <std::integral To, std::integral From>
constexpr To narrow(From value) {
  if (!std::in_range<To>(value))
    throw LogicError("the count " + std::to_string(value) + " does not fit into " +
                     std::to_string(8 * sizeof(To)) + " bits");
  return static_cast<To>(value);
}

}  // namespace crucible
