#pragma once

#include <string>

namespace crucible::fuzz {

// The frame of targets that read files of ours beyond the seal: a good file with changes, sealed again.
// resealed.cpp defines seeds() and take() by these two, which the target defines.

/// The bytes of a good file.
std::string make_good_file();
/// Reads all that a file holds.
void read_file(const std::string& path);

}  // namespace crucible::fuzz
