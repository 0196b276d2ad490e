#include "columns/column_names.hpp"

#include <algorithm>

namespace crucible {

namespace {

// Names of the usual data sets and tools, as header_name() has them; the first that occurs counts.
constexpr std::array user_names{"user",
                                "userid",
                                "reader",
                                "readerid",
                                "reviewerid",
                                "uid",
                                "userno",
                                "usernum",
                                "username",
                                "custid",
                                "customer",
                                "customerid",
                                "memberid",
                                "cid",
                                "u",
                                "useridx",
                                "visitor",
                                "visitorid",
                                "person",
                                "personid",
                                "profileid",
                                "authorid",
                                "rater",
                                "userindex",
                                "raterid",
                                "accountid",
                                "sessionid",
                                "profilename",
                                "reviewprofilename"};
constexpr std::array book_names{
    "bookid",    "movieid",        "itemid",     "isbn",     "parentasin", "asin",
    "book",      "movie",          "item",       "filmid",   "film",       "productid",
    "iid",       "jokeid",         "businessid", "recipeid", "workid",     "product",
    "animeid",   "artistid",       "songid",     "trackid",  "gameid",     "videoid",
    "itemno",    "itemnum",        "articleid",  "isbn13",   "isbn10",     "bookisbn",
    "placeid",   "restaurantid",   "gmapid",     "showid",   "beerid",     "beerbeerid",
    "i",         "itemidx",        "itemindex",  "mid",      "bid",        "appid",
    "contentid", "goodreadsbookid"};
/// Names of title columns. They identify the book only if no id column does.
constexpr std::array title_names{"title",      "booktitle",   "movietitle", "artist",   "song",
                                 "track",      "joke",        "moviename",  "bookname", "gamename",
                                 "artistname", "productname", "animename"};
constexpr std::array rating_names{"rating",      "bookrating",  "userrating",  "score",       "stars",
                                  "overall",     "value",       "ratingvalue", "reviewscore", "reviewoverall",
                                  "rui",         "r",           "rate",        "preference",  "starrating",
                                  "ratings",     "myrating",    "mark",        "grade",       "reviewrating",
                                  "ratingscore", "movierating", "itemrating",  "star",        "myscore"};
constexpr std::array count_names{"count",  "counts", "plays",    "playcount",   "playcounts", "listens",
                                 "clicks", "views",  "quantity", "weight",      "frequency",  "purchases",
                                 "visits", "hours",  "freq",     "interactions"};
constexpr std::array time_names{"timestamp",
                                "time",
                                "unixtimestamp",
                                "unixreviewtime",
                                "ratingtime",
                                "date",
                                "datetime",
                                "ratingtimestamp",
                                "reviewtime",
                                "tstamp",
                                "ts",
                                "createdat",
                                "reviewdate",
                                "dateadded",
                                "dateupdated",
                                "ratingdate",
                                "ratedat",
                                "t",
                                "when",
                                "utc",
                                "eventtime",
                                "createdutc",
                                "unixtime"};

/// RecBole writes NAME:TYPE.
constexpr std::array<std::string_view, 4> typed_suffixes{":token", ":float", ":token_seq", ":float_seq"};

}  // namespace

std::string header_name(std::string_view field) {
  field = trimmed(field);
  for (const std::string_view suffix : typed_suffixes) {
    if (!field.ends_with(suffix)) continue;
    field.remove_suffix(suffix.size());
    break;
  }
  return plain_name(field);
}

std::int32_t find_column(std::span<const std::string> names, std::span<const char* const> aliases) {
  for (const char* alias : aliases) {
    std::int32_t found = no_column;
    for (std::size_t i = 0; i < names.size(); ++i)
      if (names[i] == alias) found = found == no_column ? static_cast<std::int32_t>(i) : ambiguous_column;
    if (found != no_column) return found;
  }
  return no_column;
}

std::int32_t find_column(const FieldSplitter& header, std::span<const char* const> aliases) {
  return find_column(header_names(header), aliases);
}

std::vector<std::string> header_names(const FieldSplitter& fields) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < fields.size(); ++i) names.push_back(header_name(fields[i]));
  return names;
}

Roles roles_by_name(std::span<const std::string> names) {
  const std::int32_t book = find_column(names, book_names);
  return {find_column(names, user_names), book != no_column ? book : find_column(names, title_names),
          find_column(names, rating_names), find_column(names, time_names)};
}

std::int32_t count_column_by_name(std::span<const std::string> names) {
  return find_column(names, count_names);
}

std::span<const char* const> user_column_names() { return user_names; }
std::span<const char* const> book_column_names() { return book_names; }

}  // namespace crucible
