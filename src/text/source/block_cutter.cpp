#include "source/block_cutter.hpp"

#include "crucible/core/error.hpp"
#include "crucible/text/text_source.hpp"

#include <algorithm>
#include <array>

namespace crucible {

namespace {

/// Where the line after the last whole one of text[0, end) begins; 0 where there is none. A "\r" at the very
/// end does not count, since a "\n" may follow it.
std::size_t last_line_end(std::string_view text, std::size_t end) {
  for (std::size_t at = end; at-- > 0;)
    if (text[at] == '\n' || (text[at] == '\r' && at + 1 < end)) return at + 1;
  return 0;
}

bool odd_quotes(std::string_view text, bool escapes) {
  if (!escapes) return std::count(text.begin(), text.end(), '"') % 2 != 0;
  bool odd = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\')
      ++i;
    else if (text[i] == '"')
      odd = !odd;
  }
  return odd;
}

std::int64_t count_line_ends(std::string_view text) {
  std::int64_t count = std::count(text.begin(), text.end(), '\n');
  for (std::size_t at = text.find('\r'); at != std::string_view::npos; at = text.find('\r', at + 1))
    if (at + 1 == text.size() || text[at + 1] != '\n') ++count;
  return count;
}

}  // namespace

BlockCutter::BlockCutter(TextStream& stream, const CutRules& rules, std::int64_t begin,
                         std::int64_t head_lines)
    : stream_(stream), rules_(rules), line_(head_lines + 1) {
  std::array<char, 4096> dropped{};
  for (std::int64_t left = begin; left > 0;) {
    const auto count = static_cast<std::size_t>(std::min<std::int64_t>(left, dropped.size()));
    if (stream_.read(std::span(dropped).first(count)) < count)
      throw IoError(stream_.name(), "became shorter while it was read");
    left -= static_cast<std::int64_t>(count);
  }
}

/// The end of the first block of `text`: behind its last whole line with all quotes closed. If quotes stay
/// open for longer than the longest record, one of them is a mistake. Quotes are then ignored.
std::size_t BlockCutter::cut_of(std::string_view text) const {
  const std::size_t last = last_line_end(text, text.size());
  if (last == 0) return text.size();
  if (!rules_.quotes || !odd_quotes(text.substr(0, last), rules_.escapes)) return last;
  std::size_t end = last;
  bool odd = true;
  while (odd && end > 0 && last - end < LineReader::longest_record) {
    const std::size_t before = last_line_end(text, end - 1);
    odd = odd != odd_quotes(text.substr(before, end - before), rules_.escapes);
    end = before;
  }
  return odd || end == 0 ? last : end;
}

bool BlockCutter::next(std::string& text, std::int64_t& first_line) {
  if (ended_ && carry_.empty()) return false;
  text.resize(block_bytes);
  std::copy(carry_.begin(), carry_.end(), text.begin());
  std::size_t filled = carry_.size();
  if (!ended_) {
    const std::size_t got = stream_.read(std::span<char>(text).subspan(filled));
    ended_ = filled + got < text.size();
    filled += got;
  }
  text.resize(filled);
  if (text.empty()) return false;
  const std::size_t cut = ended_ ? text.size() : cut_of(text);
  carry_ = text.substr(cut);
  text.resize(cut);
  first_line = line_;
  line_ += count_line_ends(text);
  return true;
}

}  // namespace crucible
