#include "crucible/core/text_output.hpp"

#include "crucible/core/error.hpp"

#include <filesystem>

#include <unistd.h>

namespace crucible {

namespace fs = std::filesystem;

TextOutput::~TextOutput() {
  if (temporary_.empty()) return;
  file_.close();
  std::error_code ignored;
  fs::remove(temporary_, ignored);
}

void TextOutput::open(const std::string& path, const std::string& argument, bool force) {
  std::error_code ignored;
  const fs::path folder = fs::path(path).has_parent_path() ? fs::path(path).parent_path() : fs::path(".");
  if (!fs::is_directory(folder, ignored))
    throw UsageError("`" + argument + "`: the folder " + printable(folder.string()) + " does not exist");
  if (fs::exists(path, ignored) && !force)
    throw UsageError("`" + argument + "`: " + printable(path) + " exists already; `force` overwrites it");
  path_ = path;
  const std::string temporary = path + ".tmp-" + std::to_string(::getpid());
  file_.open(temporary, std::ios::trunc | std::ios::binary);
  if (!file_) throw IoError(path, "cannot be written");
  temporary_ = temporary;
}

void TextOutput::commit() {
  if (temporary_.empty()) return;
  file_.close();
  if (!file_) throw IoError(path_, "writing failed; is the disk full?");
  std::error_code failure;
  fs::rename(temporary_, path_, failure);
  if (failure) throw IoError(path_, "cannot be put in its place: " + failure.message());
  temporary_.clear();
}

}  // namespace crucible
