#pragma once

#include "crucible/linalg/svd.hpp"

#include <cstdint>
#include <functional>
#include <string>

namespace crucible {

/// The memory that some work on a process grid needs.
struct MemoryNeed {
  GridShape grid;
  std::int64_t bytes_per_rank = 0;  ///< at the peak, on the fullest rank
  std::int64_t bytes_on_root = 0;   ///< the same on rank 0
  std::string impossible;           ///< why ScaLAPACK cannot do it with any amount of memory; else empty
};

/// Local. The bytes of `doubles` numbers. The count is a double because it may exceed any machine.
std::int64_t bytes_of_doubles(double doubles);

/// The memory that a route needs. A caller can show or check it before any memory is allocated.
/// Rank 0 needs more, because it runs the divide and conquer alone.
struct MemoryPlan : MemoryNeed {
  SvdMethod method = svd_method::automatic;  ///< never automatic once planned
};

/// Memory of options.method for a dense (rows x columns) matrix on `ranks` ranks. Pure. Throws LogicError if
/// the method is automatic, or if a size is not positive.
MemoryPlan memory_plan(std::int64_t rows, std::int64_t columns, int ranks, const SvdOptions& options);

/// Memory of truncated_svd() for the `rank` largest triplets of a sparse (rows x columns) matrix with
/// `entries` entries on `ranks` ranks. Pure.
MemoryPlan sparse_memory_plan(std::int64_t rows, std::int64_t columns, std::int64_t entries, int ranks,
                              std::int64_t rank);

/// The largest n for which options.method can decompose an (n x n) matrix on `ranks` ranks and `fits` holds
/// of its plan; 0 if there is none. `fits` must not hold of a plan that needs more than one of which it does
/// not. Throws LogicError if the method is automatic or truncated.
std::int64_t largest_square(int ranks, const SvdOptions& options,
                            const std::function<bool(const MemoryPlan&)>& fits);

}  // namespace crucible
