#pragma once

#include "crucible/core/error.hpp"

#include <concepts>
#include <string>
#include <utility>

namespace crucible {

/// `value` as `To`; throws LogicError where it does not fit. Every step from our 64-bit counts down to the
/// 32-bit int of MPI, BLACS or LAPACK goes through here.
template <std::integral To, std::integral From>
constexpr To narrow(From value) {
  if (!std::in_range<To>(value))
    throw LogicError("the count " + std::to_string(value) + " does not fit into " +
                     std::to_string(8 * sizeof(To)) + " bits");
  return static_cast<To>(value);
}

}  // namespace crucible
