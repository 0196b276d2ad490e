#include "foreign/rating_places.hpp"

#include "foreign/file_walk.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace crucible {

namespace {

/// The search stops at this many places, because a message lists them all.
constexpr std::size_t most_places = 20;

struct ColumnNames {
  bool required;
  std::vector<std::string> names;  ///< lower-case letters only
};

/// The usual names of the columns, in the order that read_triplets() needs.
const std::array<ColumnNames, 4>& usual_names() {
  static const std::array<ColumnNames, 4> names{
      {{true, {"user", "userid", "users", "u", "uid", "reader", "readerid", "customer", "customerid"}},
       {true,
        {"book", "bookid", "books", "item", "itemid", "items", "i", "iid", "movie", "movieid", "isbn",
         "product", "productid"}},
       {true, {"rating", "ratings", "r", "score", "stars", "rate", "value"}},
       {false, {"timestamp", "time", "ts", "t", "unixtime"}}}};
  return names;
}

std::string letters_of(const std::string& name) {
  std::string letters;
  for (const unsigned char c : name)
    if (std::isalpha(c) != 0) letters += static_cast<char>(std::tolower(c));
  return letters;
}

/// The paths of the columns among `names` below `object`; empty if a required one is missing or two fit.
std::vector<std::string> columns_among(const std::string& object, const std::vector<std::string>& names) {
  std::vector<std::string> columns;
  for (const ColumnNames& wanted : usual_names()) {
    std::vector<std::string> fitting;
    for (const std::string& name : names)
      if (std::count(wanted.names.begin(), wanted.names.end(), letters_of(name)) > 0) fitting.push_back(name);
    if (fitting.size() == 1) columns.push_back((object == "/" ? "" : object) + "/" + fitting.front());
    if (fitting.size() != 1 && wanted.required) return {};
  }
  return columns;
}

bool is_list_of(const H5File& file, const std::string& dataset, std::int64_t length) {
  if (file.is_group(dataset)) return false;
  const H5Shape shape = file.shape(dataset);
  return shape.is_list() && shape.length() == length;
}

}  // namespace

std::string RatingPlace::description() const {
  if (sparse)
    return object + " (" + sparse->layout + "): users in rows, books in columns, ids counted from 0";
  std::string text;
  for (const std::string& column : columns) text += (text.empty() ? "" : ", ") + column;
  return text;
}

std::optional<RatingPlace> rating_place(const H5File& file, const std::string& object) {
  if (file.is_group(object)) {
    if (std::optional<SparseGroup> sparse = sparse_group(file, object))
      return RatingPlace{object, std::move(sparse), {}};
  } else if (file.fields(object).empty()) {
    return std::nullopt;
  }
  const bool group = file.is_group(object);
  const std::vector<std::string> columns =
      columns_among(object, group ? file.children(object) : file.fields(object));
  if (columns.empty()) return std::nullopt;
  if (group) {
    for (const std::string& column : columns)
      if (file.is_group(column)) return std::nullopt;
    const std::int64_t length = file.shape(columns.front()).length();
    for (const std::string& column : columns)
      if (!is_list_of(file, column, length)) return std::nullopt;
  }
  return RatingPlace{object, {}, columns};
}

std::vector<RatingPlace> rating_places(const H5File& file) {
  std::vector<RatingPlace> places;
  std::string refused;
  walk(file, [&](const std::string& object) {
    if (places.size() >= most_places) return false;
    try {
      std::optional<RatingPlace> place = rating_place(file, object);
      if (!place) return true;
      places.push_back(std::move(*place));
    } catch (const InputError& error) {
      if (refused.empty()) refused = error.what();
    }
    return false;
  });
  if (places.empty() && !refused.empty()) throw Error(ErrorKind::input, refused);
  return places;
}

}  // namespace crucible
