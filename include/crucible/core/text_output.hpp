#pragma once

#include <fstream>
#include <string>

namespace crucible {

/// A text file that appears complete or not at all: it is written under a temporary name, and commit()
/// renames it. Local, for one rank.
class TextOutput {
 public:
  TextOutput() = default;
  /// Removes the temporary file if it was not committed.
  ~TextOutput();
  TextOutput(const TextOutput&) = delete;
  TextOutput& operator=(const TextOutput&) = delete;

  /// Throws UsageError, which names `argument`, if the file exists and `force` is not set, or if its folder
  /// does not exist. Throws IoError if the file cannot be made.
  void open(const std::string& path, const std::string& argument, bool force);
  const std::string& path() const noexcept { return path_; }
  std::ofstream& stream() noexcept { return file_; }
  /// Flushes, closes and renames the file. Throws IoError. Does nothing if no file was opened.
  void commit();

 private:
  std::string path_;
  std::string temporary_;
  std::ofstream file_;
};

}  // namespace crucible
