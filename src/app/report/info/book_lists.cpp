#include "report/info/book_lists.hpp"

#include "crucible/core/error.hpp"
#include "crucible/core/number_text.hpp"

#include <algorithm>
#include <cctype>
#include <numeric>

namespace crucible {

namespace {

std::string lower_case(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
  return text;
}

/// Places in `values`, highest value first; equal ones in their order.
std::vector<std::size_t> descending(const std::vector<float>& values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return values[a] > values[b]; });
  return order;
}

}  // namespace

void show_books(Job& job, const std::vector<std::string>& ids, const std::vector<std::string>& titles,
                const std::string& text, std::int64_t limit) {
  const std::string wanted = lower_case(text);
  std::int64_t shown = 0;
  for (std::size_t b = 0; b < ids.size() && shown < limit; ++b) {
    if (lower_case(titles[b]).find(wanted) == std::string::npos && ids[b] != text) continue;
    job.log.result(padded(ids[b], 10) + "  " + titles[b]);
    job.result["books"].push_back({{"id", ids[b]}, {"title", titles[b]}});
    ++shown;
  }
  if (shown == 0) job.log.result("no book's title contains " + printable(text));
}

void show_user(Job& job, const RatingStore& store, const std::string& id, std::int64_t limit) {
  const std::vector<std::string> ids = store.user_ids({0, store.total_users()});
  const auto at = std::find(ids.begin(), ids.end(), id);
  if (at == ids.end()) throw InputError(store.path(), "has no user " + printable(id));
  const std::int64_t user = at - ids.begin();
  const RatingShard rated = store.read({user, user + 1});
  const std::vector<std::size_t> order = descending(rated.rating);
  const auto shown = std::min(order.size(), static_cast<std::size_t>(limit));
  job.log.result("user " + id + " rated " + grouped(rated.size()) + " books, " +
                 (shown < order.size() ? "the best " + std::to_string(shown) : "best first") + ":");
  for (std::size_t i = 0; i < shown; ++i) {
    const IndexRange book{rated.book[order[i]], rated.book[order[i]] + 1};
    const std::string book_id = store.book_ids(book).front();
    const std::string title = store.book_titles(book).front();
    const float rating = rated.rating[order[i]];
    job.log.result(padded(shortest(rating), 6) + "  " + padded(book_id, 10) + "  " + title);
    job.result["books"].push_back({{"id", book_id}, {"title", title}, {"rating", rating}});
  }
}

}  // namespace crucible
