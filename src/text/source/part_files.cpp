#include "source/part_files.hpp"

#include "crucible/core/error.hpp"

#include <algorithm>
#include <filesystem>

namespace crucible {

namespace {

namespace fs = std::filesystem;

/// part-00000-..., part.0.csv (Dask), 000000_0 (Hive).
bool is_part_name(const std::string& name) {
  return name.starts_with("part") || (name.front() >= '0' && name.front() <= '9');
}

std::vector<std::string> part_names(const std::string& folder) {
  std::vector<std::string> names;
  std::error_code problem;
  for (fs::directory_iterator entry(folder, problem), end; !problem && entry != end;
       entry.increment(problem)) {
    const std::string name = entry->path().filename().string();
    if (name.front() == '_' || name.front() == '.') continue;
    if (entry->is_directory())
      throw InputError(folder, "is a folder with folders in it, such as " + printable(name) +
                                   ": name the files, or the folders that hold part files");
    if (!is_part_name(name))
      throw InputError(folder,
                       "is a folder with other files in it than part files (part-00000, ...), such as " +
                           printable(name) + ": name the files that hold ratings");
    if (entry->is_regular_file() && entry->file_size() == 0) continue;
    names.push_back(name);
  }
  if (problem) throw IoError(folder, "cannot be listed: " + problem.message());
  if (names.empty()) throw InputError(folder, "is a folder without part files (part-00000, ...) in it");
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace

std::vector<InputFile> with_part_files(const std::vector<std::string>& paths) {
  std::vector<InputFile> files;
  for (const std::string& path : paths) {
    std::error_code ignored;
    if (!fs::is_directory(path, ignored)) {
      files.push_back({path});
      continue;
    }
    bool first = true;
    for (const std::string& name : part_names(path)) {
      files.push_back({(fs::path(path) / name).string(), true, first});
      first = false;
    }
  }
  return files;
}

}  // namespace crucible
