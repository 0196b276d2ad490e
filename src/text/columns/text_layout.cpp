#include "columns/text_layout.hpp"

#include "crucible/core/error.hpp"
#include "syntax/text_syntax.hpp"

namespace crucible {

namespace {

/// Excel's "sep=;", which says how the lines after it are separated.
bool is_separator_line(std::string_view line) {
  constexpr std::string_view key = "sep=";
  if (line.size() > 1 && line.front() == '"' && line.back() == '"') line = line.substr(1, line.size() - 2);
  return line.starts_with(key) && line.size() <= key.size() + 1;
}

/// True for a comment or separator line. MatrixMarket's banner is not a comment.
bool is_comment(std::string_view line) {
  if (is_separator_line(line)) return true;
  return (line.front() == '#' || line.front() == '%') && !is_matrix_market_banner(line);
}

const char* recognised_format(const FileHead& head) {
  for (const TextSyntax* syntax : text_syntaxes())
    if (const char* name = syntax->recognise(head)) return name;
  throw LogicError("no syntax recognises a text");
}

void check_options(const ImportOptions& options, const TextFormat& preset) {
  const bool given =
      !options.columns.empty() || !options.separator.empty() || options.header != HeaderUse::automatic;
  if (!preset.syntax->has_columns && given)
    throw UsageError(std::string("`columns`, `separator` and `header` have no meaning in ") + preset.name +
                     " files");
  if (!options.columns.empty() && (options.columns.size() < 2 || options.columns.size() > 4))
    throw UsageError(
        "`columns`: two to four columns are needed: user, book and perhaps rating and timestamp");
}

}  // namespace

bool is_matrix_market_banner(std::string_view line) {
  constexpr std::string_view mark = "%%";
  return line.starts_with(mark) && plain_name(line.substr(0, line.find_first_of(" \t"))) == "matrixmarket";
}

const TextFormat& TextLayout::preset() const { return text_formats()[static_cast<std::size_t>(format)]; }

bool find_first_line(HeadLines& lines, TextLayout& layout, std::string_view& line,
                     std::string_view& comment) {
  while (lines.next(line)) {
    if (!is_comment(line)) return true;
    if (layout.comment_lines++ == 0) layout.first_comment = lines.number();
    comment = trimmed(line.substr(std::min(line.find_first_not_of("#%"), line.size())));
  }
  return false;
}

ResolvedFile resolve_file(std::string_view head_text, const ImportOptions& options, const std::string& path) {
  FileHead head{HeadLines(head_text), HeadLines(head_text), {}, options, path, {}};
  ResolvedFile file;
  TextLayout& layout = file.layout;
  const bool found = find_first_line(head.lines, layout, head.first, head.comment);
  if (head.lines.cut_off()) head.fail("more than 1 MiB stands before the first row's end");
  if (!found) throw InputError(path, "holds no ratings");
  const std::string name = options.format == "auto" ? recognised_format(head) : options.format;
  layout.format = static_cast<std::int32_t>(text_format_index(name));
  const TextFormat& preset = layout.preset();
  check_options(options, preset);
  layout.latin1 = (options.encoding == TextEncoding::automatic ? preset.encoding : options.encoding) ==
                  TextEncoding::latin1;
  layout.fields.quotes = preset.quotes;
  layout.fields.escapes = preset.escapes;
  const std::string separator = options.separator.empty() ? preset.separator : options.separator;
  if (!separator.empty()) layout.fields.separator = Separator(separator);
  preset.syntax->resolve(head, file);
  if (head.lines.cut_off()) head.fail("more than 1 MiB stands before the first row's end");
  return file;
}

}  // namespace crucible
