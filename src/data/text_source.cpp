#include "crucible/data/text_source.hpp"

#include "crucible/core/error.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace crucible {

namespace {

constexpr std::int64_t piece_bytes = std::int64_t{4} << 20U;
/// What is read past the end of a range at a time, to complete its last line.
constexpr std::int64_t overhang_bytes = std::int64_t{64} << 10U;

std::string system_text(int error) { return std::generic_category().message(error); }

std::int64_t size_of_regular(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) {
    if (errno == ENOENT || errno == ENOTDIR) throw InputError(path, "does not exist");
    throw IoError(path, "cannot be examined: " + system_text(errno));
  }
  if (S_ISDIR(status.st_mode)) throw InputError(path, "is a directory, not a file");
  if (!S_ISREG(status.st_mode))
    throw InputError(path,
                     "is a pipe or device, which ranks cannot read in parallel: save it to a file first");
  if (status.st_size == 0) throw InputError(path, "is empty");
  return status.st_size;
}

}  // namespace

TextFile::TextFile(std::string path) : path_(std::move(path)), size_(size_of_regular(path_)) {
  descriptor_ = ::open(path_.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor_ < 0) throw IoError(path_, "cannot be opened: " + system_text(errno));
}

TextFile::~TextFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

TextFile::TextFile(TextFile&& other) noexcept
    : path_(std::move(other.path_)), descriptor_(std::exchange(other.descriptor_, -1)), size_(other.size_) {}

void TextFile::read(std::int64_t offset, std::span<char> to) const {
  while (!to.empty()) {
    const ssize_t got = ::pread(descriptor_, to.data(), to.size(), offset);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0)
      throw IoError(path_, "cannot be read at byte " + std::to_string(offset) + ": " + system_text(errno));
    if (got == 0) throw IoError(path_, "became shorter while it was read, at byte " + std::to_string(offset));
    to = to.subspan(static_cast<std::size_t>(got));
    offset += got;
  }
}

std::string TextFile::head(std::int64_t limit) const {
  std::string text(static_cast<std::size_t>(std::min(size_, limit)), '\0');
  read(0, text);
  return text;
}

LineReader::LineReader(const TextFile& file, IndexRange bytes, std::int64_t start)
    : file_(file), range_(bytes) {
  const bool starts_a_line = range_.empty() || range_.begin <= start;
  buffer_offset_ = starts_a_line ? range_.begin : range_.begin - 1;
  if (!starts_a_line) skip_cut_line();
}

std::int64_t LineReader::consumed() const noexcept {
  return buffer_offset_ + static_cast<std::int64_t>(next_) - range_.begin;
}

/// Reads on, up to `wanted_end` or a piece, whichever is less; false at the end of the file.
bool LineReader::refill(std::int64_t wanted_end) {
  std::copy(buffer_.begin() + static_cast<std::ptrdiff_t>(next_),
            buffer_.begin() + static_cast<std::ptrdiff_t>(filled_), buffer_.begin());
  buffer_offset_ += static_cast<std::int64_t>(next_);
  filled_ -= next_;
  next_ = 0;
  const std::int64_t from = buffer_offset_ + static_cast<std::int64_t>(filled_);
  const std::int64_t to = std::min({wanted_end, file_.size(), from + piece_bytes});
  if (to <= from) return false;
  const auto size = static_cast<std::size_t>(to - from);
  if (buffer_.size() < filled_ + size) buffer_.resize(filled_ + size);
  file_.read(from, std::span<char>(buffer_).subspan(filled_, size));
  filled_ += size;
  return true;
}

/// Moves on to the first line that begins in the range; the line under way belongs to the range before.
void LineReader::skip_cut_line() {
  while (refill(range_.end)) {
    const char* begin = buffer_.data() + next_;
    const void* end = std::memchr(begin, '\n', filled_ - next_);
    if (end != nullptr) {
      next_ += static_cast<std::size_t>(static_cast<const char*>(end) - begin) + 1;
      return;
    }
    next_ = filled_;
  }
}

bool LineReader::next(std::string_view& line) {
  if (overlong_ || buffer_offset_ + static_cast<std::int64_t>(next_) >= range_.end) return false;
  std::size_t searched = 0;
  bool complete = false;
  while (true) {
    const std::size_t size = filled_ - next_;
    const char* begin = buffer_.data() + next_;
    const void* end = size > searched ? std::memchr(begin + searched, '\n', size - searched) : nullptr;
    complete = end != nullptr;
    searched = complete ? static_cast<std::size_t>(static_cast<const char*>(end) - begin) : size;
    if (complete || searched > longest_line) break;
    const std::int64_t loaded = buffer_offset_ + static_cast<std::int64_t>(filled_);
    if (!refill(std::max(range_.end, loaded + overhang_bytes))) break;
  }
  line = std::string_view(buffer_.data() + next_, searched);
  next_ += searched + (complete ? 1 : 0);
  overlong_ = line.size() > longest_line;
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  ++count_;
  return true;
}

}  // namespace crucible
