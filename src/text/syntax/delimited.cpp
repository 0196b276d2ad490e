// A rating a line, in columns with a separator between them.
#include "columns/chosen_columns.hpp"
#include "columns/delimited_head.hpp"
#include "columns/separators.hpp"
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
  explicit DelimitedParser(const TextLayout& layout)
      : count_(static_cast<std::size_t>(layout.column_count)),
        columns_(layout.columns),
        fields_(layout.fields) {}

  bool take(std::string_view line, RowSink& rows) override {
    if (const char* problem = fields_.split(line)) return rows.refuse_quotes(problem);
    // One more is fine where a separator ends the line.
    const std::size_t size = fields_.size();
    if (size != count_ && !(size == count_ + 1 && trimmed(fields_[count_]).empty()))
      return rows.refuse(std::to_string(size) + " columns instead of " + std::to_string(count_));
    return rows.add({field(user_role), field(book_role), field(rating_role), field(time_role)});
  }

 private:
  std::string_view field(std::size_t role) const {
    const std::int32_t column = columns_[role];
    return column < 0 ? std::string_view() : fields_[static_cast<std::size_t>(column)];
  }

  std::size_t count_;
  Roles columns_;
  FieldSplitter fields_;
};

std::unique_ptr<LineParser> make_parser(const ResolvedFile& file, const ImportOptions& /*options*/) {
  return std::make_unique<DelimitedParser>(file.layout);
}

}  // namespace

extern const TextSyntax delimited_syntax{.name = "delimited",
                                         .formats = formats,
                                         .recognise = recognise,
                                         .resolve = resolve,
                                         .make_parser = make_parser,
                                         .has_columns = true,
                                         .states_separator = true};

}  // namespace crucible
