#pragma once

#include <cstdint>

namespace crucible {

/// The memory of this process, in bytes. Local.
struct ProcessMemory {
  /// Resident now, as `ps` shows it (RSS): heap, and the pages of the program, of libraries and of memory
  /// that ranks share, as far as this process has touched them.
  std::int64_t resident = 0;
  std::int64_t peak = 0;  ///< the largest `resident` so far
};
ProcessMemory process_memory();

/// Local. Call it first in main(). The C library would keep arrays of up to 32 MiB for its next use once some
/// of that size were freed, and nobody could say what the process will have. From now on arrays of 8 MiB or
/// more go back to the system when they are freed. Smaller ones are kept, but for what is more than 8 MiB
/// at the end of the heap: to fetch and clear their pages again would take a tenth of the time of a small
/// SVD.
void give_freed_memory_back() noexcept;

}  // namespace crucible
