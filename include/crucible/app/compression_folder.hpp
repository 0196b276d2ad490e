#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace crucible {

/// The folder that compress writes, never half: files go to FOLDER.tmp-XXXXXX beside it, which commit()
/// renames. Local, for rank 0. Unless committed, the destructor removes what was written.
class CompressionFolder {
 public:
  /// Throws UsageError where `path` exists and may not be replaced: without `force`, or because it holds
  /// anything that compress does not write. Touches nothing.
  static void check(const std::string& path, bool force);

  /// Makes the temporary folder. Throws IoError.
  CompressionFolder(std::string path, bool force);
  ~CompressionFolder();
  CompressionFolder(const CompressionFolder&) = delete;
  CompressionFolder& operator=(const CompressionFolder&) = delete;

  /// Where the file `name` is to be written now.
  std::string place(const std::string& name) const;
  /// Writes a file. Returns its length in bytes.
  std::int64_t add(const std::string& name, std::span<const std::uint8_t> bytes) const;
  /// Puts the folder in its place, checking again that nothing foreign is replaced.
  void commit();

 private:
  std::string path_;
  std::string temporary_;
  bool force_;
};

}  // namespace crucible
