// The Netflix Prize's files: a line "BOOK:", then lines "user,rating,date" of that book.
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

constexpr std::array<TextFormat, 1> formats{{{"netflix",
                                              "a line 'BOOK:', then lines user,rating,date (Netflix Prize)",
                                              ",",
                                              HeaderUse::no,
                                              false,
                                              false,
                                              TextEncoding::utf8,
                                              {}}}};

/// True for "BOOK:", perhaps with blanks behind it.
bool is_book_line(std::string_view line) noexcept {
  line = trimmed(line);
  return line.ends_with(':') && line.find(',') == std::string_view::npos;
}

const char* recognise(const FileHead& head) {
  return trimmed(head.first).size() > 1 && is_book_line(head.first) ? formats.front().name : nullptr;
}

std::vector<std::string> sampled_ratings(const FileHead& head, const TextLayout& layout) {
  FieldSplitter fields(layout.fields);
  std::vector<std::string> ratings;
  for (const std::string_view row : head.sample(false, sampled_rows))
    if (fields.split(row) == nullptr && fields.size() == 3) ratings.emplace_back(fields[1]);
  return ratings;
}

void resolve(FileHead& head, ResolvedFile& file) {
  // Rows before the first line `BOOK:` have no book, so the file must begin with one, even under
  // skip_bad_rows.
  if (trimmed(head.first).size() < 2 || !is_book_line(head.first))
    head.fail("a line 'BOOK:' is expected first, not " + printable(head.first));
  TextLayout& layout = file.layout;
  layout.columns = {0, no_column, 1, 2};
  layout.time = time_rule_named(head.options.time_format);
  if (layout.time.form == TimeForm::none) layout.time.form = TimeForm::iso;
  layout.data_begin = head.lines.begin();
  layout.head_lines = head.lines.number() - 1;
  const std::vector<std::string> ratings = sampled_ratings(head, layout);
  settle_ratings(head, layout, {ratings, RatingName::none, "column 2", head.lines.number() + 1});
}

class NetflixParser : public LineParser {
 public:
  explicit NetflixParser(const TextLayout& layout) : fields_(layout.fields) {}

  bool take(std::string_view line, RowSink& rows) override {
    if (is_book_line(line)) return rows.open_book(line.substr(0, line.rfind(':')));
    if (const char* problem = fields_.split(line)) return rows.refuse_quotes(problem);
    if (fields_.size() != 3) return rows.refuse(std::to_string(fields_.size()) + " columns instead of 3");
    return rows.add({fields_[0], {}, fields_[1], fields_[2]});
  }

 private:
  FieldSplitter fields_;
};

std::unique_ptr<LineParser> make_parser(const ResolvedFile& file, const ImportOptions& /*options*/) {
  return std::make_unique<NetflixParser>(file.layout);
}

std::string statement(const TextLayout& /*layout*/, const std::string& columns) {
  return "lines 'BOOK:' and of " + columns;
}

}  // namespace

extern const TextSyntax netflix_syntax{.name = "netflix",
                                       .formats = formats,
                                       .recognise = recognise,
                                       .resolve = resolve,
                                       .make_parser = make_parser,
                                       .statement = statement};

}  // namespace crucible
