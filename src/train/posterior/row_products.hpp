#pragma once

#include "crucible/core/matrix.hpp"
#include "kernel/kernel.hpp"

#include <cstdint>

namespace crucible {

// Rows of kernels.stride floats, of which the first columns count, and small matrices of doubles. Local.

/// rows^T rows (columns x columns) of `count` rows, added in their order.
MatrixD gram_of(const Kernels& kernels, const float* rows, std::int64_t count, std::int64_t columns);

/// rows = rows x map. @pre columns of `rows` beyond the rows of `map` are zero
void multiply_rows(const Kernels& kernels, float* rows, std::int64_t count, const MatrixD& map);

}  // namespace crucible
