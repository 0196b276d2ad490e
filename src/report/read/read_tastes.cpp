#include "crucible/recommend/recommendation_desk.hpp"
#include "crucible/recommend/user_source.hpp"
#include "read/read_parts.hpp"

#include <algorithm>
#include <numeric>

namespace crucible {

namespace {

constexpr std::int64_t most_readers = 4;
constexpr std::int64_t least_rated = 10;  ///< books, so that a list has something to rest on
constexpr std::int64_t tries = 1000;      ///< users who are looked at for each reader
constexpr std::size_t liked_shown = 5;
constexpr std::int64_t top = 10;

using Entry = ReportTastes::Entry;

/// Users at about even distances who have rated enough books.
std::vector<std::int64_t> sampled_users(const RatingStore& ratings) {
  std::vector<std::int64_t> sample;
  const std::int64_t total = ratings.total_users();
  for (std::int64_t i = 0; i < most_readers; ++i) {
    const std::int64_t first = i * total / most_readers;
    const std::int64_t end = std::min((i + 1) * total / most_readers, first + tries);
    for (std::int64_t user = first; user < end; ++user)
      if (ratings.offset(user + 1) - ratings.offset(user) >= least_rated) {
        sample.push_back(user);
        break;
      }
  }
  return sample;
}

/// What books are called.
class Titles {
 public:
  explicit Titles(const RatingStore& ratings)
      : ids_(ratings.book_ids({0, ratings.total_books()})),
        titles_(ratings.book_titles({0, ratings.total_books()})) {}

  const std::string& operator()(BookIndex book) const {
    const auto at = static_cast<std::size_t>(book);
    return titles_[at].empty() ? ids_[at] : titles_[at];
  }

 private:
  std::vector<std::string> ids_;
  std::vector<std::string> titles_;
};

std::vector<Entry> liked_of(const OwnRatings& own, const Titles& titles) {
  std::vector<std::size_t> order(own.books.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return own.ratings[a] > own.ratings[b]; });
  order.resize(std::min(order.size(), liked_shown));
  std::vector<Entry> liked;
  liked.reserve(order.size());
  for (const std::size_t i : order)
    liked.push_back({titles(own.books[i]), static_cast<double>(own.ratings[i])});
  return liked;
}

std::vector<Entry> entries_of(const Recommendations& answer, const Titles& titles) {
  std::vector<Entry> entries;
  for (const ScoredBook& book : answer.books)
    entries.push_back({titles(book.book), static_cast<double>(book.score)});
  return entries;
}

}  // namespace

ReportTastes read_tastes(const RatingStore& ratings, std::span<const ModelStore* const> models) {
  ReportTastes tastes{ratings.path(), {}, {}};
  const Titles titles(ratings);
  const std::vector<std::int64_t> sample = sampled_users(ratings);
  for (const ModelStore* model : models) {
    tastes.models.push_back(model->path());
    const UserSource source(*model, &ratings);
    std::vector<User> users;
    users.reserve(sample.size());
    for (const std::int64_t user : sample) users.push_back(std::move(source.read({user, user + 1}).front()));
    const RecommendationDesk desk(model->read({0, 0}, {0, model->total_books()}), top, {}, Order::rating);
    const std::vector<Recommendations> answers = desk.answer(users, false);
    for (std::size_t i = 0; i < users.size(); ++i) {
      if (tastes.readers.size() <= i)
        tastes.readers.push_back(
            {users[i].name, std::ssize(users[i].own.books), liked_of(users[i].own, titles), {}});
      tastes.readers[i].lists.push_back(entries_of(answers[i], titles));
    }
  }
  return tastes;
}

}  // namespace crucible
