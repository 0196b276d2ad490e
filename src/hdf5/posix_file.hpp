#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace crucible {

/// A plain file descriptor with errors as exceptions. Local.
class PosixFile {
 public:
  enum class Mode : std::uint8_t { read, update, create };

  PosixFile(std::string path, Mode mode);
  ~PosixFile();
  PosixFile(const PosixFile&) = delete;
  PosixFile& operator=(const PosixFile&) = delete;

  std::int64_t size() const;
  /// Reads exactly buffer.size() bytes at `offset`; throws IoError where the file ends before.
  void read_at(std::int64_t offset, std::span<char> buffer) const;
  void write_at(std::int64_t offset, std::span<const char> bytes) const;
  /// Makes the file `bytes` long where it is shorter.
  void grow_to(std::int64_t bytes) const;
  /// Returns once everything written so far is on the device. Where a write was put off and failed later (a
  /// network file system that is full), this throws.
  void flush_to_device() const;
  /// Asks the system to forget its copy of the file in memory, so that the next reading comes from the
  /// device.
  void forget_cached() const noexcept;
  /// Closes; throws where the system reports a failed write only now.
  void close();

 private:
  std::string path_;
  int descriptor_;
};

/// Makes a new empty file named `path` + ".tmp-" + six random characters, opened exclusively; returns its
/// name and notes it for remove_temporary_files().
std::string make_temporary_file(const std::string& path);

/// Notes a temporary file that another rank made, so that this rank removes it if it must end the job.
void note_temporary_file(const std::string& path);

/// The file now has its final name, or is gone: no longer to be removed.
void forget_temporary_file(const std::string& path) noexcept;

/// Removes what killed jobs left of make_temporary_file(path). For who knows that no other job writes `path`.
void remove_temporary_files_of(const std::string& path) noexcept;

/// Renames `from` over `to` and flushes the folder, so that the new name survives a power cut.
void rename_durably(const std::string& from, const std::string& to);

/// Makes `kept` another name of what is at `path`, replacing what was there; nothing where `path` does not
/// exist.
void keep_as(const std::string& path, const std::string& kept);

}  // namespace crucible
