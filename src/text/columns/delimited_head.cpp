#include "columns/delimited_head.hpp"

#include "columns/chosen_columns.hpp"
#include "columns/settled_columns.hpp"
#include "columns/unnamed_columns.hpp"
#include "crucible/core/error.hpp"
#include "fields/digits.hpp"
#include "fields/rating_text.hpp"

#include <algorithm>
#include <utility>

namespace crucible {

DelimitedHead::DelimitedHead(FileHead& head, ResolvedFile& file)
    : head_(head), options_(head.options), file_(file), layout_(file.layout), fields_(file.layout.fields) {}

void DelimitedHead::resolve() {
  if (const char* problem = fields_.split(head_.first))
    head_.fail(std::string(problem) + " in " + printable(head_.first));
  layout_.column_count = static_cast<std::int32_t>(fields_.size());
  names_ = header_names(fields_);
  const bool by_name = !options_.columns.empty() && !columns_are_positions(options_);
  const Roles named = by_name ? columns_by_chosen_names(head_, fields_, names_) : named_roles();
  const bool known = named[user_role] != no_column && named[book_role] != no_column;
  layout_.header = has_header(known, by_name);
  layout_.data_begin = layout_.header && !commented_names_ ? head_.lines.end() : head_.lines.begin();
  layout_.head_lines = head_.lines.number() - (layout_.header && !commented_names_ ? 0 : 1);
  if (layout_.header && !commented_names_) file_.names = head_.first;
  take_sample();
  if (layout_.column_count < 2)
    head_.fail("fewer than two columns between " + printable(layout_.fields.separator.text()) + " in " +
               printable(head_.first));
  if (!options_.columns.empty()) {
    if (!by_name) refuse_positions_beside_row_names();
    layout_.columns =
        by_name ? behind_row_names(named) : columns_by_chosen_positions(head_, layout_.column_count);
    layout_.roles_from = RolesFrom::options;
  } else if (layout_.header && known) {
    settle_named();
  } else {
    UnnamedColumns(head_, fields_, sample_, layout_).settle();
    check_half_named();
  }
  check();
  settle_values();
  take_marked_rows();
}

/// Roles by the names of the first line or, where a comment before it names as many columns, of that.
Roles DelimitedHead::named_roles() {
  Roles roles = roles_by_name(names_);
  if (roles[user_role] != no_column && roles[book_role] != no_column) return roles;
  std::vector<std::string> commented = commented_names(head_, layout_.fields, fields_.size());
  if (commented.empty()) return roles;
  commented_names_ = true;
  names_ = std::move(commented);
  file_.names = head_.comment;
  return roles_by_name(names_);
}

bool DelimitedHead::has_header(bool names_are_known, bool by_name) const {
  const HeaderUse preset = layout_.preset().header;
  const HeaderUse wanted = options_.header == HeaderUse::automatic ? preset : options_.header;
  if (by_name && options_.header == HeaderUse::no)
    throw UsageError("`columns`: names need a header; give positions, such as 1,2,3, with `header` no");
  if (wanted == HeaderUse::automatic) return names_are_known || by_name;
  if (wanted == HeaderUse::no) return by_name;
  const bool preset_asks = options_.header == HeaderUse::automatic && options_.columns.empty();
  if (preset_asks && !names_are_known)
    head_.fail(std::string("no header with the columns user, book and rating, which ") +
               layout_.preset().name + " files have, but " + printable(head_.first));
  return true;
}

/// Cuts the first rows into columns; ragged ones are left to the parser.
void DelimitedHead::take_sample() {
  const bool with_first = !layout_.header || commented_names_;
  HeadLines next = head_.lines;
  std::string_view unused;
  sample_.first_line = with_first || !next.next(unused) ? head_.lines.number() : next.number();
  fit_row_names();
  const auto count = static_cast<std::size_t>(layout_.column_count);
  sample_.values.resize(count);
  FieldSplitter fields(layout_.fields);
  for (const std::string_view row : head_.sample(with_first, sampled_rows)) {
    if (fields.split(row) != nullptr) continue;
    const bool ends_in_separator = fields.size() == count + 1 && trimmed(fields[count]).empty();
    ++sample_.rows;
    sample_.ragged += fields.size() == count || ends_in_separator ? 0 : 1;
    if (fields.size() < count) continue;
    for (std::size_t i = 0; i < count; ++i) sample_.values[i].emplace_back(fields[i]);
  }
  for (const auto& values : sample_.values) sample_.evidence.push_back(evidence_of(values));
}

/// R writes row names before the rows, without a name for them in the header; others end the header alone, or
/// all lines, with a separator.
void DelimitedHead::fit_row_names() {
  if (!layout_.header || commented_names_) return;
  FieldSplitter fields(layout_.fields);
  std::size_t rows = 0;
  std::size_t longer = 0;
  std::size_t shorter = 0;
  for (const std::string_view row : head_.sample(false, sampled_rows)) {
    if (fields.split(row) != nullptr) continue;
    ++rows;
    longer += fields.size() == fields_.size() + 1 && !trimmed(fields[fields_.size()]).empty() ? 1 : 0;
    shorter += fields.size() + 1 == fields_.size() ? 1 : 0;
  }
  if (2 * longer > rows) {
    layout_.column_count += 1;
    names_.insert(names_.begin(), "");
  } else if (names_.size() > 2 && names_.back().empty() && 2 * shorter > rows) {
    layout_.column_count -= 1;
  }
}

/// Where rows have a name of their own before what the header names, columns stand one place further on.
Roles DelimitedHead::behind_row_names(Roles roles) const {
  if (layout_.column_count <= static_cast<std::int32_t>(fields_.size())) return roles;
  for (std::int32_t& column : roles) column += column >= 0 ? 1 : 0;
  return roles;
}

void DelimitedHead::refuse_positions_beside_row_names() const {
  if (layout_.column_count <= static_cast<std::int32_t>(fields_.size())) return;
  head_.fail(
      "rows have a column more than the header " + printable(head_.first) +
      " (row names, it seems), so that positions can be counted in two ways: give names with `columns`");
}

/// A header that names some columns cannot be read by position where the names say otherwise.
void DelimitedHead::check_half_named() const {
  if (!layout_.header) return;
  const Roles named = roles_by_name(names_);
  for (std::size_t role = 0; role < named.size(); ++role) {
    if (named[role] == no_column || named[role] == layout_.columns[role]) continue;
    head_.fail(std::string("a column of the header ") + printable(head_.first) + " is known as the " +
               role_names[role] + " and others are not: name them with `columns` USER,BOOK,RATING");
  }
}

/// Takes the columns from a header that names user and book. It may name a rating, a count, or neither
/// (interactions).
void DelimitedHead::settle_named() {
  Roles roles = roles_by_name(names_);
  layout_.roles_from = RolesFrom::names;
  if (roles[rating_role] == no_column) {
    roles[rating_role] = count_column_by_name(names_);
    layout_.counts = roles[rating_role] >= 0;
  }
  const auto used = std::count_if(roles.begin(), roles.end(), [](std::int32_t c) { return c != no_column; });
  const auto unnamed = std::count(names_.begin(), names_.end(), "");
  if (roles[rating_role] == no_column && layout_.column_count - unnamed > used)
    head_.fail("no column of the header " + printable(head_.first) +
               " is known as a rating: give `columns` USER,BOOK,RATING, or USER,BOOK where each row is an "
               "interaction and counts 1");
  layout_.columns = roles;
}

void DelimitedHead::settle_values() {
  const auto values = [&](std::int32_t column) {
    return column < 0 ? std::span<const std::string>() : sample_.values[static_cast<std::size_t>(column)];
  };
  const std::int32_t rating = layout_.columns[rating_role];
  FirstRatings first{values(rating), RatingName::none, "", sample_.first_line};
  if (layout_.roles_from == RolesFrom::names || layout_.roles_from == RolesFrom::options)
    first.name = layout_.counts ? RatingName::counted : RatingName::given;
  if (rating >= 0)
    first.words = "column " + (layout_.counts ? printable(names_[static_cast<std::size_t>(rating)])
                                              : std::to_string(rating + 1));
  settle_ratings(head_, layout_, first);
  settle_times(head_, layout_, values(layout_.columns[time_role]), sample_.first_line);
}

/// True if an id of the first rows begins with `mark`.
bool DelimitedHead::ids_begin_with(char mark) const {
  return std::any_of(layout_.columns.begin(), layout_.columns.begin() + rating_role,
                     [&](std::int32_t column) {
                       const auto& ids = sample_.values[static_cast<std::size_t>(column)];
                       return std::any_of(ids.begin(), ids.end(),
                                          [&](const std::string& id) { return id.starts_with(mark); });
                     });
}

/// Ids may begin with #: then what reads as a row before the first line that is no comment is one.
void DelimitedHead::take_marked_rows() {
  if (layout_.header || !layout_.rated()) return;
  const auto count = static_cast<std::size_t>(layout_.column_count);
  const auto rating = static_cast<std::size_t>(layout_.columns[rating_role]);
  FieldSplitter fields(layout_.fields);
  HeadLines lines = head_.begin;
  std::string_view line;
  for (std::int64_t comments = 0; lines.next(line) && lines.begin() < layout_.data_begin; ++comments) {
    if (!ids_begin_with(line.front()) || fields.split(line) != nullptr || fields.size() != count ||
        !reads_as_rating(fields[rating]) || trimmed(fields[0]).size() < 2)
      continue;
    layout_.data_begin = lines.begin();
    layout_.head_lines = lines.number() - 1;
    layout_.comment_lines = comments;
    return;
  }
}

void DelimitedHead::check() const {
  const Roles& columns = layout_.columns;
  for (std::size_t role = 0; role < columns.size(); ++role)
    if (columns[role] == ambiguous_column)
      head_.fail(std::string("two columns could be the ") + role_names[role] + " in " +
                 printable(head_.first) + "; give positions with `columns`");
  for (std::size_t a = 0; a < columns.size(); ++a)
    for (std::size_t b = 0; b < a; ++b)
      if (columns[a] >= 0 && columns[a] == columns[b])
        throw UsageError(std::string("`columns`: ") + role_names[b] + " and " + role_names[a] +
                         " are the same column");
  if (!layout_.rated() || commented_names_) return;
  const auto at = static_cast<std::size_t>(columns[rating_role]);
  if (at >= fields_.size()) return;
  const std::string_view rating = fields_[at];
  if (layout_.header && reads_as_rating(rating))
    head_.fail("no header but a rating: " + printable(head_.first) + "; say `header` no");
  if (!layout_.header && !reads_as_rating(rating) && !has_digit(head_.first) && !is_missing_word(rating))
    head_.fail("a header where a rating should be: " + printable(head_.first) +
               "; say `header` yes, or name the columns with `columns` USER,BOOK,RATING");
}

}  // namespace crucible
