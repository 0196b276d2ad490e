#include "columns/head_lines.hpp"

#include "crucible/text/text_fields.hpp"
#include "crucible/text/text_source.hpp"

namespace crucible {

HeadLines::HeadLines(std::string_view head) : head_(head) {
  if (head.starts_with("\xef\xbb\xbf")) position_ = 3;
}

bool HeadLines::next(std::string_view& line) {
  while (position_ < static_cast<std::int64_t>(head_.size())) {
    begin_ = position_;
    const FirstLine cut = first_line(head_.substr(static_cast<std::size_t>(position_)));
    line = cut.line;
    position_ += static_cast<std::int64_t>(cut.next);
    ++number_;
    if (!trimmed(line).empty()) return true;
  }
  return false;
}

}  // namespace crucible
