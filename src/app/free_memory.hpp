#pragma once

#include <cstdint>
#include <filesystem>

namespace crucible {

/// Bytes that this process can still be given: what its host has free or, where that is less, what the limits
/// of its control groups (those of a Slurm job or a container) leave. Memory that holds copies of files
/// counts as free, since the system takes it back. A great number where the system says nothing. `root` is
/// where /proc and /sys are: for tests.
std::int64_t free_memory(const std::filesystem::path& root = "/");

}  // namespace crucible
