#include "syntax/text_syntax.hpp"

#include "crucible/core/error.hpp"
#include "crucible/text/text_format.hpp"

#include <array>

namespace crucible {

extern const TextSyntax matrix_market_syntax, json_lines_syntax, netflix_syntax, libsvm_syntax, wide_syntax,
    delimited_syntax;

namespace {

constexpr std::array syntaxes{&matrix_market_syntax, &json_lines_syntax, &netflix_syntax,
                              &libsvm_syntax,        &wide_syntax,       &delimited_syntax};

std::vector<TextFormat> all_formats() {
  std::vector<TextFormat> formats;
  for (const TextSyntax* syntax : syntaxes)
    for (TextFormat format : syntax->formats) {
      format.syntax = syntax;
      formats.push_back(format);
    }
  return formats;
}

}  // namespace

std::span<const TextSyntax* const> text_syntaxes() { return syntaxes; }

std::span<const TextFormat> text_formats() {
  static const std::vector<TextFormat> formats = all_formats();
  return formats;
}

std::vector<std::string> text_format_names() {
  std::vector<std::string> names{"auto"};
  for (const TextFormat& format : text_formats()) names.emplace_back(format.name);
  return names;
}

std::size_t text_format_index(std::string_view name) {
  std::string names;
  const auto formats = text_formats();
  for (std::size_t i = 0; i < formats.size(); ++i) {
    if (name == formats[i].name) return i;
    names += std::string(i > 0 ? ", " : "") + formats[i].name;
  }
  throw UsageError("`format`: " + printable(name) + " is none of auto, " + names);
}

void FileHead::fail(const std::string& problem) const { throw InputError(path, lines.number(), problem); }

std::vector<std::string_view> FileHead::sample(bool with_first, std::size_t limit) const {
  std::vector<std::string_view> rows;
  if (with_first) rows.push_back(first);
  HeadLines more = lines;
  std::string_view line;
  while (rows.size() < limit && more.next(line))
    if (!more.cut_off()) rows.push_back(line);
  return rows;
}

}  // namespace crucible
