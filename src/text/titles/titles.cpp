#include "titles/titles.hpp"

#include "columns/column_names.hpp"
#include "columns/head_lines.hpp"
#include "crucible/core/error.hpp"
#include "crucible/core/utf8.hpp"
#include "ids/id_rules.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace crucible {

namespace {

constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

constexpr std::array title_names{"title", "booktitle", "movietitle", "name", "originaltitle"};

FieldRules rules_for(const char* separator) {
  const std::string_view mark = separator;
  return {Separator(mark), mark == "," || mark == ";" || mark == "\t", mark == ";"};
}

std::int32_t find_id_column(const FieldSplitter& header, const std::string& preferred) {
  const std::string plain = plain_name(preferred);
  const std::array<const char*, 1> alias{plain.c_str()};
  const std::int32_t same = plain.empty() ? no_column : find_column(header, alias);
  if (same >= 0) return same;
  const std::int32_t usual = find_column(header, book_column_names());
  static constexpr std::array<const char*, 1> bare{"id"};
  return usual != no_column ? usual : find_column(header, bare);
}

/// One line of printable text: control characters become blanks, blanks at the ends go, too long a text is
/// cut.
std::string clean_title(std::string title) {
  for (char& c : title)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  title = trimmed(title);
  if (title.size() > longest_title) {
    std::size_t end = longest_title;
    while (end > 0 && (static_cast<unsigned char>(title[end]) & 0xc0U) == 0x80U) --end;
    title.resize(end);
  }
  return title;
}

}  // namespace

TitleReader::TitleReader(TextStream& stream, TextEncoding encoding, const std::string& id_column)
    : file_(stream.name()), encoding_(encoding) {
  const std::string_view head = stream.head(longest_head);
  const bool marked = head.starts_with(byte_order_mark);
  HeadLines lines(head);
  std::string_view first;
  if (!lines.next(first)) throw InputError(file_, "holds no titles");
  line_ = lines.number();
  find_columns(first, id_column);
  std::array<char, byte_order_mark.size()> mark{};
  if (marked) stream.read(mark);
  lines_.emplace(stream);
  if (has_header_) skip_header();
}

void TitleReader::find_columns(std::string_view first, const std::string& id_column) {
  for (const char* separator : {",", ";", "\t", "|", "::"}) {
    has_header_ = take_header(separator, first, id_column);
    if (has_header_) return;
  }
  // Without a header: what others write in that way, or exactly two columns.
  for (const char* separator : {"::", "\t", "|", ";", ","}) {
    fields_ = FieldSplitter(rules_for(separator));
    const bool cut = fields_.split(first) == nullptr;
    const bool usual = std::string_view(separator) == "::" || std::string_view(separator) == "|";
    column_count_ = usual ? 0 : 2;
    if (cut && (fields_.size() == 2 || (usual && fields_.size() > 2))) return;
  }
  throw InputError(file_, line_,
                   "neither a header with an id and a title column nor two columns: " + printable(first));
}

/// A header is a record like the others, though it may not be kept.
void TitleReader::skip_header() {
  std::string_view header;
  while (lines_->count() < line_) lines_->next(header);
}

/// True if `first` is a header that names an id and a title.
bool TitleReader::take_header(const char* separator, std::string_view first, const std::string& id_column) {
  FieldSplitter fields(rules_for(separator));
  if (fields.split(first) != nullptr || fields.size() < 2) return false;
  const std::int32_t id = find_id_column(fields, id_column);
  const std::int32_t title = find_column(fields, title_names);
  if (id < 0 || title < 0) return false;
  id_ = static_cast<std::size_t>(id);
  title_ = static_cast<std::size_t>(title);
  column_count_ = fields.size();
  fields_ = FieldSplitter(rules_for(separator));
  return true;
}

/// Reads a record, of several lines where a quoted field goes on, and cuts it into fields.
bool TitleReader::split_record(std::string_view line) {
  if (lines_->overlong()) return refuse("the line is longer than 1 MiB", line);
  const char* problem = fields_.split(line);
  if (problem == nullptr) return true;
  if (problem != FieldSplitter::unterminated_quote()) return refuse(problem, line);
  record_ = line;
  while (problem != nullptr && record_.size() < LineReader::longest_record && lines_->next(line)) {
    record_ += '\n';
    record_ += line;
    problem = fields_.split(record_);
  }
  return problem == nullptr || refuse("a quote opens here and does not close", record_);
}

bool TitleReader::refuse(const std::string& reason, std::string_view record) {
  problem_ = reason + " in " + printable(record);
  return false;
}

std::string TitleReader::decoded(std::string_view text) const {
  const bool latin1 =
      encoding_ == TextEncoding::latin1 || (encoding_ == TextEncoding::automatic && !is_utf8(text));
  return latin1 ? latin1_to_utf8(text) : std::string(text);
}

bool TitleReader::take(std::string_view line, TitleRecord& record) {
  if (!split_record(line)) return false;
  const std::size_t count = fields_.size();
  if (column_count_ == 0 ? count < 2 : count != column_count_)
    return refuse(std::to_string(count) + " columns instead of " +
                      (column_count_ == 0 ? "two or more" : std::to_string(column_count_)),
                  line);
  const std::string id = decoded(fields_[id_]);
  record.id = trimmed(id);
  if (const char* problem = problem_of_id(record.id))
    return refuse(std::string("the book id ") + problem, line);
  const std::string title = decoded(fields_[title_]);
  if (!is_utf8(title)) return refuse("the title is not valid UTF-8", line);
  record.title = clean_title(title);
  record.line = line_;
  return true;
}

TitleReader::Outcome TitleReader::next(TitleRecord& record) {
  std::string_view line;
  do {
    if (!lines_->next(line)) return Outcome::end;
  } while (trimmed(line).empty());
  line_ = lines_->count();
  return take(line, record) ? Outcome::record : Outcome::bad;
}

}  // namespace crucible
