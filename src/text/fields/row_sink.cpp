#include "fields/row_sink.hpp"

#include "crucible/core/error.hpp"
#include "crucible/core/narrow.hpp"
#include "crucible/core/utf8.hpp"
#include "fields/digits.hpp"
#include "fields/rating_text.hpp"
#include "ids/id_numbers.hpp"
#include "ids/id_rules.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace crucible {

namespace {

/// Stands for the book of rows before the first "BOOK:" line of a piece.
constexpr std::uint32_t unknown_book = std::numeric_limits<std::uint32_t>::max();

/// Rows of a pair whose places are of interest.
constexpr std::size_t sought_rows = 2;

bool is_plain(std::string_view id) noexcept { return !id.empty() && id.front() > ' ' && id.back() > ' '; }

/// A few digits: nothing to convert, to trim or to refuse. Most ids are such numbers.
bool is_short_number(std::string_view id) noexcept {
  constexpr std::size_t longest = 18;
  return !id.empty() && id.size() <= longest && all_digits(id);
}

}  // namespace

void RowSink::begin_file(const TextLayout& layout, std::int32_t file) {
  layout_ = layout;
  place_ = {file, 0};
  open_books_ = layout.columns[book_role] == no_column;
  open_book_.reset();
  numbered_line_ = 0;
  open_book_number_ = unknown_book;
}

bool RowSink::refuse(std::string reason) {
  problem_ = std::move(reason) + " in " + printable(line_);
  return false;
}

bool RowSink::refuse_quotes(const char* problem) {
  quote_problem_ = problem;
  refuse(problem);
  problem_ += layout_.fields.separator.text() == "\t"
                  ? "; `format` recbole takes quotes between tabs as they are"
                  : "; `skip_bad_rows` N leaves up to N such rows out";
  return false;
}

bool RowSink::add_all(std::span<const RowEntry> entries) {
  for (const RowEntry& entry : entries) {
    Checked checked;
    if (!check(entry, checked)) return false;
  }
  for (const RowEntry& entry : entries) add(entry);
  return true;
}

bool RowSink::check(const RowEntry& entry, Checked& checked) {
  if (layout_.rated() && !check_rating(entry.rating, checked)) return false;
  if (checked.use == Use::missing) return true;
  if (layout_.timed() && !check_time(entry.time, checked.time)) return false;
  if (checked.use == Use::ignore) return true;
  // Both ids are checked before either is numbered. So an id that occurs in bad rows only is not in the data.
  checked.user = entry.user;
  checked.book = entry.book;
  if ((layout_.row_numbers || is_short_number(entry.user)) && (open_books_ || is_short_number(entry.book)))
    return true;
  return (layout_.row_numbers || check_id(checked.user, user_text_, "user", checked.trimmed_user)) &&
         (open_books_ || check_id(checked.book, book_text_, "book", checked.trimmed_book)) &&
         check_ids(checked);
}

/// Rows whose user or book is missing are left out if the user asks for that.
bool RowSink::check_ids(Checked& checked) {
  const bool no_user = !layout_.row_numbers && is_no_id(checked.user);
  if (!no_user && (open_books_ || !is_no_id(checked.book))) return true;
  if (options_.skip_missing) {
    checked.use = Use::missing;
    return true;
  }
  return refuse(
      std::string("the ") + (no_user ? "user " : "book ") + printable(no_user ? checked.user : checked.book) +
      " seems to be missing; `skip_missing` leaves such rows out, and `missing` with another word, such as "
      "`missing` unrated, takes it for an id");
}

bool RowSink::is_no_id(std::string_view id) const {
  return is_missing_id(id) && (options_.missing.empty() || is_missing(id));
}

void RowSink::store(const RowEntry& entry, const Checked& checked) {
  ++accepted_;
  if (checked.use == Use::ignore) ++ignored_;
  if (checked.use == Use::missing) note_missing(entry.rating);
  if (checked.use != Use::keep) return;
  if (sought_) return note_sought(checked);
  if (first_places_.size() < shown_rows) first_places_.push_back(place_);
  if (checked.trimmed_user) note(NoteKind::trimmed_ids, printable(entry.user, 40));
  if (checked.trimmed_book) note(NoteKind::trimmed_ids, printable(entry.book, 40));
  if (checked.comma) note(NoteKind::decimal_commas, entry.rating);
  const std::uint32_t user =
      layout_.row_numbers ? narrow<std::uint32_t>(numbered_rows_ - 1) : rows_.users.add(checked.user);
  const std::uint32_t book = open_books_ ? open_book_number() : rows_.books.add(checked.book);
  keep(user, book, checked.rating);
  if (layout_.timed()) {
    rows_.timestamp.push_back(checked.time.seconds);
    if (checked.time.fraction) note(NoteKind::time_fractions, entry.time);
  }
}

void RowSink::keep(std::uint32_t user, std::uint32_t book, float rating) {
  if (!layout_.row_numbers && user == user_places_.size()) user_places_.push_back(place_);
  if (book == book_places_.size()) book_places_.push_back(place_);
  rows_.user.push_back(user);
  rows_.book.push_back(book);
  rows_.rating.push_back(rating);
}

void RowSink::add_plain(const PlainRow& row, std::int64_t number) {
  ++accepted_;
  if (layout_.rated() && is_ignored(row.rating, policy_)) {
    ++ignored_;
    return;
  }
  place_.line = number;
  keep(row.user.add_to(rows_.users), row.book.add_to(rows_.books), row.rating);
  if (layout_.timed()) rows_.timestamp.push_back(row.seconds);
}

void RowSink::note_sought(const Checked& checked) {
  const auto is = [](std::string_view id, const std::string& sought, bool numbers) {
    return id == sought || (numbers && number_id(id) == sought);
  };
  if (!is(checked.user, sought_->user, sought_->number_users)) return;
  if (open_books_ && !open_book_) {
    if (sought_without_book_.size() < sought_rows) sought_without_book_.push_back(place_);
    return;
  }
  const std::string_view book = open_books_ ? *open_book_ : checked.book;
  if (sought_places_.size() < sought_rows && is(book, sought_->book, sought_->number_books))
    sought_places_.push_back(place_);
}

bool RowSink::is_missing(std::string_view text) const {
  if (options_.missing.empty()) return false;
  text = trimmed(text);
  float value = 0;
  const bool numeric = parse_rating(text, value) == NumberProblem::none;
  return std::any_of(options_.missing.begin(), options_.missing.end(), [&](const std::string& word) {
    float other = 0;
    return text == word || (numeric && parse_rating(word, other) == NumberProblem::none && value == other);
  });
}

bool RowSink::check_rating(std::string_view field, Checked& checked) {
  if (is_missing(field)) {
    checked.use = Use::missing;
    return true;
  }
  const char* problem = parse_written_rating(field, options_.decimal, checked.rating, checked.comma);
  if (problem != nullptr && is_missing_word(field)) {
    if (!options_.skip_missing) return refuse_missing(field);
    checked.use = Use::missing;
    return true;
  }
  if (problem != nullptr) return refuse("the rating " + printable(field) + " " + problem);
  if (layout_.counts && !check_count(field, checked.rating)) return false;
  checked.use = is_ignored(checked.rating, policy_) ? Use::ignore : Use::keep;
  if (checked.use == Use::ignore || !policy_.scale) return true;
  const std::string outside = problem_of_rating(checked.rating, policy_);
  return outside.empty() || refuse("the rating " + printable(field) + " " + outside);
}

bool RowSink::refuse_missing(std::string_view field) {
  const std::string_view text = trimmed(field);
  const bool number = text == "nan" || text == "NaN" || text == "NAN";
  return refuse("the rating " + printable(field) + (number ? " is not finite" : " is missing") +
                "; `skip_missing` leaves such rows out");
}

bool RowSink::check_count(std::string_view field, float& value) {
  if (value < 0) return refuse("the count " + printable(field) + " is negative");
  if (options_.count_as == CountUse::log) value = static_cast<float>(std::log1p(static_cast<double>(value)));
  if (options_.count_as == CountUse::one) value = 1;
  return true;
}

bool RowSink::check_time(std::string_view field, ParsedTime& time) {
  if (parse_time(field, layout_.time, time)) return true;
  return refuse("the timestamp " + printable(field) + " " + problem_of_time(field, layout_.time));
}

/// Turns `id` into UTF-8, in `converted` where need be, trims and checks it.
bool RowSink::check_id(std::string_view& id, std::string& converted, const char* what, bool& was_trimmed) {
  if (layout_.latin1 && std::any_of(id.begin(), id.end(), [](char c) { return c < 0; })) {
    converted = latin1_to_utf8(id);
    id = converted;
  }
  if (!is_plain(id)) {
    const std::size_t size = id.size();
    id = trimmed(id);
    was_trimmed = id.size() < size;
  }
  const char* problem = problem_of_id(id);
  return problem == nullptr ||
         refuse(std::string("the ") + what + " id " + (id.empty() ? "" : printable(id, 40) + " ") + problem);
}

/// The number of the book that this row belongs to; a book without ratings never gets one.
std::uint32_t RowSink::open_book_number() {
  if (open_book_number_ == unknown_book && open_book_) open_book_number_ = rows_.books.add(*open_book_);
  return open_book_number_;
}

bool RowSink::open_book(std::string_view book) {
  bool was_trimmed = false;
  fatal_ = !check_id(book, book_text_, "book", was_trimmed);
  if (fatal_) return false;
  if (was_trimmed) note(NoteKind::trimmed_ids, printable(line_, 40));
  open_book_ = book;
  open_book_number_ = unknown_book;
  return true;
}

void RowSink::settle_first_rows(std::string_view book) {
  if (sought_ && (book == sought_->book || (sought_->number_books && number_id(book) == sought_->book)))
    sought_places_.insert(sought_places_.begin(), sought_without_book_.begin(), sought_without_book_.end());
  if (rows_.book.empty() || rows_.book.front() != unknown_book) return;
  const std::uint32_t number = rows_.books.add(book);
  if (number == book_places_.size()) book_places_.push_back(first_places_.front());
  for (auto row = rows_.book.begin(); row != rows_.book.end() && *row == unknown_book; ++row) *row = number;
}

void RowSink::settle_numbered_rows(std::int64_t before, bool numbered) {
  if (!numbered) return;
  std::vector<std::uint32_t> numbers(static_cast<std::size_t>(numbered_rows_), unknown_book);
  for (std::uint32_t& user : rows_.user) {
    if (numbers[user] == unknown_book) {
      numbers[user] = rows_.users.add(before + user + 1);
      user_places_.push_back({});
    }
    user = numbers[user];
  }
}

}  // namespace crucible
