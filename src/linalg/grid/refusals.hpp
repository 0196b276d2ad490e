#pragma once

#include "crucible/core/error.hpp"

#include <cstdint>
#include <string>

namespace crucible {

// What is said of matrices that have no singular value decomposition.

/// The element at a place of the matrix `name` is NaN or infinite.
inline InputError not_finite(const std::string& name, std::int64_t row, std::int64_t column) {
  return {name, "the element in row " + std::to_string(row) + ", column " + std::to_string(column) +
                    " (counted from 0) is NaN or infinite, so there is no singular value decomposition"};
}

/// The norm is no double.
inline NumericalError norm_overflow() {
  return NumericalError(
      "the norm of the matrix is larger than the largest double, 1.8e308: divide the matrix by a number");
}

}  // namespace crucible
