#pragma once

#include "columns/text_layout.hpp"
#include "crucible/text/import_options.hpp"
#include "fields/plain_row.hpp"
#include "fields/row_notes.hpp"
#include "import/import_assembly.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace crucible {

/// A rating as its line has it. Texts are as they stand in the file.
struct RowEntry {
  std::string_view user;  ///< not looked at where users are row numbers
  std::string_view book;  ///< not looked at where the book is open (netflix)
  std::string_view rating;
  std::string_view time;
};

/// A user and a book whose rows are looked for, by their ids as the table has them.
struct SoughtPair {
  std::string user;
  std::string book;
  bool number_users = false;  ///< users' ids are read as numbers: 1.0 is 1
  bool number_books = false;
};

/// Checks the ratings that a parser finds and keeps the good ones. Local.
class RowSink {
 public:
  /// @pre all outlive this object
  RowSink(const ImportOptions& options, const RowPolicy& policy, RawRatings& rows)
      : options_(options), policy_(policy), rows_(rows) {}

  /// What follows is of file number `file` and has this layout.
  void begin_file(const TextLayout& layout, std::int32_t file);
  /// What follows stands in this line.
  void begin_line(std::string_view line, std::int64_t number) {
    line_ = line;
    place_.line = number;
    fatal_ = false;
    quote_problem_ = nullptr;
  }

  /// Takes one rating of the line. False if it is bad.
  bool add(const RowEntry& entry) {
    Checked checked;
    if (!check(entry, checked)) return false;
    store(entry, checked);
    return true;
  }
  /// True if a plain row needs no check but those of PlainRows. The first rows, which are shown, and those of
  /// which some are looked for take the long way.
  bool takes_plain_rows() const noexcept { return !sought_ && first_places_.size() == shown_rows; }
  /// Takes the rating of line `number`. @pre takes_plain_rows()
  void add_plain(const PlainRow& row, std::int64_t number);
  /// Takes all ratings of the line or, where one is bad, none.
  bool add_all(std::span<const RowEntry> entries);
  /// Counts a cell without a rating.
  void note_missing(std::string_view text) { note(NoteKind::missing_ratings, text); }
  void note(NoteKind kind, std::string_view text) {
    notes_[static_cast<std::size_t>(kind)].add(place_, text);
  }

  /// From here on the user of each rating is the number of this row. A row whose line is tried twice counts
  /// once.
  void begin_numbered_row() {
    if (numbered_line_ != place_.line) ++numbered_rows_;
    numbered_line_ = place_.line;
  }
  std::int64_t numbered_rows() const noexcept { return numbered_rows_; }
  /// Gives the rows their users: the numbers of the rows, `before` of which other ranks have read.
  void settle_numbered_rows(std::int64_t before, bool numbered);

  /// Ratings that follow are of this book (netflix).
  bool open_book(std::string_view book);
  const std::optional<std::string>& open_book() const noexcept { return open_book_; }
  /// Gives the rows that were read before any open_book() to `book`, which a rank before this one has found.
  void settle_first_rows(std::string_view book);

  /// Stops keeping rows; notes only where the first two rows of this pair are.
  void seek(SoughtPair pair) { sought_ = std::move(pair); }
  const std::vector<LocalPlace>& sought_places() const noexcept { return sought_places_; }

  /// The line is bad, for this reason. Always false.
  bool refuse(std::string reason);
  /// The line cannot be cut into fields, for what FieldSplitter::split() has found. Always false.
  bool refuse_quotes(const char* problem);
  /// True if the line was refused so.
  bool has_quote_problem() const noexcept { return quote_problem_ != nullptr; }
  /// True if a quoted field of it may go on in the next line.
  bool quote_is_open() const noexcept { return quote_problem_ == FieldSplitter::unterminated_quote(); }
  /// True if the value stands for "not rated" by the user's word.
  bool is_missing(std::string_view text) const;
  const std::string& problem() const noexcept { return problem_; }
  bool fatal() const noexcept { return fatal_; }
  std::int64_t accepted() const noexcept { return accepted_; }
  std::int64_t ignored() const noexcept { return ignored_; }
  const LocalNotes& notes() const noexcept { return notes_; }
  LocalNotes& notes() noexcept { return notes_; }
  /// Where the first rows that were kept stand, three at most.
  std::span<const LocalPlace> first_places() const noexcept { return first_places_; }
  /// Where each user and book id of `rows`, by number, was met first.
  std::vector<LocalPlace>& user_places() noexcept { return user_places_; }
  std::vector<LocalPlace>& book_places() noexcept { return book_places_; }

  static constexpr std::size_t shown_rows = 3;

 private:
  enum class Use : std::uint8_t { keep, ignore, missing };
  struct Checked {
    Use use = Use::keep;
    bool comma = false;  ///< in the rating
    bool trimmed_user = false;
    bool trimmed_book = false;
    float rating = 1;
    ParsedTime time;
    std::string_view user;
    std::string_view book;
  };

  bool check(const RowEntry& entry, Checked& checked);
  void store(const RowEntry& entry, const Checked& checked);
  void keep(std::uint32_t user, std::uint32_t book, float rating);
  bool check_rating(std::string_view field, Checked& checked);
  bool refuse_missing(std::string_view field);
  bool check_count(std::string_view field, float& value);
  bool check_time(std::string_view field, ParsedTime& time);
  bool check_ids(Checked& checked);
  bool check_id(std::string_view& id, std::string& converted, const char* what, bool& was_trimmed);
  bool is_no_id(std::string_view id) const;
  std::uint32_t open_book_number();
  void note_sought(const Checked& checked);

  const ImportOptions& options_;
  const RowPolicy& policy_;
  RawRatings& rows_;
  TextLayout layout_;
  bool open_books_ = false;
  LocalPlace place_;
  std::string_view line_;
  std::string user_text_;
  std::string book_text_;
  std::string problem_;
  bool fatal_ = false;
  const char* quote_problem_ = nullptr;
  std::int64_t accepted_ = 0;
  std::int64_t ignored_ = 0;
  std::int64_t numbered_rows_ = 0;
  std::int64_t numbered_line_ = 0;  ///< of the last of them
  std::optional<std::string> open_book_;
  std::uint32_t open_book_number_ = 0;
  std::optional<SoughtPair> sought_;
  std::vector<LocalPlace> sought_places_;
  std::vector<LocalPlace> sought_without_book_;  ///< rows of the user before any open_book()
  LocalNotes notes_;
  std::vector<LocalPlace> first_places_;
  std::vector<LocalPlace> user_places_;
  std::vector<LocalPlace> book_places_;
};

}  // namespace crucible
