#pragma once

#include "crucible/linalg/block_cyclic_matrix.hpp"

namespace crucible {

/// Local. Calls `visit(value, row, column)` with each element of this rank and its place in the whole matrix.
template <typename Matrix, typename Visit>
void for_each_element(Matrix& a, Visit&& visit) {
  for (std::int64_t j = 0; j < a.local_columns(); ++j) {
    auto* values = a.data() + j * a.leading_dimension();
    const std::int64_t column = a.global_column(j);
    for (std::int64_t i = 0; i < a.local_rows(); ++i) visit(values[i], a.global_row(i), column);
  }
}

}  // namespace crucible
