// MatrixMarket's coordinate format: a banner, comments, a line of sizes, then "row column value".
#include "columns/column_sample.hpp"
#include "columns/settled_columns.hpp"
#include "crucible/core/error.hpp"
#include "fields/row_sink.hpp"
#include "syntax/text_syntax.hpp"

#include <array>
#include <string>
#include <vector>

namespace crucible {

namespace {

constexpr std::array<TextFormat, 1> formats{
    {{"matrix-market",
      "MatrixMarket coordinate, real, integer or pattern, general (.mtx)",
      " ",
      HeaderUse::no,
      false,
      false,
      TextEncoding::utf8,
      {}}}};

const char* recognise(const FileHead& head) {
  return is_matrix_market_banner(head.first) ? formats.front().name : nullptr;
}

void set_columns(TextLayout& layout, bool pattern) {
  layout.columns = {0, 1, pattern ? no_column : 2, no_column};
  layout.column_count = pattern ? 2 : 3;
}

void take_banner(const FileHead& head, TextLayout& layout) {
  FieldSplitter words(layout.fields);
  words.split(head.first);
  const auto word = [&](std::size_t i) { return words.size() > i ? plain_name(words[i]) : std::string(); };
  const bool pattern = word(3) == "pattern";
  const bool readable = is_matrix_market_banner(head.first) && word(1) == "matrix" &&
                        word(2) == "coordinate" && (word(3) == "real" || word(3) == "integer" || pattern) &&
                        word(4) == "general";
  if (readable) return set_columns(layout, pattern);
  const bool convertible = is_matrix_market_banner(head.first) && word(3) != "complex";
  head.fail("only '%%MatrixMarket matrix coordinate real|integer|pattern general' can be read, not " +
            printable(head.first) +
            (convertible
                 ? "; scipy.io.mmread() reads it, and mmwrite() with symmetry='general' writes such a one"
                 : ""));
}

void take_sizes(FileHead& head, TextLayout& layout) {
  std::string_view line;
  do {
    if (!head.lines.next(line)) head.fail("no line with the matrix's sizes");
  } while (line.starts_with("%"));
  FieldSplitter words(layout.fields);
  words.split(line);
  const std::array<std::int64_t*, 3> sizes{&layout.matrix_rows, &layout.matrix_columns,
                                           &layout.declared_entries};
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    const auto size = words.size() == 3 ? parse_canonical_integer(words[i]) : std::nullopt;
    if (!size || *size < 0) head.fail("rows, columns and entries are expected, not " + printable(line));
    *sizes[i] = *size;
  }
}

/// The values of the first entries.
std::vector<std::string> sampled_values(const FileHead& head, const TextLayout& layout) {
  FieldSplitter fields(layout.fields);
  std::vector<std::string> values;
  for (const std::string_view row : head.sample(false, sampled_rows)) {
    fields.split(row);
    if (fields.size() == 3) values.emplace_back(fields[rating_role]);
  }
  return values;
}

void resolve(FileHead& head, ResolvedFile& file) {
  TextLayout& layout = file.layout;
  take_banner(head, layout);
  take_sizes(head, layout);
  const std::vector<std::string> values = sampled_values(head, layout);
  settle_ratings(head, layout, {values, RatingName::none, "the matrix", head.lines.number() + 1});
  layout.data_begin = head.lines.end();
  layout.head_lines = head.lines.number();
}

class MatrixMarketParser : public LineParser {
 public:
  explicit MatrixMarketParser(const TextLayout& layout) : layout_(layout), fields_(layout.fields) {}

  bool take(std::string_view line, RowSink& rows) override {
    fields_.split(line);
    if (fields_.size() != static_cast<std::size_t>(layout_.column_count))
      return rows.refuse(std::to_string(fields_.size()) + " columns instead of " +
                         std::to_string(layout_.column_count));
    return check_index(fields_[0], layout_.matrix_rows, "row", rows) &&
           check_index(fields_[1], layout_.matrix_columns, "column", rows) &&
           rows.add({fields_[0], fields_[1], layout_.rated() ? fields_[2] : std::string_view(), {}});
  }

 private:
  static bool check_index(std::string_view field, std::int64_t count, const char* what, RowSink& rows) {
    const auto index = parse_canonical_integer(field);
    if (index && *index >= 1 && *index <= count) return true;
    return rows.refuse(std::string("the ") + what + " index " + printable(field) + " is not in 1.." +
                       std::to_string(count));
  }

  TextLayout layout_;
  FieldSplitter fields_;
};

std::unique_ptr<LineParser> make_parser(const ResolvedFile& file, const ImportOptions& /*options*/) {
  return std::make_unique<MatrixMarketParser>(file.layout);
}

}  // namespace

extern const TextSyntax matrix_market_syntax{.name = "matrix_market",
                                             .formats = formats,
                                             .recognise = recognise,
                                             .resolve = resolve,
                                             .make_parser = make_parser};

}  // namespace crucible
