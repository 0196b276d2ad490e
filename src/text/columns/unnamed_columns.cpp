#include "columns/unnamed_columns.hpp"

#include "columns/chosen_columns.hpp"
#include "columns/rating_bursts.hpp"
#include "crucible/core/error.hpp"
#include "fields/digits.hpp"
#include "fields/rating_text.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace crucible {

namespace {

/// Nothing is guessed for a file without a header that has more columns than this.
constexpr std::size_t most_unnamed = 4;
/// A name and one value below it.
constexpr std::size_t least_named_rows = 2;
/// Lines of different lengths are lists if at least one in this many is ragged.
constexpr std::size_t ragged_share = 4;
/// So many rows that are numbered one after the other are no chance.
constexpr std::size_t least_numbered_rows = 20;
/// Shorter names (u, i, r) may as well be ids.
constexpr std::size_t least_name = 3;

}  // namespace

bool reads_as_rating(std::string_view field) {
  float value = 0;
  bool comma = false;
  if (parse_written_rating(field, DecimalMark::automatic, value, comma) == nullptr) return true;
  const NumberProblem problem = parse_rating(field, value);
  return problem != NumberProblem::not_a_number && problem != NumberProblem::none;
}

void UnnamedColumns::settle() {
  const std::size_t count = sample_.columns();
  const bool fixed = layout_.preset().header == HeaderUse::no;
  const bool named_format = head_.options.format != "auto" && fixed;
  if (!layout_.header) refuse_unknown_header();
  if (!named_format) {
    refuse_lists();
    refuse_records();
    refuse_row_numbers();
    refuse_sizes();
  }
  if (count > most_unnamed && !named_format) refuse_many_columns();
  Roles roles{0, 1, count > 2 ? 2 : no_column, no_column};
  bool unused = false;
  layout_.roles_from = named_format ? RolesFrom::format : RolesFrom::position;
  if (count > 3 && (fixed || time_rule_of(values(3), unused).form != TimeForm::none)) roles[time_role] = 3;
  if (!named_format) {
    order_rating_and_time(roles);
    order_ids(roles);
    check_rating_column(roles);
    if (!fixed) check_small_times(roles);
  }
  layout_.columns = roles;
}

/// A column that begins with a word and goes on with numbers, or with ids made of digits, has a header; so
/// has a first line with a name that users, books or ratings go by.
void UnnamedColumns::refuse_unknown_header() const {
  if (head_.options.header == HeaderUse::no) return;
  const std::size_t count = std::min(sample_.columns(), first_.size());
  const bool known = has_known_name();
  for (std::size_t n = 0; n < count; ++n) {
    const std::size_t i = (n + std::min<std::size_t>(2, count - 1)) % count;  // the rating's place first
    if (!known && !is_name_over_values(i)) continue;
    head_.fail((i == 2 && !known ? "a header where a rating should be: "
                                 : "a header, it seems, of unknown names: ") +
               printable(head_.first) +
               "; say `header` yes, or name the columns with `columns` USER,BOOK,RATING");
  }
}

bool UnnamedColumns::is_name_over_values(std::size_t column) const {
  if (has_digit(first_[column]) || reads_as_rating(first_[column]) || is_missing_word(first_[column]))
    return false;
  const std::vector<std::string>& values = sample_.values[column];
  if (values.size() < least_named_rows) return false;
  return std::all_of(values.begin() + 1, values.end(), reads_as_rating) ||
         (!has_digit(head_.first) && std::all_of(values.begin() + 1, values.end(), has_digit));
}

/// True if the first line, which has no digit, names the user, the book or the rating in the usual way.
bool UnnamedColumns::has_known_name() const {
  if (has_digit(head_.first)) return false;
  std::vector<std::string> names = header_names(first_);
  for (std::string& name : names)
    if (name.size() < least_name) name.clear();
  const Roles roles = roles_by_name(names);
  return std::any_of(roles.begin(), roles.begin() + time_role, [](std::int32_t c) { return c != no_column; });
}

/// Data frames write the numbers of their rows before them. A user with one rating each, in order, is no
/// data.
void UnnamedColumns::refuse_row_numbers() const {
  const std::vector<std::string>& column = values(0);
  if (column.size() < least_numbered_rows || sample_.columns() < 3) return;
  const auto first = parse_canonical_integer(column.front());
  for (std::size_t i = 0; i < column.size(); ++i)
    if (!first || *first > 1 || parse_canonical_integer(column[i]) != *first + static_cast<std::int64_t>(i))
      return;
  const Roles rest{1, 2, sample_.columns() > 3 ? 3 : no_column, no_column};
  head_.fail("column 1 numbers the rows: say " + column_option(rest) +
             " where it does not count, `columns` 1,2,3 where it is the user");
}

/// MatrixMarket's line of sizes without its banner: rows, columns, entries.
void UnnamedColumns::refuse_sizes() const {
  if (sample_.columns() != 3 || values(0).size() < 2) return;
  std::array<std::vector<std::int64_t>, 3> numbers;
  for (std::size_t i = 0; i < numbers.size(); ++i)
    for (std::size_t row = 0; row < values(0).size(); ++row) {
      const auto number = parse_canonical_integer(sample_.values[i][row]);
      if (!number && (row == 0 || i < rating_role)) return;
      numbers[i].push_back(number.value_or(0));
    }
  const auto others = static_cast<std::int64_t>(values(0).size()) - 1;
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const std::int64_t highest = *std::max_element(numbers[i].begin() + 1, numbers[i].end());
    const std::int64_t limit = i < rating_role ? highest : std::max(others, 2 * highest + 1);
    if (numbers[i].front() < limit) return;
  }
  head_.fail(
      "the first line seems to say how many rows, columns and entries follow, as in a MatrixMarket file "
      "without its first line: " +
      printable(head_.first) +
      "; put '%%MatrixMarket matrix coordinate real general' before it, or say `format` libmf where it is a "
      "rating");
}

void UnnamedColumns::refuse_many_columns() const {
  const bool numbers =
      std::all_of(sample_.evidence.begin(), sample_.evidence.end(),
                  [](const ColumnEvidence& e) { return e.numeric() || e.missing == e.rows; });
  const std::string wide =
      numbers ? "all of them are numbers: it may be a matrix of users by books, which `format` wide reads "
                "(with `missing` for the value that means unrated, and `count_column` where the first column "
                "counts each row's ratings); if not, "
              : "it may be a matrix of users by books, which `format` wide reads; if not, ";
  head_.fail(std::to_string(sample_.columns()) + " columns without names that say what they are: " + wide +
             "say which columns count with `columns`, such as 1,2,3 for user, book, rating; the line is " +
             printable(head_.first));
}

/// A user and all of its books in a line (LightGCN), which are lines of different lengths.
void UnnamedColumns::refuse_lists() const {
  if (sample_.ragged < 2 || ragged_share * sample_.ragged < sample_.rows) return;
  for (const ColumnEvidence& e : sample_.evidence)
    if (!e.all_whole()) return;
  head_.fail(std::to_string(sample_.ragged) + " of the first " + std::to_string(sample_.rows) +
             " lines have another number of columns than " + printable(head_.first) +
             ": if each is a user and its books, write a pair a line: awk '{ for (i = 2; i <= NF; ++i) print "
             "$1, $i }'");
}

/// A rating in several lines, as in SNAP's Amazon reviews: "review/score: 5.0".
void UnnamedColumns::refuse_records() const {
  const auto is_key = [](const std::string& text) { return text.size() > 1 && text.ends_with(':'); };
  const bool keys = layout_.fields.separator.is_blanks() && first_.size() > 1 &&
                    is_key(std::string(first_[0])) &&
                    std::all_of(sample_.values[0].begin(), sample_.values[0].end(), is_key);
  if (keys)
    head_.fail("lines of KEY: VALUE, such as " + printable(head_.first) +
               ": write a rating a line, its user, book and rating separated by commas");
}

/// With four columns the rating may be the last and the time the third; with three there may be a time and no
/// rating.
void UnnamedColumns::order_rating_and_time(Roles& roles) {
  if (sample_.columns() < 3 || sample_.columns() > most_unnamed) return;
  bool unused = false;
  const TimeRule third = time_rule_of(values(2), unused);
  const bool third_is_time =
      third.form == TimeForm::iso || third.form == TimeForm::pattern ||
      (third.form == TimeForm::number && evidence(2).numbers == 0 && evidence(2).missing == 0);
  if (!third_is_time) return;
  if (sample_.columns() == most_unnamed && !may_be_rating(evidence(3))) return;
  roles = {0, 1, sample_.columns() == most_unnamed ? 3 : no_column, 2};
  layout_.roles_from = RolesFrom::evidence;
}

/// Decides which of the first two columns is the user: by the shapes of the ids, else by the times.
void UnnamedColumns::order_ids(Roles& roles) {
  const IdOrderGuess shapes = guess_id_order(evidence(0), evidence(1));
  if (shapes == IdOrderGuess::contradictory)
    refuse_order(roles, "the first two columns look alike, like ids of users or of books,");
  const IdOrderGuess times = shapes == IdOrderGuess::unknown ? guess_by_rating_times(roles) : shapes;
  if (times == IdOrderGuess::unknown) return;
  // Times are no proof, and most tools write the user first. So the user must settle such a contradiction.
  if (shapes == IdOrderGuess::unknown && times == IdOrderGuess::book_first)
    refuse_order(roles,
                 "the user should come first, but the rows of an id in column 2 stand close together in "
                 "time, like a user's, and those of column 1 do not,");
  if (shapes == IdOrderGuess::book_first) std::swap(roles[user_role], roles[book_role]);
  layout_.roles_from = shapes == IdOrderGuess::unknown && layout_.roles_from == RolesFrom::position
                           ? RolesFrom::times
                           : RolesFrom::evidence;
}

void UnnamedColumns::refuse_order(const Roles& roles, const std::string& reason) const {
  Roles swapped = roles;
  std::swap(swapped[user_role], swapped[book_role]);
  head_.fail(reason + " in " + printable(head_.first) + ": say " + column_option(roles) +
             " where the user comes first, " + column_option(swapped) + " where the book does");
}

IdOrderGuess UnnamedColumns::guess_by_rating_times(const Roles& roles) const {
  if (roles[time_role] < 0) return IdOrderGuess::unknown;
  const std::vector<std::string>& texts = values(roles[time_role]);
  TimeRule rule = time_rule_named(head_.options.time_format);
  bool unused = false;
  if (rule.form == TimeForm::none) rule = time_rule_of(texts, unused);
  std::vector<std::int64_t> times;
  for (const std::string& text : texts) {
    ParsedTime time;
    if (!parse_time(text, rule, time)) return IdOrderGuess::unknown;
    times.push_back(time.seconds);
  }
  return guess_by_times(values(roles[user_role]), values(roles[book_role]), times);
}

/// Refuses to take names, ids or counts for ratings.
void UnnamedColumns::check_rating_column(const Roles& roles) const {
  if (roles[rating_role] < 0) return;
  check_is_rating(roles);
  const ColumnEvidence& rating = evidence(roles[rating_role]);
  if (looks_like_ids(rating)) {
    std::string others;
    for (const std::size_t role : {user_role, book_role}) {
      if (!may_be_rating(evidence(roles[role]))) continue;
      Roles other = roles;
      std::swap(other[role], other[rating_role]);
      others += ", " + column_option(other) + " where column " + std::to_string(roles[role] + 1) + " is";
    }
    if (!others.empty())
      head_.fail("column " + std::to_string(roles[rating_role] + 1) + " holds numbers up to " +
                 shortest_text(rating.highest) + ": say " + column_option(roles) + " where it is the rating" +
                 others);
  }
}

/// If the third of four columns holds no number and the last one does, the last one may be the rating.
void UnnamedColumns::check_is_rating(const Roles& roles) const {
  const ColumnEvidence& rating = evidence(roles[rating_role]);
  if (sample_.columns() != most_unnamed || rating.numbers > 0 || rating.missing == rating.rows) return;
  if (!evidence(3).numeric()) return;
  head_.fail("column 3 holds no ratings but texts such as " + printable(values(2).front(), 40) + " in " +
             printable(head_.first) +
             ": say `columns` 1,2,4 where column 4 is the rating, 1,3,4 where column 3 is the book; with "
             "`count_as` where column 4 counts something");
}

void UnnamedColumns::check_small_times(const Roles& roles) const {
  if (roles[time_role] < 0) return;
  // A rating is below a million. As seconds, such a number lies in January 1970.
  const bool small = evidence(roles[time_role]).numeric();
  if (!small || head_.options.time_format != "auto") return;
  const Roles without{roles[user_role], roles[book_role], roles[rating_role], no_column};
  head_.fail("column " + std::to_string(roles[time_role] + 1) +
             " holds numbers too small for times after 1970 in " + printable(head_.first) + ": say " +
             column_option(roles) + " where it is the time in seconds, " + column_option(without) +
             " where it is not");
}

}  // namespace crucible
