#include "crucible/data/text_layout.hpp"

#include "crucible/core/error.hpp"

#include <algorithm>
#include <charconv>

namespace crucible {

namespace {

constexpr std::array user_names{"user", "userid", "reader", "readerid", "reviewerid", "uid"};
constexpr std::array book_names{"bookid", "movieid", "itemid",     "isbn",     "parentasin", "asin",
                                "book",   "movie",   "item",       "filmid",   "film",       "productid",
                                "iid",    "jokeid",  "businessid", "recipeid", "workid"};
constexpr std::array rating_names{"rating", "bookrating", "score", "stars", "overall", "value"};
constexpr std::array time_names{"timestamp", "time", "unixtimestamp", "unixreviewtime", "ratingtime", "date"};
constexpr std::array<const char*, 4> role_names{"user", "book", "rating", "timestamp"};

std::span<const char* const> names_of(std::size_t role) {
  switch (role) {
    case 0:
      return user_names;
    case 1:
      return book_names;
    case 2:
      return rating_names;
    default:
      return time_names;
  }
}

using Roles = std::array<std::int32_t, 4>;

bool complete(const Roles& roles) {
  return roles[0] != no_column && roles[1] != no_column && roles[2] != no_column;
}

bool is_rating(std::string_view field) {
  float value = 0;
  return parse_rating(field, value) != NumberProblem::not_a_number;
}

/// Finds the layout of one file of a delimited format.
class DelimitedHead {
 public:
  DelimitedHead(HeadLines& lines, std::string_view first, const ImportOptions& options,
                const std::string& path, TextLayout& layout)
      : lines_(lines),
        first_(first),
        options_(options),
        path_(path),
        layout_(layout),
        fields_(layout.fields) {}

  void resolve() {
    if (const char* problem = fields_.split(first_)) fail(std::string(problem) + " in " + printable(first_));
    layout_.column_count = static_cast<std::int32_t>(fields_.size());
    const bool by_name = !options_.columns.empty() && !all_positions();
    const Roles named = by_name ? chosen_names() : known_names();
    layout_.header = has_header(complete(named), by_name);
    layout_.columns = layout_.header && options_.columns.empty() && complete(named) ? named
                      : by_name                                                     ? named
                                                                                    : positions();
    check();
    layout_.data_begin = layout_.header ? lines_.end() : lines_.begin();
    layout_.head_lines = layout_.header ? lines_.number() : lines_.number() - 1;
  }

 private:
  [[noreturn]] void fail(const std::string& problem) const {
    throw InputError(path_, lines_.number(), problem);
  }

  bool all_positions() const {
    return std::all_of(options_.columns.begin(), options_.columns.end(), [](const std::string& column) {
      return !column.empty() && column.find_first_not_of("0123456789") == std::string::npos;
    });
  }

  Roles known_names() const {
    Roles roles{};
    for (std::size_t role = 0; role < roles.size(); ++role)
      roles[role] = find_column(fields_, names_of(role));
    return roles;
  }

  /// Columns by the names that the user gave: to the letter, else as plain names.
  Roles chosen_names() const {
    Roles roles{-1, -1, -1, -1};
    for (std::size_t role = 0; role < options_.columns.size(); ++role) {
      const std::string& name = options_.columns[role];
      for (std::size_t i = 0; i < fields_.size() && roles[role] < 0; ++i)
        if (trimmed(fields_[i]) == name) roles[role] = static_cast<std::int32_t>(i);
      const std::string plain = plain_name(name);
      const std::array<const char*, 1> alias{plain.c_str()};
      if (roles[role] < 0) roles[role] = find_column(fields_, alias);
      if (roles[role] == no_column)
        fail("no column " + printable(name) + " in the header " + printable(first_));
    }
    return roles;
  }

  bool has_header(bool names_are_known, bool by_name) const {
    const HeaderUse preset = layout_.preset().header;
    const HeaderUse wanted = options_.header == HeaderUse::automatic ? preset : options_.header;
    if (by_name && options_.header == HeaderUse::no)
      throw UsageError("--columns: names need a header; give positions, such as 1,2,3, with --header no");
    if (wanted == HeaderUse::automatic) return names_are_known || by_name;
    if (wanted == HeaderUse::no) return by_name;
    const bool preset_asks = options_.header == HeaderUse::automatic && options_.columns.empty();
    if (preset_asks && !names_are_known)
      fail(std::string("no header with the columns user, book and rating, which ") + layout_.preset().name +
           " files have, but " + printable(first_));
    return true;
  }

  /// Columns by position: those given, or the first three, and the fourth where it is or looks like a time.
  Roles positions() const {
    Roles roles{0, 1, 2, -1};
    if (options_.columns.empty()) {
      const bool fixed = layout_.preset().header == HeaderUse::no;
      if (fields_.size() > 3 && !layout_.header && (fixed || parse_timestamp(fields_[3]))) roles[3] = 3;
      return roles;
    }
    for (std::size_t role = 0; role < options_.columns.size(); ++role) {
      const std::string& text = options_.columns[role];
      std::int32_t position = 0;
      std::from_chars(text.data(), text.data() + text.size(), position);
      if (position < 1 || position > layout_.column_count)
        fail("column " + text + " is asked for, but there are " + std::to_string(layout_.column_count) +
             " in " + printable(first_));
      roles[role] = position - 1;
    }
    return roles;
  }

  void check() const {
    const auto& columns = layout_.columns;
    for (std::size_t role = 0; role < columns.size(); ++role)
      if (columns[role] == ambiguous_column)
        fail(std::string("two columns could be the ") + role_names[role] + " in " + printable(first_) +
             "; give positions with --columns");
    if (layout_.column_count < 3)
      fail("fewer than three columns between " + printable(layout_.fields.separator.text()) + " in " +
           printable(first_));
    for (std::size_t a = 0; a < columns.size(); ++a)
      for (std::size_t b = 0; b < a; ++b)
        if (columns[a] >= 0 && columns[a] == columns[b])
          throw UsageError(std::string("--columns: ") + role_names[b] + " and " + role_names[a] +
                           " are the same column");
    const std::string_view rating = fields_[static_cast<std::size_t>(columns[2])];
    if (layout_.header && is_rating(rating))
      fail("no header but a rating: " + printable(first_) + "; say --header no");
    if (!layout_.header && !is_rating(rating) && first_.find_first_of("0123456789") == std::string_view::npos)
      fail("a header where a rating should be: " + printable(first_) +
           "; say --header yes, or name the columns with --columns USER,BOOK,RATING");
  }

  HeadLines& lines_;
  std::string_view first_;
  const ImportOptions& options_;
  const std::string& path_;
  TextLayout& layout_;
  FieldSplitter fields_;
};

/// True where tabs always stand in runs, as in Jester's files: then a run is one separator.
bool only_runs_of_tabs(std::string_view line) {
  for (std::size_t begin = line.find('\t'); begin != std::string_view::npos;) {
    const std::size_t end = std::min(line.find_first_not_of('\t', begin), line.size());
    if (end - begin == 1) return false;
    begin = line.find('\t', end);
  }
  return true;
}

/// The first of the usual separators that makes three columns or more of `line`.
Separator find_separator(std::string_view line, const std::string& path, std::int64_t number) {
  for (const char* candidate : {"::", "\t", ";", ",", "|", " "}) {
    if (*candidate == '\t' && only_runs_of_tabs(line)) continue;
    FieldSplitter fields({Separator(candidate), true, false});
    if (fields.split(line) == nullptr && fields.size() >= 3) return Separator(candidate);
  }
  throw InputError(
      path, number,
      "cannot tell the three columns of " + printable(line) + "; give --separator and --columns");
}

const char* detect_delimited(std::string_view first, Separator separator) {
  FieldSplitter fields({separator, true, false});
  const bool cut = fields.split(first) == nullptr;
  const std::int32_t book = cut ? find_column(fields, book_names) : no_column;
  const bool named = book != no_column && find_column(fields, user_names) != no_column &&
                     find_column(fields, rating_names) != no_column;
  const std::string book_name = named && book >= 0 ? plain_name(fields[static_cast<std::size_t>(book)]) : "";
  const std::string_view mark = separator.text();
  if (mark == "::" && !named) return "movielens-dat";
  if (mark == "\t" && !named) return "movielens-tab";
  if (mark == ";" && book_name == "isbn") return "book-crossing";
  if (mark == "," && book_name == "bookid") return "goodbooks";
  if (mark == "," && book_name == "movieid") return "movielens-csv";
  if (separator.is_blanks() && !named && fields.size() == 3) return "libmf";
  return "csv";
}

/// Name of the format that the first line looks like.
const char* detect_format(std::string_view first, const ImportOptions& options, const std::string& path,
                          std::int64_t number) {
  if (first.starts_with("%%MatrixMarket")) return "matrix-market";
  if (first.size() > 1 && is_book_line(first)) return "netflix";
  const bool given = !options.separator.empty();
  const Separator separator = given ? Separator(options.separator) : find_separator(first, path, number);
  return detect_delimited(first, separator);
}

void resolve_netflix(const HeadLines& lines, std::string_view first, const std::string& path,
                     TextLayout& layout) {
  // rows before it would belong to no book, those that cannot be read and are left out as well
  if (first.size() < 2 || !is_book_line(first))
    throw InputError(path, lines.number(), "a line 'BOOK:' is expected first, not " + printable(first));
  layout.columns = {0, -1, 1, 2};
  layout.data_begin = lines.begin();
  layout.head_lines = lines.number() - 1;
}

void resolve_matrix_market(HeadLines& lines, std::string_view line, const std::string& path,
                           TextLayout& layout) {
  FieldSplitter words(layout.fields);
  words.split(line);
  const auto word = [&](std::size_t i) { return words.size() > i ? plain_name(words[i]) : std::string(); };
  const bool readable = line.starts_with("%%MatrixMarket") && word(1) == "matrix" &&
                        word(2) == "coordinate" && (word(3) == "real" || word(3) == "integer") &&
                        word(4) == "general";
  if (!readable)
    throw InputError(
        path, lines.number(),
        "only '%%MatrixMarket matrix coordinate real|integer general' can be read, not " + printable(line));
  do {
    if (!lines.next(line)) throw InputError(path, lines.number(), "no line with the matrix's sizes");
  } while (line.starts_with("%"));
  words.split(line);
  const std::array<std::int64_t*, 3> sizes{&layout.matrix_rows, &layout.matrix_columns,
                                           &layout.matrix_entries};
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    const auto size = words.size() == 3 ? parse_canonical_integer(words[i]) : std::nullopt;
    if (!size || *size < 0)
      throw InputError(path, lines.number(),
                       "rows, columns and entries are expected, not " + printable(line));
    *sizes[i] = *size;
  }
  layout.data_begin = lines.end();
  layout.head_lines = lines.number();
}

void refuse_column_options(const ImportOptions& options, const char* format) {
  if (!options.columns.empty() || !options.separator.empty() || options.header != HeaderUse::automatic)
    throw UsageError(std::string("--columns, --separator and --header have no meaning in ") + format +
                     " files");
}

}  // namespace

std::span<const char* const> book_column_names() { return book_names; }

std::int32_t find_column(const FieldSplitter& header, std::span<const char* const> aliases) {
  for (const char* alias : aliases) {
    std::int32_t found = no_column;
    for (std::size_t i = 0; i < header.size(); ++i)
      if (plain_name(header[i]) == alias)
        found = found == no_column ? static_cast<std::int32_t>(i) : ambiguous_column;
    if (found != no_column) return found;
  }
  return no_column;
}

HeadLines::HeadLines(std::string_view head, const std::string& path) : head_(head) {
  if (head.starts_with("\xff\xfe") || head.starts_with("\xfe\xff"))
    throw InputError(path, "is UTF-16 text; convert it to UTF-8 first");
  if (head.starts_with("\xef\xbb\xbf")) position_ = 3;
}

bool HeadLines::next(std::string_view& line) {
  while (position_ < static_cast<std::int64_t>(head_.size())) {
    begin_ = position_;
    line = head_.substr(static_cast<std::size_t>(position_));
    const std::size_t end = line.find('\n');
    line = line.substr(0, end);
    position_ += static_cast<std::int64_t>(line.size()) + (end == std::string_view::npos ? 0 : 1);
    ++number_;
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    if (!trimmed(line).empty()) return true;
  }
  return false;
}

TextLayout resolve_layout(std::string_view head, const ImportOptions& options, const std::string& path) {
  HeadLines lines(head, path);
  std::string_view first;
  if (!lines.next(first)) throw InputError(path, "holds no ratings");
  const auto check_head = [&] {
    if (static_cast<std::int64_t>(head.size()) == longest_head && lines.end() == longest_head)
      throw InputError(path, lines.number(), "more than 1 MiB stands before the first row's end");
  };
  check_head();
  const std::string name =
      options.format == "auto" ? detect_format(first, options, path, lines.number()) : options.format;
  TextLayout layout;
  layout.format = static_cast<std::int32_t>(text_format_index(name));
  const TextFormat& preset = layout.preset();
  layout.latin1 = (options.encoding == TextEncoding::automatic ? preset.encoding : options.encoding) ==
                  TextEncoding::latin1;
  if (preset.syntax != TextSyntax::delimited) refuse_column_options(options, preset.name);
  if (!options.columns.empty() && options.columns.size() != 3 && options.columns.size() != 4)
    throw UsageError("--columns: three or four columns are needed: user, book, rating and perhaps timestamp");
  const std::string separator = options.separator.empty() ? preset.separator : options.separator;
  layout.fields = {separator.empty() ? find_separator(first, path, lines.number()) : Separator(separator),
                   preset.quotes, preset.escapes};
  switch (preset.syntax) {
    case TextSyntax::delimited:
      DelimitedHead(lines, first, options, path, layout).resolve();
      break;
    case TextSyntax::netflix:
      resolve_netflix(lines, first, path, layout);
      break;
    case TextSyntax::matrix_market:
      resolve_matrix_market(lines, first, path, layout);
      break;
  }
  check_head();
  return layout;
}

}  // namespace crucible
