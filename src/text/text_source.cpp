#include "crucible/text/text_source.hpp"

#include "crucible/core/error.hpp"
#include "crucible/text/text_stream.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <limits>
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
    : file_(&file), range_(bytes) {
  const bool starts_a_line = range_.empty() || range_.begin <= start;
  buffer_offset_ = starts_a_line ? range_.begin : range_.begin - 1;
  if (starts_a_line) return;
  // The line under way belongs to the range before.
  LineEnd end;
  do {
    next_ = end.next;
    end = find_end(next_, longest_line);
    record_ = end.next;
  } while (!end.found && !ended_ && buffer_offset_ + static_cast<std::int64_t>(end.next) < range_.end);
  next_ = record_ = end.next;
}

LineReader::LineReader(TextStream& stream)
    : stream_(&stream), range_{0, std::numeric_limits<std::int64_t>::max()} {}

LineReader::LineReader(std::string_view block)
    : range_{0, static_cast<std::int64_t>(block.size())},
      data_(block.data()),
      filled_(block.size()),
      ended_(true) {
  forget_marks();
}

std::int64_t LineReader::consumed() const noexcept {
  return buffer_offset_ + static_cast<std::int64_t>(next_) - range_.begin;
}

bool LineReader::at_end() const noexcept {
  return buffer_offset_ + static_cast<std::int64_t>(next_) >= range_.end || (ended_ && next_ == filled_);
}

void LineReader::forget_marks() noexcept {
  next_feed_ = 0;
  next_return_ = 0;
}

/// Reads more, up to `wanted_end` but at most one piece. Returns false at the end of the text. Bytes before
/// the last record are dropped, so positions in the buffer change.
bool LineReader::refill(std::int64_t wanted_end) {
  if (ended_) return false;
  std::copy(buffer_.begin() + static_cast<std::ptrdiff_t>(record_),
            buffer_.begin() + static_cast<std::ptrdiff_t>(filled_), buffer_.begin());
  buffer_offset_ += static_cast<std::int64_t>(record_);
  filled_ -= record_;
  next_ -= record_;
  first_end_ -= std::min(record_, first_end_);
  record_ = 0;
  const std::int64_t from = buffer_offset_ + static_cast<std::int64_t>(filled_);
  const std::int64_t text_end = file_ != nullptr ? file_->size() : range_.end;
  const std::int64_t to = std::min({wanted_end, text_end, from + piece_bytes});
  std::size_t got = 0;
  if (to > from) {
    const auto size = static_cast<std::size_t>(to - from);
    if (buffer_.size() < filled_ + size) buffer_.resize(filled_ + size);
    const auto target = std::span<char>(buffer_).subspan(filled_, size);
    if (file_ != nullptr) file_->read(from, target);
    got = file_ != nullptr ? size : stream_->read(target);
  }
  data_ = buffer_.data();
  filled_ += got;
  ended_ = to == text_end || (stream_ != nullptr && got == 0);
  forget_marks();
  return got > 0;
}

/// Place of the next `mark` from `from` on; `known` remembers it from call to call, since most texts have one
/// kind of line end and a search for the other would go through the whole buffer each time.
std::size_t LineReader::find(char mark, std::size_t from, std::size_t& known) const noexcept {
  if (known > from || (known == from && known < filled_ && data_[known] == mark)) return known;
  const void* place = from < filled_ ? std::memchr(data_ + from, mark, filled_ - from) : nullptr;
  known = place == nullptr ? filled_ : static_cast<std::size_t>(static_cast<const char*>(place) - data_);
  return known;
}

/// Finds the end of the line at `begin`, but gives up after `limit` bytes. Reading may move the record to the
/// front of the buffer; positions are those after the move.
LineReader::LineEnd LineReader::find_end(std::size_t begin, std::size_t limit) {
  while (true) {
    const std::size_t end = std::min(find('\n', begin, next_feed_), find('\r', begin, next_return_));
    // A "\r" at the end of the buffer may have its "\n" in the next piece.
    const bool lone = end + 1 < filled_ || ended_;
    if (end < filled_ && (data_[end] == '\n' || lone)) {
      const bool pair = data_[end] == '\r' && end + 1 < filled_ && data_[end + 1] == '\n';
      return {end, end + (pair ? 2 : 1), true};
    }
    if (end - begin > limit || ended_) return {end, end, false};
    const std::size_t moved = record_;
    refill(std::max(range_.end, buffer_offset_ + static_cast<std::int64_t>(filled_) + overhang_bytes));
    begin -= moved;
  }
}

bool LineReader::next(std::string_view& line) {
  record_ = next_;
  if (overlong_ || at_end()) return false;
  const LineEnd end = find_end(next_, longest_line);
  if (!end.found && end.end == record_) return false;  // the text of a stream has ended
  line = std::string_view(data_ + record_, end.end - record_);
  next_ = first_end_ = end.next;
  overlong_ = line.size() > longest_line;
  record_line_ = ++count_;
  return true;
}

bool LineReader::extend(std::string_view& record) {
  if (overlong_ || at_end()) return false;
  const LineEnd end = find_end(next_, longest_record);
  if (end.end == next_ && !end.found) return false;
  if (end.end - record_ > longest_record) return false;
  record = std::string_view(data_ + record_, end.end - record_);
  next_ = end.next;
  ++count_;
  return true;
}

void LineReader::give_back() {
  next_ = first_end_;
  count_ = record_line_;
  forget_marks();
}

std::string_view LineReader::ahead() const noexcept {
  const std::int64_t range_end = std::max<std::int64_t>(range_.end - buffer_offset_, 0);
  const std::size_t end = std::min(filled_, static_cast<std::size_t>(range_end));
  return overlong_ || next_ >= end ? std::string_view() : std::string_view(data_ + next_, end - next_);
}

void LineReader::skip(std::size_t bytes, std::int64_t lines) noexcept {
  next_ += bytes;
  count_ += lines;
}

FirstLine first_line(std::string_view text) noexcept {
  const std::size_t end = std::min(text.find_first_of("\r\n"), text.size());
  const bool pair = text.substr(end).starts_with("\r\n");
  return {text.substr(0, end), std::min(end + (pair ? 2 : 1), text.size())};
}

}  // namespace crucible
