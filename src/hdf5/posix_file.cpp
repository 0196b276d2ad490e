#include "posix_file.hpp"

#include "crucible/core/error.hpp"
#include "crucible/hdf5/sealed_file.hpp"
#include "crucible/mpi/heartbeat.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <mutex>
#include <set>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace crucible {

namespace {

/// Most bytes that one call reads or writes, so that there are signs of life even with a slow device.
constexpr std::size_t longest_call = std::size_t{1} << 26U;

/// What to do about a failure of the system, where that is known.
const char* advice_for(int failure) {
  switch (failure) {
    case ENOSPC:
    case EDQUOT:
      return "; make room there or write to another disk, then run the same command again";
    case EFBIG:
      return "; lift the limit (ulimit -f unlimited) or write to another disk";
    case EACCES:
    case EROFS:
      return "; ask for the right to it, or name another place";
    default:
      return "";
  }
}

[[noreturn]] void fail(const std::string& path, const char* action) {
  const int failure = errno;
  throw IoError(path, std::string(action) + ": " + std::strerror(failure) + advice_for(failure));
}

std::string folder_of(const std::string& path) {
  const std::filesystem::path folder = std::filesystem::path(path).parent_path();
  return folder.empty() ? "." : folder.string();
}

/// Names of temporary files, which must be removed even if the job is aborted. Global, because main must find
/// them.
struct TemporaryNames {
  std::mutex mutex;
  std::set<std::string> names;
};

TemporaryNames& temporary_names() {
  static TemporaryNames names;
  return names;
}

int flags_of(PosixFile::Mode mode) {
  switch (mode) {
    case PosixFile::Mode::read:
      return O_RDONLY;
    case PosixFile::Mode::update:
      return O_RDWR;
    case PosixFile::Mode::create:
      return O_RDWR | O_CREAT | O_TRUNC;
  }
  return O_RDONLY;
}

}  // namespace

PosixFile::PosixFile(std::string path, Mode mode)
    : path_(std::move(path)),
      // O_NONBLOCK: opening a FIFO must not wait for a writer. size() refuses the FIFO later.
      descriptor_(::open(path_.c_str(), flags_of(mode) | O_CLOEXEC | O_NONBLOCK, 0666)) {
  if (descriptor_ >= 0) return;
  if (errno == ENOENT) throw InputError(path_, "there is no such file");
  fail(path_, "cannot be opened");
}

PosixFile::~PosixFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

void PosixFile::close() {
  if (::close(std::exchange(descriptor_, -1)) != 0) fail(path_, "cannot be closed");
}

void PosixFile::forget_cached() const noexcept { posix_fadvise(descriptor_, 0, 0, POSIX_FADV_DONTNEED); }

std::int64_t PosixFile::size() const {
  struct stat status {};
  if (fstat(descriptor_, &status) != 0) fail(path_, "cannot be examined");
  if (S_ISDIR(status.st_mode)) throw InputError(path_, "is a folder; name a file in it");
  if (!S_ISREG(status.st_mode)) throw InputError(path_, "is not a regular file");
  return status.st_size;
}

void PosixFile::read_at(std::int64_t offset, std::span<char> buffer) const {
  while (!buffer.empty()) {
    const Waiting here("reading a file");
    const ssize_t got = ::pread(descriptor_, buffer.data(), std::min(buffer.size(), longest_call), offset);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) fail(path_, "cannot be read");
    if (got == 0)
      throw IoError(path_, "ended at byte " + std::to_string(offset) + " while it was being read");
    buffer = buffer.subspan(static_cast<std::size_t>(got));
    offset += got;
  }
}

void PosixFile::write_at(std::int64_t offset, std::span<const char> bytes) const {
  while (!bytes.empty()) {
    const Waiting here("writing a file");
    const ssize_t put = ::pwrite(descriptor_, bytes.data(), std::min(bytes.size(), longest_call), offset);
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) fail(path_, "cannot be written");
    bytes = bytes.subspan(static_cast<std::size_t>(put));
    offset += put;
  }
}

void PosixFile::grow_to(std::int64_t bytes) const {
  if (size() < bytes && ftruncate(descriptor_, bytes) != 0) fail(path_, "cannot be made longer");
}

void PosixFile::flush_to_device() const {
  const Waiting here("flushing a file to its device");
  if (fsync(descriptor_) != 0) fail(path_, "cannot be flushed to the device");
}

std::string make_temporary_file(const std::string& path) {
  std::string name = path + ".tmp-XXXXXX";
  const int descriptor = ::mkostemp(name.data(), O_CLOEXEC);
  if (descriptor < 0) {
    if (errno == ENOENT) throw IoError(path, "its folder does not exist");
    fail(path, "cannot be created");
  }
  const mode_t mask = umask(0);
  umask(mask);
  fchmod(descriptor, 0666 & ~mask);
  ::close(descriptor);
  note_temporary_file(name);
  return name;
}

void note_temporary_file(const std::string& path) {
  const std::lock_guard lock(temporary_names().mutex);
  temporary_names().names.insert(path);
}

void forget_temporary_file(const std::string& path) noexcept {
  const std::lock_guard lock(temporary_names().mutex);
  temporary_names().names.erase(path);
}

void remove_temporary_files() noexcept {
  const std::lock_guard lock(temporary_names().mutex);
  for (const std::string& name : temporary_names().names) ::unlink(name.c_str());
  temporary_names().names.clear();
}

void remove_temporary_files_of(const std::string& path) noexcept {
  namespace fs = std::filesystem;
  std::error_code ignored;
  const std::string start = fs::path(path).filename().string() + ".tmp-";
  for (fs::directory_iterator entry(folder_of(path), ignored), end; !ignored && entry != end;
       entry.increment(ignored)) {
    const std::string name = entry->path().filename().string();
    if (name.size() == start.size() + 6 && name.starts_with(start) && entry->is_regular_file(ignored))
      ::unlink(entry->path().c_str());
  }
}

void rename_durably(const std::string& from, const std::string& to) {
  if (std::rename(from.c_str(), to.c_str()) != 0) fail(to, "cannot be replaced");
  forget_temporary_file(from);
  const int folder = ::open(folder_of(to).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) fail(to, "its folder cannot be opened");
  const int flushed = fsync(folder);
  ::close(folder);
  if (flushed != 0 && errno != EINVAL) fail(to, "its folder cannot be flushed to the device");
}

void keep_as(const std::string& path, const std::string& kept) {
  if (::access(path.c_str(), F_OK) != 0) return;
  if (::unlink(kept.c_str()) != 0 && errno != ENOENT) fail(kept, "cannot be replaced");
  if (::link(path.c_str(), kept.c_str()) == 0) return;
  // Some file systems have no second names. Then the old file is moved, and a resume finds it there.
  if (std::rename(path.c_str(), kept.c_str()) != 0) fail(kept, "cannot take the present file's place");
}

}  // namespace crucible
