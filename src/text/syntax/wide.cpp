// A matrix of users by books: a user a line and a book a column, or the other way round; a rating or nothing
// in each cell.
#include "columns/column_sample.hpp"
#include "columns/separators.hpp"
#include "columns/settled_columns.hpp"
#include "columns/unrated_values.hpp"
#include "crucible/core/error.hpp"
#include "fields/rating_text.hpp"
#include "fields/row_sink.hpp"
#include "syntax/text_syntax.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <optional>
#include <set>

namespace crucible {

namespace {

constexpr std::array<TextFormat, 1> formats{
    {{"wide",
      "a matrix: a user a line, a book a column; NA and empty cells are unrated (Jester, pivot tables)",
      "",
      HeaderUse::automatic,
      true,
      false,
      TextEncoding::utf8,
      {}}}};
/// A matrix is recognised only if it has at least this many columns, including the user's.
constexpr std::size_t least_columns = 4;
/// A value is frequent if it fills more than one cell in this many.
constexpr std::size_t many_cells = 10;
/// Rows that must agree before a first column counts as the number of ratings.
constexpr std::size_t least_counted_rows = 3;

using Rows = std::vector<std::vector<std::string>>;

Rows cut(const std::vector<std::string_view>& lines, const FieldRules& rules) {
  FieldSplitter fields(rules);
  Rows rows;
  for (const std::string_view line : lines) {
    if (fields.split(line) != nullptr) continue;
    rows.emplace_back();
    for (std::size_t i = 0; i < fields.size(); ++i) rows.back().emplace_back(trimmed(fields[i]));
  }
  return rows;
}

std::optional<double> number_of(const std::string& text) {
  float value = 0;
  bool comma = false;
  if (parse_written_rating(text, DecimalMark::automatic, value, comma) != nullptr) return std::nullopt;
  return static_cast<double>(value);
}

bool is_cell(const std::string& text) { return number_of(text).has_value() || is_missing_word(text); }

bool is_row_name(const std::string& name) {
  static constexpr std::array<const char*, 6> others{"", "id", "index", "name", "row", "rowid"};
  const std::string plain = header_name(name);
  const auto users = user_column_names();
  return std::find(users.begin(), users.end(), plain) != users.end() ||
         std::find(others.begin(), others.end(), plain) != others.end();
}

/// True for the name of a column of books: then a line is a book, and a column a user.
bool is_book_name(const std::string& name) {
  const auto books = book_column_names();
  return std::find(books.begin(), books.end(), header_name(name)) != books.end();
}

/// True for a header before a matrix: first the name of what has a line, then those of the columns.
bool names_a_matrix(const std::vector<std::string>& first) {
  const std::set<std::string> others(first.begin() + 1, first.end());
  return (is_row_name(first.front()) || is_book_name(first.front())) && others.size() + 1 == first.size() &&
         !others.contains("");
}

const char* recognise(const FileHead& head) {
  if (!head.options.columns.empty() || head.options.header == HeaderUse::no) return nullptr;
  const std::string& given = head.options.separator;
  const FieldRules rules{given.empty() ? find_separator(head) : Separator(given), true, false};
  const Rows rows = cut(head.sample(true, sampled_rows), rules);
  if (rows.size() < 2 || rows.front().size() < least_columns || !names_a_matrix(rows.front())) return nullptr;
  std::vector<std::string> names;
  for (const std::string& name : rows.front()) names.push_back(header_name(name));
  const Roles roles = roles_by_name({names.begin() + 1, names.end()});
  if (std::any_of(roles.begin(), roles.begin() + time_role, [](std::int32_t c) { return c != no_column; }))
    return nullptr;
  const bool cells = std::all_of(rows.begin() + 1, rows.end(), [&](const std::vector<std::string>& row) {
    return row.size() == names.size() && std::all_of(row.begin() + 1, row.end(), is_cell);
  });
  return cells ? formats.front().name : nullptr;
}

/// Finds the layout of a matrix.
class WideHead {
 public:
  WideHead(FileHead& head, ResolvedFile& file) : head_(head), layout_(file.layout), file_(file) {}

  void resolve() {
    if (!head_.options.columns.empty()) throw UsageError("`columns` has no meaning in wide files");
    const FieldRules& rules = layout_.fields;
    const Rows first = cut({head_.first}, rules);
    if (first.empty()) head_.fail("a quote opens and does not close in " + printable(head_.first));
    layout_.column_count = static_cast<std::int32_t>(first.front().size());
    layout_.header = has_header(first.front());
    rows_ = cut(head_.sample(!layout_.header, sampled_rows), rules);
    std::erase_if(rows_, [&](const auto& row) { return row.size() < first.front().size(); });
    if (layout_.header) file_.names = head_.first;
    if (!layout_.header) check_first_line(first.front());
    find_first_cell(first.front());
    layout_.row_is_book = layout_.header && !layout_.row_numbers && is_book_name(first.front().front());
    check_common_value();
    if (layout_.header) check_names(first.front());
    settle_ratings(head_, layout_, {rated_cells(), RatingName::none, "the matrix", head_.lines.number()});
    layout_.data_begin = layout_.header ? head_.lines.end() : head_.lines.begin();
    layout_.head_lines = head_.lines.number() - (layout_.header ? 0 : 1);
  }

 private:
  bool has_header(const std::vector<std::string>& first) const {
    if (head_.options.header != HeaderUse::automatic) return head_.options.header == HeaderUse::yes;
    return names_a_matrix(first) || !std::all_of(first.begin() + 1, first.end(), is_cell);
  }

  bool is_missing(const std::string& cell) const {
    const auto& missing = head_.options.missing;
    float value = 0;
    const bool number = parse_rating(cell, value) == NumberProblem::none;
    return is_missing_word(cell) || std::any_of(missing.begin(), missing.end(), [&](const std::string& word) {
             float other = 0;
             return cell == word ||
                    (number && parse_rating(word, other) == NumberProblem::none && value == other);
           });
  }

  /// True if the first column is how many ratings its row has, in all of the first rows.
  bool first_column_counts() const {
    return rows_.size() >= least_counted_rows &&
           std::all_of(rows_.begin(), rows_.end(), [&](const auto& row) {
             const auto missing = std::count_if(row.begin() + 1, row.end(),
                                                [&](const std::string& cell) { return is_missing(cell); });
             return row.front() == std::to_string(static_cast<std::ptrdiff_t>(row.size()) - 1 - missing);
           });
  }

  bool first_column_ascends() const {
    float before = 0;
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      float value = 0;
      if (!parse_canonical_integer(rows_[i].front()) ||
          parse_rating(rows_[i].front(), value) != NumberProblem::none || (i > 0 && value <= before))
        return false;
      before = value;
    }
    return rows_.size() >= least_counted_rows;
  }

  bool has_row_ids(const std::vector<std::string>& first) {
    const HeaderUse wanted = head_.options.row_ids;
    if (wanted != HeaderUse::automatic) return wanted == HeaderUse::yes;
    if (layout_.header && is_row_name(first.front())) return true;
    if (!std::all_of(rows_.begin(), rows_.end(), [](const auto& row) { return is_cell(row.front()); }))
      return true;
    if (head_.options.count_column || first_column_counts()) return false;
    if (first_column_ascends())
      head_.fail(
          "the first column ascends: say `row_ids` yes where it holds the users' ids, no where it "
          "holds ratings; the line is " +
          printable(head_.first));
    return false;
  }

  void find_first_cell(const std::vector<std::string>& first) {
    const bool ids = has_row_ids(first);
    const bool counted = head_.options.count_column || (!ids && first_column_counts());
    layout_.row_numbers = !ids;
    layout_.count_column = counted;
    layout_.first_cell = (ids ? 1 : 0) + (counted ? 1 : 0);
    layout_.columns = {ids ? 0 : no_column, layout_.first_cell, layout_.first_cell, no_column};
    layout_.roles_from = layout_.header ? RolesFrom::names : RolesFrom::format;
    if (layout_.column_count <= layout_.first_cell)
      head_.fail("no column of a book in " + printable(head_.first));
  }

  /// Numbers that ascend over all other lines' values are the names of the columns, not ratings.
  void check_first_line(const std::vector<std::string>& first) const {
    if (head_.options.header != HeaderUse::automatic || rows_.size() < 2) return;
    std::vector<double> numbers(first.size());
    std::transform(first.begin(), first.end(), numbers.begin(),
                   [](const std::string& text) { return number_of(text).value_or(0); });
    const bool ascends =
        std::adjacent_find(numbers.begin(), numbers.end(), std::greater_equal<>()) == numbers.end();
    double largest = 0;
    for (auto row = rows_.begin() + 1; row != rows_.end(); ++row)
      for (auto cell = row->begin() + 1; cell != row->end(); ++cell)
        if (!is_missing(*cell)) largest = std::max(largest, number_of(*cell).value_or(0));
    if (ascends && first.size() >= least_columns && numbers.back() > largest)
      head_.fail(
          "the first line may hold the names of the columns: say `header` yes where it does, no where it "
          "holds ratings; the line is " +
          printable(head_.first));
  }

  /// The cells of the first rows that hold a rating.
  std::vector<std::string> rated_cells() const {
    std::vector<std::string> cells;
    for (const auto& row : rows_)
      for (auto cell = row.begin() + layout_.first_cell; cell < row.end(); ++cell)
        if (!is_missing(*cell)) cells.push_back(*cell);
    return cells;
  }

  /// A value that most cells of a full matrix have, or many and unlike the others, may stand for "not rated".
  void check_common_value() const {
    if (!head_.options.missing.empty()) return;
    std::map<std::string, std::size_t> kinds;
    std::size_t cells = 0;
    for (const auto& row : rows_)
      for (auto cell = row.begin() + layout_.first_cell; cell != row.end(); ++cell, ++cells) {
        if (is_missing_word(*cell)) return;
        ++kinds[*cell];
      }
    for (const auto& [value, count] : kinds)
      if (kinds.size() > 1 &&
          (2 * count > cells || (many_cells * count > cells && stands_apart(value, kinds))))
        head_.fail(printable(value) + " stands in " + std::to_string(count) + " of the first " +
                   std::to_string(cells) + " cells: say `missing` " + value +
                   " where it means unrated, `missing` NA where it is a rating");
  }

  void check_names(const std::vector<std::string>& first) const {
    std::set<std::string> names;
    for (auto name = first.begin() + layout_.first_cell; name != first.end(); ++name) {
      if (name->empty() && name + 1 != first.end())
        head_.fail("a column without a name in " + printable(head_.first));
      if (!names.insert(*name).second) head_.fail("two columns are named " + printable(*name));
    }
  }

  FileHead& head_;
  TextLayout& layout_;
  ResolvedFile& file_;
  Rows rows_;
};

void resolve(FileHead& head, ResolvedFile& file) {
  if (head.options.separator.empty()) file.layout.fields.separator = find_separator(head);
  WideHead(head, file).resolve();
}

class WideParser : public LineParser {
 public:
  explicit WideParser(const ResolvedFile& file)
      : layout_(file.layout),
        first_cell_(static_cast<std::size_t>(file.layout.first_cell)),
        fields_(file.layout.fields) {
    const auto count = static_cast<std::size_t>(layout_.column_count);
    if (layout_.header) {
      FieldSplitter names(layout_.fields);
      names.split(file.names);
      for (std::size_t i = first_cell_; i < count; ++i) names_.emplace_back(names[i]);
    } else {
      for (std::size_t i = first_cell_; i < count; ++i) names_.push_back(std::to_string(i - first_cell_ + 1));
    }
  }

  bool take(std::string_view line, RowSink& rows) override {
    if (layout_.row_numbers) rows.begin_numbered_row();
    if (const char* problem = fields_.split(line)) return rows.refuse_quotes(problem);
    const std::size_t count = first_cell_ + names_.size();
    if (fields_.size() != count && !(fields_.size() == count + 1 && trimmed(fields_[count]).empty()))
      return rows.refuse(std::to_string(fields_.size()) + " columns instead of " + std::to_string(count));
    entries_.clear();
    missing_.clear();
    for (std::size_t i = 0; i < names_.size(); ++i) {
      const std::string_view cell = fields_[first_cell_ + i];
      if (is_missing_word(cell) || rows.is_missing(cell))
        missing_.push_back(cell);
      else
        entries_.push_back(layout_.row_is_book ? RowEntry{names_[i], fields_[0], cell, {}}
                                               : RowEntry{fields_[0], names_[i], cell, {}});
    }
    float counted = 0;
    if (layout_.count_column && (parse_rating(fields_[first_cell_ - 1], counted) != NumberProblem::none ||
                                 counted != static_cast<float>(entries_.size())))
      return rows.refuse("the row has " + std::to_string(entries_.size()) + " ratings, not " +
                         printable(fields_[first_cell_ - 1]) + " as its count says");
    if (!rows.add_all(entries_)) return false;
    for (const std::string_view cell : missing_) rows.note_missing(cell);
    return true;
  }

 private:
  TextLayout layout_;
  std::size_t first_cell_;
  FieldSplitter fields_;
  std::vector<std::string> names_;
  std::vector<RowEntry> entries_;
  std::vector<std::string_view> missing_;
};

std::unique_ptr<LineParser> make_parser(const ResolvedFile& file, const ImportOptions& /*options*/) {
  return std::make_unique<WideParser>(file);
}

std::string statement(const TextLayout& layout, const std::string& /*columns_words*/) {
  const bool books_down = layout.row_is_book;
  std::string words = books_down ? "a matrix, a book a line" : "a matrix, a user a line";
  words += layout.row_numbers ? ", numbered" : ", its id in column 1";
  if (layout.count_column)
    words += "; column " + std::to_string(layout.first_cell) + " counts the row's ratings";
  const std::int32_t columns = layout.column_count - layout.first_cell;
  return words + (books_down ? "; users in " : "; books in ") + std::to_string(columns) +
         " columns from column " + std::to_string(layout.first_cell + 1);
}

}  // namespace

extern const TextSyntax wide_syntax{.name = "wide",
                                    .formats = formats,
                                    .recognise = recognise,
                                    .resolve = resolve,
                                    .make_parser = make_parser,
                                    .has_columns = true,
                                    .states_separator = true,
                                    .row_is_user = true,
                                    .statement = statement};

}  // namespace crucible
