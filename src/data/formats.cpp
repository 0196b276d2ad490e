#include "crucible/core/error.hpp"
#include "crucible/data/text_format.hpp"

#include <array>

namespace crucible {

namespace {

constexpr std::optional<double> none;
constexpr auto delimited = TextSyntax::delimited;
constexpr auto utf8 = TextEncoding::utf8;

// A text format is a row here, and a parser file where its syntax is its own.
constexpr std::array<TextFormat, 9> formats{{
    {"goodbooks", "user_id,book_id,rating with a header, columns in any order (goodbooks-10k)",  //
     delimited, ",", HeaderUse::yes, true, false, utf8, none},
    {"movielens-tab", "user, item, rating, timestamp between tabs, no header (MovieLens 100k u.data)",  //
     delimited, "\t", HeaderUse::no, false, false, utf8, none},
    {"movielens-dat", "user::item::rating::timestamp, no header (MovieLens 1M and 10M, MovieTweetings)",  //
     delimited, "::", HeaderUse::no, false, false, utf8, none},
    {"movielens-csv", "userId,movieId,rating,timestamp with a header (MovieLens 20M and later)",  //
     delimited, ",", HeaderUse::yes, true, false, utf8, none},
    {"book-crossing",
     "quoted, ';' between columns, Latin-1, rating 0 = unrated and left out (Book-Crossing)",  //
     delimited, ";", HeaderUse::yes, true, true, TextEncoding::latin1, 0.0},
    {"netflix", "a line 'BOOK:', then lines user,rating,date (Netflix Prize)",  //
     TextSyntax::netflix, ",", HeaderUse::no, false, false, utf8, none},
    {"libmf", "row column value between blanks, no header (LIBMF)",  //
     delimited, " ", HeaderUse::no, false, false, utf8, none},
    {"matrix-market", "MatrixMarket coordinate, real or integer, general (.mtx)",  //
     TextSyntax::matrix_market, " ", HeaderUse::no, false, false, utf8, none},
    {"csv", "any other columns: separator, header and columns are found or given",  //
     delimited, "", HeaderUse::automatic, true, false, utf8, none},
}};

}  // namespace

std::span<const TextFormat> text_formats() { return formats; }

std::vector<std::string> text_format_names() {
  std::vector<std::string> names{"auto"};
  for (const TextFormat& format : formats) names.emplace_back(format.name);
  return names;
}

std::size_t text_format_index(std::string_view name) {
  std::string names;
  for (std::size_t i = 0; i < formats.size(); ++i) {
    if (name == formats[i].name) return i;
    names += std::string(i > 0 ? ", " : "") + formats[i].name;
  }
  throw UsageError("--format: " + printable(name) + " is none of auto, " + names);
}

}  // namespace crucible
