#pragma once

#include "crucible/core/text_output.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace crucible {

/// Writes a text file, compressed as its suffix says (.gz, .bz2, .xz, .zst). The file appears complete or not
/// at all: it is written under a temporary name, and commit() renames it. The bytes depend on the text alone.
/// Local, for one rank.
class PackedOutput {
 public:
  /// Throws UsageError if the path has no folder; IoError if it cannot be made.
  explicit PackedOutput(const std::string& path);
  ~PackedOutput();
  PackedOutput(const PackedOutput&) = delete;
  PackedOutput& operator=(const PackedOutput&) = delete;

  /// Throws IoError if the disk is full or fails.
  void write(std::string_view text);
  /// Writes what is left and gives the file its name. Throws IoError.
  void commit();

 private:
  void flush(bool last);

  TextOutput file_;
  std::string buffer_;
  struct Packer;
  std::unique_ptr<Packer> packer_;
};

/// `path` without the suffix of a compression: "a.csv.gz" is "a.csv".
std::string without_packing_suffix(const std::string& path);

}  // namespace crucible
