// A rating a line, in columns with a separator between them.
#include "columns/chosen_columns.hpp"
#include "columns/delimited_head.hpp"
#include "columns/separators.hpp"
#include "columns/unnamed_columns.hpp"
#include "crucible/text/text_source.hpp"
#include "fields/row_sink.hpp"
#include "syntax/text_syntax.hpp"

#include <array>

namespace crucible {

namespace {

constexpr std::optional<double> none;
constexpr auto utf8 = TextEncoding::utf8;

constexpr std::array<TextFormat, 9> formats{{
    {"goodbooks", "user_id,book_id,rating with a header, columns in any order (goodbooks-10k)", ",",
     HeaderUse::yes, true, false, utf8, none},
    {"movielens-tab", "user, item, rating, timestamp between tabs, no header (MovieLens 100k u.data)", "\t",
     HeaderUse::no, true, false, utf8, none},
    {"movielens-dat", "user::item::rating::timestamp, no header (MovieLens 1M and 10M, MovieTweetings)",
     "::", HeaderUse::no, false, false, utf8, none},
    {"movielens-csv", "userId,movieId,rating,timestamp with a header (MovieLens 20M and later)", ",",
     HeaderUse::yes, true, false, utf8, none},
    {"book-crossing", "quoted, ';' between columns, Latin-1, rating 0 = unrated and left out (Book-Crossing)",
     ";", HeaderUse::yes, true, true, TextEncoding::latin1, 0.0},
    {"book-crossing-csv",
     "User-ID,ISBN,Book-Rating, rating 0 = unrated and left out (Kaggle's Book-Crossing)", ",",
     HeaderUse::yes, true, false, utf8, 0.0},
    {"recbole", "tabs, a header of NAME:TYPE fields (RecBole's .inter)", "\t", HeaderUse::yes, false, false,
     utf8, none},
    {"libmf", "row column value between blanks, no header (LIBMF)", " ", HeaderUse::no, false, false, utf8,
     none},
    {"csv", "any other columns: separator, header and columns are found or given", "", HeaderUse::automatic,
     true, false, utf8, none},
}};

/// Name of the format that a first line cut at `separator` looks like.
const char* format_of(const FileHead& head, Separator separator) {
  FieldSplitter fields({separator, true, false});
  const bool cut = fields.split(head.first) == nullptr;
  const std::vector<std::string> names = cut ? header_names(fields) : std::vector<std::string>();
  const Roles roles = roles_by_name(names);
  const bool named = roles[user_role] != no_column && roles[book_role] != no_column;
  const bool complete = named && roles[rating_role] != no_column;
  const std::string book =
      complete && roles[book_role] >= 0 ? names[static_cast<std::size_t>(roles[book_role])] : "";
  const std::string_view mark = separator.text();
  const bool three_or_four = fields.size() == 3 || fields.size() == 4;
  // Names in a comment before the rows say more than a format without a header does.
  if (!named && !commented_names(head, {separator, true, false}, fields.size()).empty()) return "csv";
  if (mark == "::" && !named && three_or_four) return "movielens-dat";
  if (mark == "\t" && !named && three_or_four && head.options.columns.empty()) return "movielens-tab";
  if (mark == "\t" && named && head.first.find(":token") != std::string_view::npos) return "recbole";
  if (mark == ";" && book == "isbn") return "book-crossing";
  const bool kaggle = complete && roles[rating_role] >= 0 &&
                      names[static_cast<std::size_t>(roles[rating_role])] == "bookrating";
  if (mark == "," && book == "isbn" && kaggle) return "book-crossing-csv";
  if (mark == "," && book == "bookid") return "goodbooks";
  if (mark == "," && book == "movieid") return "movielens-csv";
  if (separator.is_blanks() && !named && fields.size() == 3) return "libmf";
  return "csv";
}

const char* recognise(const FileHead& head) {
  const std::string& given = head.options.separator;
  return format_of(head, given.empty() ? find_separator(head) : Separator(given));
}

void resolve(FileHead& head, ResolvedFile& file) {
  const bool open = head.options.separator.empty() && *file.layout.preset().separator == '\0';
  if (open) file.layout.fields.separator = find_separator(head);
  DelimitedHead(head, file).resolve();
}

class DelimitedParser : public LineParser {
 public:
  explicit DelimitedParser(const ResolvedFile& file)
      : count_(static_cast<std::size_t>(file.layout.column_count)),
        columns_(file.layout.columns),
        header_(file.layout.header ? file.names : ""),
        fields_(file.layout.fields),
        plain_({file.layout.fields.separator, false, false}) {}

  bool take(std::string_view line, RowSink& rows) override {
    // Files that were put together have the header again.
    if (!header_.empty() && line == header_) {
      rows.note(NoteKind::repeated_headers, line.substr(0, 60));
      return true;
    }
    if (const char* problem = fields_.split(line)) return rows.refuse_quotes(problem);
    if (fields_.quoted() && takes_in_rows(line))
      return rows.refuse_quotes("a quoted field goes on over lines that read as rows");
    // One more is fine where a separator ends the line.
    const std::size_t size = fields_.size();
    if (size != count_ && !(size == count_ + 1 && trimmed(fields_[count_]).empty()))
      return rows.refuse(std::to_string(size) + " columns instead of " + std::to_string(count_));
    return rows.add({field(user_role), field(book_role), field(rating_role), field(time_role)});
  }

 private:
  /// True for a record of several lines, of which one after the first is a row by itself, without the doubled
  /// quotes that show that whoever wrote it meant to quote. Then the quotes are part of texts.
  /// Where there are no ratings, any text with as many separators reads as a row.
  bool takes_in_rows(std::string_view record) {
    if (columns_[rating_role] < 0) return false;
    for (FirstLine cut = first_line(record); cut.next < record.size(); cut = first_line(record)) {
      record.remove_prefix(cut.next);
      const std::string_view line = first_line(record).line;
      plain_.split(line);
      if (plain_.size() == count_ && reads_as_row() && line.find("\"\"") == std::string_view::npos)
        return true;
    }
    return false;
  }

  bool reads_as_row() const {
    const auto filled = [&](std::size_t role) {
      return columns_[role] < 0 || !trimmed(plain_[static_cast<std::size_t>(columns_[role])]).empty();
    };
    return filled(user_role) && filled(book_role) &&
           reads_as_rating(plain_[static_cast<std::size_t>(columns_[rating_role])]);
  }

  std::string_view field(std::size_t role) const {
    const std::int32_t column = columns_[role];
    return column < 0 ? std::string_view() : fields_[static_cast<std::size_t>(column)];
  }

  std::size_t count_;
  Roles columns_;
  std::string header_;
  FieldSplitter fields_;
  FieldSplitter plain_;  ///< which takes quotes for text
};

std::unique_ptr<LineParser> make_parser(const ResolvedFile& file, const ImportOptions& /*options*/) {
  return std::make_unique<DelimitedParser>(file);
}

}  // namespace

extern const TextSyntax delimited_syntax{.name = "delimited",
                                         .formats = formats,
                                         .recognise = recognise,
                                         .resolve = resolve,
                                         .make_parser = make_parser,
                                         .has_plain_rows = true,
                                         .has_columns = true,
                                         .states_separator = true};

}  // namespace crucible
