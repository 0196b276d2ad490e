#pragma once

#include <cstdint>
#include <filesystem>

namespace crucible {

/// Bytes that this process can still get: the free memory of its host, or less where its control groups (of a
/// Slurm job or a container) set a limit. Memory that holds copies of files counts as free, since the system
/// takes it back when needed. If the system tells nothing, the result is a number larger than any memory.
/// `root` is the folder that contains /proc and /sys; tests set it. Local: the value differs between ranks.
std::int64_t free_memory(const std::filesystem::path& root = "/");

}  // namespace crucible
