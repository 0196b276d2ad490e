#pragma once

#include <cstdint>
#include <string>

namespace crucible {

/// 4294967296 for "4GiB". A number, with one of B, KiB, MiB, GiB, TiB (1024 each), kB, MB, GB, TB (1000 each)
/// or, as for Slurm, K, M, G, T (1024 each) behind it. Throws UsageError with only the problem. Local.
std::int64_t parse_memory_size(const std::string& text);

}  // namespace crucible
