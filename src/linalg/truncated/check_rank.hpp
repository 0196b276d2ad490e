#pragma once

#include "crucible/mpi/collective.hpp"

#include <algorithm>
#include <cstdint>
#include <string>

namespace crucible {

/// Throws UsageError, the same on all ranks, unless a (rows x columns) matrix has `rank` singular values.
inline void check_rank(std::int64_t rank, std::int64_t rows, std::int64_t columns) {
  if (rank >= 1 && rank <= std::min(rows, columns)) return;
  throw_on_all_ranks(UsageError("the block Krylov method needs the number of singular values wanted, 1 to " +
                                std::to_string(std::min(rows, columns)) + " for a matrix of " +
                                std::to_string(rows) + " x " + std::to_string(columns) + ", not " +
                                std::to_string(rank)));
}

}  // namespace crucible
