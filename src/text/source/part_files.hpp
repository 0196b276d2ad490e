#pragma once

#include <string>
#include <vector>

namespace crucible {

/// An input as the user named it, with folders replaced by what they hold.
struct InputFile {
  std::string path;
  bool is_part = false;  ///< of the folder of the file before it, or the first of a folder
  bool first_part = false;
};

/// Replaces each folder among `paths` by its part files in the order of their names (part-00000, ...; Spark's
/// `_SUCCESS` and whatever begins with '_' or '.' is left out, and so are empty files). Local.
///
/// Throws InputError if a folder holds no part files, folders, or other files besides.
std::vector<InputFile> with_part_files(const std::vector<std::string>& paths);

}  // namespace crucible
