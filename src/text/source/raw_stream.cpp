#include "source/raw_stream.hpp"

#include "crucible/core/error.hpp"

#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace crucible {

namespace {

std::string system_text(int error) { return std::generic_category().message(error); }

}  // namespace

RawStream::RawStream(const std::string& path) : name_(path == standard_input ? "standard input" : path) {
  descriptor_ = path == standard_input ? ::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0)
                                       : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor_ < 0) {
    if (errno == ENOENT || errno == ENOTDIR) throw InputError(name_, "does not exist");
    throw IoError(name_, "cannot be opened: " + system_text(errno));
  }
  struct stat status {};
  const bool known = ::fstat(descriptor_, &status) == 0;
  const bool pipe = S_ISFIFO(status.st_mode) || S_ISSOCK(status.st_mode);
  const char* problem = nullptr;
  if (known && S_ISDIR(status.st_mode)) problem = "is a directory, not a file";
  if (known && ::isatty(descriptor_) == 1) problem = "is a terminal: send it a file, as in: import - <FILE";
  const bool on_disk = known && S_ISREG(status.st_mode);
  // Standard input may be a file too, but has no name to open it again by.
  if (on_disk && path != standard_input) size_ = status.st_size;
  if (known && problem == nullptr && !on_disk && !pipe) problem = "is a device, not a file or a pipe";
  if (on_disk && status.st_size == 0) problem = "is empty";
  if (known && problem == nullptr) return;
  ::close(descriptor_);
  if (problem != nullptr) throw InputError(name_, problem);
  throw IoError(name_, "cannot be examined");
}

RawStream::~RawStream() { ::close(descriptor_); }

std::size_t RawStream::read(std::span<char> to) {
  std::size_t filled = 0;
  while (filled < to.size()) {
    const ssize_t got = ::read(descriptor_, to.data() + filled, to.size() - filled);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw IoError(name_, "cannot be read: " + system_text(errno));
    if (got == 0) break;
    filled += static_cast<std::size_t>(got);
  }
  return filled;
}

}  // namespace crucible
