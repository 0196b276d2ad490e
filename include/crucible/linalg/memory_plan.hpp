#pragma once

#include "crucible/linalg/svd.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace crucible {

/// What a route needs, for --dry-run.
struct MemoryPlan {
  SvdMethod method = SvdMethod::qr_dc;
  GridShape grid;
  std::int64_t bytes_per_rank = 0;  ///< at the peak, on the fullest rank of the grid
  std::int64_t bytes_on_root = 0;   ///< the same on rank 0, which runs the divide and conquer
  std::string impossible;           ///< empty, or why ScaLAPACK cannot do it at any memory
};

/// Memory of `method` for a dense (rows x columns) matrix on `ranks` ranks. Pure.
/// @pre options.method is not automatic
MemoryPlan memory_plan(std::int64_t rows, std::int64_t columns, int ranks, const SvdOptions& options);

/// Memory of truncated_svd() for a sparse (rows x columns) matrix with `entries` entries on `ranks` ranks.
/// Pure.
MemoryPlan sparse_memory_plan(std::int64_t rows, std::int64_t columns, std::int64_t entries, int ranks,
                              std::int64_t rank);

/// One plan for each dense route, in the order of SvdMethod. Pure.
std::vector<MemoryPlan> memory_plans(std::int64_t rows, std::int64_t columns, int ranks,
                                     const SvdOptions& options);

}  // namespace crucible
