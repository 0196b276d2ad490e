#pragma once

#include <fstream>
#include <string>

namespace crucible {

/// A text file that is there whole or not at all: written under a temporary name and renamed by commit().
/// Local, for one rank.
class TextOutput {
 public:
  TextOutput() = default;
  /// Removes what was not committed.
  ~TextOutput();
  TextOutput(const TextOutput&) = delete;
  TextOutput& operator=(const TextOutput&) = delete;

  /// Throws UsageError naming `option` where the file exists and `force` is not set, or where it has no
  /// folder; IoError where it cannot be made.
  void open(const std::string& path, const std::string& option, bool force);
  bool is_open() const noexcept { return file_.is_open(); }
  const std::string& path() const noexcept { return path_; }
  std::ofstream& stream() noexcept { return file_; }
  /// Flushes, closes and renames. Throws IoError. Nothing where nothing was opened.
  void commit();

 private:
  std::string path_;
  std::string temporary_;
  std::ofstream file_;
};

}  // namespace crucible
