#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace crucible {

/// The folder that compress writes. It appears complete or not at all: files go to a temporary folder beside
/// it, and commit() renames that folder. Without commit() the destructor removes it. Local, for rank 0.
class CompressionFolder {
 public:
  /// Throws UsageError if `path` exists and must not be replaced: `force` is not set, or the folder holds
  /// anything that compress does not write. Changes nothing.
  static void check(const std::string& path, bool force);

  /// Makes the temporary folder. Throws IoError.
  CompressionFolder(std::string path, bool force);
  ~CompressionFolder();
  CompressionFolder(const CompressionFolder&) = delete;
  CompressionFolder& operator=(const CompressionFolder&) = delete;

  /// The path at which to write the file `name` now. Throws LogicError for a name that compress does not use.
  std::string place(const std::string& name) const;
  /// Writes a file. Returns its length in bytes. Throws IoError.
  std::int64_t add(const std::string& name, std::span<const std::uint8_t> bytes) const;
  /// Puts the folder in its place. Checks again that it replaces nothing foreign, and throws what check()
  /// throws. Throws IoError if the folder cannot be renamed.
  void commit();

 private:
  std::string path_;
  std::string temporary_;
  bool force_;
};

}  // namespace crucible
