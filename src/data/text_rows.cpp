#include "crucible/data/text_rows.hpp"

#include "crucible/core/error.hpp"
#include "crucible/core/utf8.hpp"
#include "crucible/data/id_rules.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

namespace crucible {

namespace {

/// Stands for the book of rows before the first "BOOK:" line of a piece.
constexpr std::uint32_t unknown_book = std::numeric_limits<std::uint32_t>::max();

}  // namespace

void RowParser::begin_piece(const TextLayout& layout, bool from_start) {
  layout_ = layout;
  syntax_ = layout.preset().syntax;
  fields_ = FieldSplitter(layout.fields);
  open_book_.reset();
  open_book_number_ = unknown_book;
  require(from_start || rows_.user.empty(), "only a rank's first piece may begin inside a file");
}

bool RowParser::refuse(std::string reason) {
  problem_ = std::move(reason) + " in " + printable(line_);
  return false;
}

bool RowParser::take(std::string_view line) {
  line_ = line;
  fatal_ = false;
  if (line.empty() || trimmed(line).empty()) return true;
  if (syntax_ == TextSyntax::netflix && is_book_line(line))
    return take_book_line(line.substr(0, line.size() - 1));
  return take_row(line);
}

bool RowParser::take_row(std::string_view line) {
  if (const char* problem = fields_.split(line)) return refuse(problem);
  if (fields_.size() != static_cast<std::size_t>(layout_.column_count))
    return refuse(std::to_string(fields_.size()) + " columns instead of " +
                  std::to_string(layout_.column_count));
  const auto field = [&](std::size_t role) {
    return fields_[static_cast<std::size_t>(layout_.columns[role])];
  };

  float rating = 0;
  bool ignore = false;
  if (!take_rating(field(2), rating, ignore)) return false;
  std::int64_t timestamp = 0;
  if (layout_.timed()) {
    const auto seconds = parse_timestamp(field(3));
    if (!seconds) return refuse("the timestamp " + printable(field(3)) + " is neither seconds nor a date");
    timestamp = *seconds;
  }
  if (syntax_ == TextSyntax::matrix_market &&
      (!take_matrix_index(field(0), layout_.matrix_rows, "row") ||
       !take_matrix_index(field(1), layout_.matrix_columns, "column")))
    return false;
  if (!ignore) {
    // Both ids are checked before either is numbered: an id of bad rows alone is not in the data.
    const bool has_book = syntax_ != TextSyntax::netflix;
    std::string_view user = field(0);
    std::string_view book = has_book ? field(1) : std::string_view("-");
    if (!check_id(user, user_text_, "user") || !check_id(book, book_text_, "book")) return false;
    rows_.user.push_back(rows_.users.add(user));
    rows_.book.push_back(has_book ? rows_.books.add(book) : open_book_number());
    rows_.rating.push_back(rating);
    if (layout_.timed()) rows_.timestamp.push_back(timestamp);
  }
  ++accepted_;
  ignored_ += ignore ? 1 : 0;
  return true;
}

bool RowParser::take_rating(std::string_view field, float& rating, bool& ignore) {
  const NumberProblem problem = parse_rating(field, rating);
  if (problem != NumberProblem::none)
    return refuse("the rating " + printable(field) + " " + describe(problem));
  ignore = is_ignored(rating, policy_);
  if (ignore || !policy_.scale) return true;
  const std::string outside = problem_of_rating(rating, policy_);
  return outside.empty() || refuse("the rating " + printable(field) + " " + outside);
}

/// Turns `id` into UTF-8, in `converted` where need be, and checks it.
bool RowParser::check_id(std::string_view& id, std::string& converted, const char* what) {
  if (layout_.latin1 && std::any_of(id.begin(), id.end(), [](char c) { return c < 0; })) {
    converted = latin1_to_utf8(id);
    id = converted;
  }
  const char* problem = problem_of_id(id);
  return problem == nullptr ||
         refuse(std::string("the ") + what + " id " + (id.empty() ? "" : printable(id, 40) + " ") + problem);
}

/// The number of the book that this row belongs to; a book without ratings never gets one.
std::uint32_t RowParser::open_book_number() {
  if (open_book_number_ == unknown_book && open_book_) open_book_number_ = rows_.books.add(*open_book_);
  return open_book_number_;
}

bool RowParser::take_matrix_index(std::string_view field, std::int64_t count, const char* what) {
  const auto index = parse_canonical_integer(field);
  if (index && *index >= 1 && *index <= count) return true;
  return refuse(std::string("the ") + what + " index " + printable(field) + " is not in 1.." +
                std::to_string(count));
}

bool RowParser::take_book_line(std::string_view book) {
  fatal_ = !check_id(book, book_text_, "book");
  if (fatal_) return false;
  open_book_ = book;
  open_book_number_ = unknown_book;
  return true;
}

void RowParser::settle_first_rows(std::string_view book) {
  if (rows_.book.empty() || rows_.book.front() != unknown_book) return;
  const std::uint32_t number = rows_.books.add(book);
  for (auto row = rows_.book.begin(); row != rows_.book.end() && *row == unknown_book; ++row) *row = number;
}

}  // namespace crucible
