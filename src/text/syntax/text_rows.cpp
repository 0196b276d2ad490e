#include "syntax/text_rows.hpp"

#include "crucible/core/error.hpp"

namespace crucible {

void RowParser::begin_piece(const ResolvedFile& file, std::int32_t index, bool from_start) {
  require(from_start || rows_.user.empty(), "only a rank's first piece may begin inside a file");
  parser_ = file.layout.preset().syntax->make_parser(file, options_);
  sink_.begin_file(file.layout, index);
  plain_.reset();
  if (PlainRows::apply_to(file, options_)) plain_.emplace(file);
}

void RowParser::take_plain(LineReader& lines, std::int64_t lines_before) {
  if (!plain_ || !sink_.takes_plain_rows()) return;
  const std::string_view text = lines.ahead();
  const char* const end = text.data() + text.size();
  const char* at = text.data();
  std::int64_t taken = 0;
  PlainRow row;
  while (const char* const next = plain_->read(at, end, row)) {
    ++taken;
    sink_.add_plain(row, lines_before + lines.count() + taken);
    at = next;
  }
  lines.skip(static_cast<std::size_t>(at - text.data()), taken);
}

bool RowParser::take(std::string_view line, std::int64_t number) {
  if (line.empty() || trimmed(line).empty()) return true;
  sink_.begin_line(line, number);
  if (parser_->take(line, sink_)) return true;
  // Ids may begin with #, so a line is a comment only if it cannot be read as a row.
  const bool comment = !sink_.fatal() && (line.front() == '#' || line.front() == '%');
  if (comment) sink_.note(NoteKind::comment_lines, line.substr(0, 60));
  return comment;
}

}  // namespace crucible
