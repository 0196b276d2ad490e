#include "report/recommendation_text.hpp"

#include "crucible/core/number_text.hpp"

#include <algorithm>
#include <numeric>

namespace crucible {
namespace {

using Json = nlohmann::ordered_json;

/// Of the user's own books, how many are shown.
constexpr std::size_t own_shown = 5;

void show_own(ProgressLog& log, const BookCatalogue& catalogue, const User& user) {
  const OwnRatings& own = user.own;
  if (own.books.empty()) return;
  std::vector<std::size_t> order(own.books.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return own.ratings[a] > own.ratings[b]; });
  const bool some = order.size() > own_shown;
  if (some) order.resize(own_shown);
  log.result(user.name + " rated " + grouped(std::ssize(own.books)) + " books" + (some ? ", highest:" : ":"));
  for (const std::size_t i : order)
    log.result("      " + padded(shortest(static_cast<double>(own.ratings[i]), 4), 6) + "  " +
               catalogue.name(own.books[i]));
}

std::string line(const BookCatalogue& catalogue, std::size_t place, const ScoredBook& book, int digits,
                 const std::string& range = {}) {
  return padded(std::to_string(place + 1), 4) + ". " +
         padded(fixed(static_cast<double>(book.score), digits), 6) + range + "  " + catalogue.name(book.book);
}

std::string range_text(const RatingRange& range) {
  return " (" + padded(fixed(range.low, 1), 3) + " to " + fixed(range.high, 1) + ")";
}

Json book_json(const BookCatalogue& catalogue, BookIndex book, const char* what, double value) {
  return {{"id", catalogue.id(book)}, {"title", catalogue.title(book)}, {what, value}};
}

}  // namespace

Json show_recommendations(ProgressLog& log, const BookCatalogue& catalogue, const User& user,
                          const Recommendations& answer) {
  show_own(log, catalogue, user);
  const std::string basis = answer.basis == Basis::popularity ? ", the most popular" : "";
  const std::string what =
      answer.ranges.empty() ? "" : ", by expected rating (and where it lies 8 times in 10)";
  log.result("for " + user.name + basis + what + ":");
  Json books = Json::array();
  for (std::size_t i = 0; i < answer.books.size(); ++i) {
    const ScoredBook& book = answer.books[i];
    const bool ranged = i < answer.ranges.size();
    log.result(line(catalogue, i, book, answer.basis == Basis::popularity ? 0 : 2,
                    ranged ? range_text(answer.ranges[i]) : std::string()));
    books.push_back(book_json(catalogue, book.book, "score", static_cast<double>(book.score)));
    if (ranged) {
      books.back()["low"] = answer.ranges[i].low;
      books.back()["high"] = answer.ranges[i].high;
    }
    if (i >= answer.because.size()) continue;
    for (const Because& reason : answer.because[i]) {
      log.result("              " + padded(fixed(100 * reason.share, 0), 3) + " % by " +
                 catalogue.name(reason.book));
      books.back()["because"].push_back(book_json(catalogue, reason.book, "share", reason.share));
    }
  }
  if (answer.books.empty()) log.result("  nothing");
  return {{"user", user.name}, {"basis", name_of(answer.basis)}, {"books", std::move(books)}};
}

Json show_similar(ProgressLog& log, const BookCatalogue& catalogue, BookIndex book,
                  const std::vector<ScoredBook>& similar) {
  log.result("like " + catalogue.name(book) + ":");
  Json books = Json::array();
  for (std::size_t i = 0; i < similar.size(); ++i) {
    log.result(line(catalogue, i, similar[i], 3));
    books.push_back(book_json(catalogue, similar[i].book, "score", static_cast<double>(similar[i].score)));
  }
  return {{"id", catalogue.id(book)}, {"title", catalogue.title(book)}, {"books", std::move(books)}};
}

}  // namespace crucible
