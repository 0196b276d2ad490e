// LIBSVM's sparse rows: "label book:rating book:rating ...", a user a line.
#include "columns/column_sample.hpp"
#include "columns/settled_columns.hpp"
#include "crucible/core/error.hpp"
#include "fields/row_sink.hpp"
#include "syntax/text_syntax.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <vector>

namespace crucible {

namespace {

constexpr std::array<TextFormat, 1> formats{
    {{"libsvm",
      "a user a line: label book:rating book:rating ... (LIBSVM, svmlight)",
      " ",
      HeaderUse::no,
      false,
      false,
      TextEncoding::utf8,
      {}}}};
// What libFM's files look like: lines of a user, a book and perhaps more.
constexpr std::size_t least_design_rows = 3;
constexpr std::size_t most_design_pairs = 4;
constexpr std::string_view query_key = "qid:";

/// "12:4.5" as its two parts; false if it is none.
bool cut_pair(std::string_view field, std::string_view& book, std::string_view& rating) {
  const std::size_t colon = field.rfind(':');
  if (colon == std::string_view::npos || colon == 0 || colon + 1 == field.size()) return false;
  book = field.substr(0, colon);
  rating = field.substr(colon + 1);
  return book.find(':') == std::string_view::npos;
}

/// True for a label (or none) and at least one pair of numbers; svmlight's `qid:` may stand between.
bool is_row(std::string_view line) {
  FieldSplitter fields({Separator(" "), false, false});
  fields.split(line.substr(0, line.find(" #")));
  std::string_view book;
  std::string_view rating;
  float value = 0;
  const std::size_t first = fields.size() > 0 && !cut_pair(fields[0], book, rating) ? 1 : 0;
  for (std::size_t i = first; i < fields.size(); ++i)
    if (fields[i].starts_with(query_key))
      continue;
    else if (!cut_pair(fields[i], book, rating) || !parse_canonical_integer(book) ||
             parse_rating(rating, value) == NumberProblem::not_a_number)
      return false;
  return fields.size() > first;
}

const char* recognise(const FileHead& head) { return is_row(head.first) ? formats.front().name : nullptr; }

/// Labels are users' ids where no two rows share one; else they are classes, and rows are numbered.
bool labels_are_ids(const FileHead& head, const TextLayout& layout) {
  FieldSplitter fields(layout.fields);
  std::set<std::string> labels;
  std::string_view book;
  std::string_view rating;
  for (const std::string_view row : head.sample(true, sampled_rows)) {
    fields.split(row);
    if (fields.size() == 0) continue;
    if (cut_pair(fields[0], book, rating) || !labels.emplace(fields[0]).second) return false;
  }
  return true;
}

bool is_one(std::string_view value) {
  float number = 0;
  return parse_rating(value, number) == NumberProblem::none && number == 1;
}

/// libFM writes "rating user:1 book:1 more:0.5": labels are ratings, so that many lines share one, and the
/// first two indices are switched on in each line. With few indices, as many in each line, labels may be all
/// different.
bool is_design_matrix(const FileHead& head, const TextLayout& layout) {
  FieldSplitter fields(layout.fields);
  std::set<std::string> labels;
  std::set<std::size_t> sizes;
  std::size_t rows = 0;
  bool all_ones = true;
  for (const std::string_view row : head.sample(true, sampled_rows)) {
    fields.split(row.substr(0, row.find(" #")));
    std::string_view book;
    std::string_view value;
    if (fields.size() < 3 || cut_pair(fields[0], book, value)) return false;
    for (std::size_t i = 1; i < fields.size(); ++i) {
      const bool one = cut_pair(fields[i], book, value) && is_one(value);
      if (i < 3 && !one) return false;
      all_ones = all_ones && one;
    }
    labels.emplace(fields[0]);
    sizes.insert(fields.size() - 1);
    ++rows;
  }
  const bool alike = all_ones && sizes.size() == 1 && *sizes.begin() <= most_design_pairs;
  return rows >= least_design_rows && (alike || 2 * labels.size() <= rows);
}

/// svmlight's rankings: the query is the user, in a field of its own.
void refuse_queries(const FileHead& head) {
  if (head.first.find(" " + std::string(query_key)) == std::string_view::npos) return;
  head.fail("a ranking with a query in each line: " + printable(head.first) +
            "; write it as columns of query, document and label");
}

/// The values of the first pairs.
std::vector<std::string> sampled_values(const FileHead& head, const TextLayout& layout) {
  FieldSplitter fields(layout.fields);
  std::vector<std::string> values;
  for (const std::string_view row : head.sample(true, sampled_rows)) {
    fields.split(row.substr(0, row.find(" #")));
    std::string_view book;
    std::string_view value;
    for (std::size_t i = 0; i < fields.size(); ++i)
      if (cut_pair(fields[i], book, value)) values.emplace_back(value);
  }
  return values;
}

void resolve(FileHead& head, ResolvedFile& file) {
  TextLayout& layout = file.layout;
  refuse_queries(head);
  const HeaderUse wanted = head.options.row_ids;
  if (wanted == HeaderUse::automatic && is_design_matrix(head, layout))
    head.fail("the first two indices of each line have the value 1, in " + printable(head.first) +
              ": where they are RATING USER:1 BOOK:1 (libFM), write them as columns: sed -E "
              "'s/^([^ ]+) ([^:]+):1 ([^:]+):1.*/\\2 \\3 \\1/'; where each is a user and its books, say "
              "`row_ids` yes or no");
  const bool ids =
      wanted == HeaderUse::yes || (wanted == HeaderUse::automatic && labels_are_ids(head, layout));
  layout.row_numbers = !ids;
  layout.roles_from = wanted == HeaderUse::automatic ? RolesFrom::evidence : RolesFrom::options;
  layout.columns = {ids ? 0 : no_column, 1, 2, no_column};
  layout.data_begin = head.lines.begin();
  layout.head_lines = head.lines.number() - 1;
  const std::vector<std::string> values = sampled_values(head, layout);
  settle_ratings(head, layout, {values, RatingName::none, "the matrix", head.lines.number()});
}

class LibsvmParser : public LineParser {
 public:
  explicit LibsvmParser(const TextLayout& layout) : layout_(layout), fields_(layout.fields) {}

  bool take(std::string_view line, RowSink& rows) override {
    if (layout_.row_numbers) rows.begin_numbered_row();
    fields_.split(line.substr(0, line.find(" #")));
    entries_.clear();
    for (std::size_t i = 0; i < fields_.size(); ++i) {
      RowEntry entry{fields_[0], {}, {}, {}};
      if (cut_pair(fields_[i], entry.book, entry.rating))
        entries_.push_back(entry);
      else if (i > 0)
        return rows.refuse(printable(fields_[i]) + " is not BOOK:RATING");
    }
    return rows.add_all(entries_);
  }

 private:
  TextLayout layout_;
  FieldSplitter fields_;
  std::vector<RowEntry> entries_;
};

std::unique_ptr<LineParser> make_parser(const ResolvedFile& file, const ImportOptions& /*options*/) {
  return std::make_unique<LibsvmParser>(file.layout);
}

std::string statement(const TextLayout& layout, const std::string& /*columns*/) {
  return std::string("LIBSVM rows, users ") + (layout.row_numbers ? "numbered by line" : "by their labels");
}

}  // namespace

extern const TextSyntax libsvm_syntax{.name = "libsvm",
                                      .formats = formats,
                                      .recognise = recognise,
                                      .resolve = resolve,
                                      .make_parser = make_parser,
                                      .row_is_user = true,
                                      .statement = statement};

}  // namespace crucible
