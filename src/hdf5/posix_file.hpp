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
  /// Reads exactly buffer.size() bytes at `offset`. Throws IoError if the file ends before.
  void read_at(std::int64_t offset, std::span<char> buffer) const;
  void write_at(std::int64_t offset, std::span<const char> bytes) const;
  /// Makes the file `bytes` long if it is shorter.
  void grow_to(std::int64_t bytes) const;
  /// Returns when everything written so far is on the device. Throws IoError if a delayed write failed, for
  /// example on a full network file system.
  void flush_to_device() const;
  /// Asks the system to forget its copy of the file in memory, so that the next read comes from the device.
  void forget_cached() const noexcept;
  /// Closes the file. Throws IoError if the system reports a failed write only now.
  void close();

 private:
  std::string path_;
  int descriptor_;
};

/// Makes a new empty file named `path` + ".tmp-" + six random characters. Returns its name and notes it for
/// remove_temporary_files().
std::string make_temporary_file(const std::string& path);

/// Notes a temporary file that another rank made, so that this rank removes it if it must end the job.
void note_temporary_file(const std::string& path);

/// Takes a file off the list of remove_temporary_files(), because it has its final name or is gone.
void forget_temporary_file(const std::string& path) noexcept;

/// Removes the files of make_temporary_file(path) that killed jobs left. Call it only when no other job can
/// be writing `path`.
void remove_temporary_files_of(const std::string& path) noexcept;

/// Renames `from` over `to` and flushes the folder, so that the new name survives a power cut.
void rename_durably(const std::string& from, const std::string& to);

/// Gives the file at `path` the second name `kept`, and removes an old file of that name. Does nothing if
/// `path` does not exist.
void keep_as(const std::string& path, const std::string& kept);

}  // namespace crucible
