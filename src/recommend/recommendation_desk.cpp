#include "crucible/recommend/recommendation_desk.hpp"

#include "crucible/core/narrow.hpp"
#include "crucible/model/predict.hpp"

#include <algorithm>
#include <cmath>

namespace crucible {
namespace {

constexpr std::size_t most_reasons = 3;

}  // namespace

std::string name_of(Basis basis) {
  switch (basis) {
    case Basis::trained:
      return "trained";
    case Basis::fold_in:
      return "fold-in";
    case Basis::popularity:
      return "popularity";
    case Basis::nothing:
      break;
  }
  return "nothing";
}

RecommendationDesk::RecommendationDesk(FactorModel books, std::int64_t top, std::vector<BookIndex> candidates,
                                       Order order)
    : model_(std::move(books)),
      top_(top),
      candidates_(std::move(candidates)),
      order_(order),
      gram_(book_gram(model_)) {
  if (order_ == Order::taste) no_bias_.assign(model_.book_bias.size(), 0.0F);
}

void RecommendationDesk::know_popularity(std::span<const std::int64_t> ratings_of_book) {
  for (std::size_t b = 0; b < ratings_of_book.size(); ++b) {
    const auto book = narrow<BookIndex>(b);
    if (candidates_.empty() || std::binary_search(candidates_.begin(), candidates_.end(), book))
      by_popularity_.push_back({static_cast<float>(ratings_of_book[b]), book});
  }
  std::sort(by_popularity_.begin(), by_popularity_.end(), stands_before);
}

std::vector<Recommendations> RecommendationDesk::answer(std::span<const User> users, bool explain) const {
  std::vector<Recommendations> answers(users.size());
  Matrix factors = Matrix::Zero(std::ssize(users), model_.k());
  std::vector<float> base(users.size(), 0.0F);
  std::vector<std::int64_t> offsets{0};
  std::vector<BookIndex> own;
  for (std::size_t r = 0; r < users.size(); ++r) {
    const User& user = users[r];
    own.insert(own.end(), user.own.books.begin(), user.own.books.end());
    offsets.push_back(std::ssize(own));
    if (!user.trained && user.own.books.empty()) continue;
    answers[r].basis = user.trained ? Basis::trained : Basis::fold_in;
    const UserFactors found =
        user.trained ? *user.trained : fold_in(model_, gram_, user.own.books, user.own.ratings);
    std::copy(found.factors.begin(), found.factors.end(), factors.row(static_cast<Eigen::Index>(r)).data());
    if (order_ == Order::rating) base[r] = model_.traits.global_mean + found.bias;
  }
  const TopLists lists =
      top_k(model_, {factors, offsets, own}, top_, {.candidates = candidates_, .book_bias = no_bias_});
  for (std::size_t r = 0; r < users.size(); ++r) {
    if (answers[r].basis == Basis::nothing) {
      answers[r] = popular(users[r]);
      continue;
    }
    const double deviation = users[r].trained ? users[r].deviation : model_.spread.new_user;
    for (const ScoredBook& book : lists.of(static_cast<std::int64_t>(r))) {
      answers[r].books.push_back({shown_score(base[r] + book.score), book.book});
      if (shows_ranges() && deviation > 0)
        answers[r].ranges.push_back(rating_range(
            model_, static_cast<double>(base[r] + book.score),
            deviation * static_cast<double>(model_.spread.book[static_cast<std::size_t>(book.book)]),
            shown_level));
      if (explain) answers[r].because.push_back(because(users[r], book.book));
    }
  }
  return answers;
}

float RecommendationDesk::shown_score(float score) const noexcept {
  if (order_ == Order::taste || !scores_are_ratings(model_.traits)) return score;
  return static_cast<float>(rating_of_score(model_.traits, static_cast<double>(score)));
}

bool RecommendationDesk::shows_ranges() const noexcept {
  return order_ == Order::rating && scores_are_ratings(model_.traits) && !model_.spread.empty();
}

Recommendations RecommendationDesk::popular(const User& user) const {
  Recommendations answer;
  if (by_popularity_.empty()) return answer;
  answer.basis = Basis::popularity;
  for (const ScoredBook& book : by_popularity_) {
    if (std::ssize(answer.books) == top_) break;
    if (!std::binary_search(user.own.books.begin(), user.own.books.end(), book.book))
      answer.books.push_back(book);
  }
  return answer;
}

std::vector<Because> RecommendationDesk::because(const User& user, BookIndex book) const {
  const std::vector<double> shares = score_shares(model_, gram_, user.own.books, user.own.ratings, book);
  double all = 0;
  for (const double share : shares) all += std::abs(share);
  std::vector<Because> reasons;
  for (std::size_t i = 0; i < shares.size(); ++i)
    if (shares[i] > 0) reasons.push_back({user.own.books[i], shares[i] / all});
  std::stable_sort(reasons.begin(), reasons.end(),
                   [](const auto& a, const auto& b) { return a.share > b.share; });
  if (reasons.size() > most_reasons) reasons.resize(most_reasons);
  return reasons;
}

std::vector<ScoredBook> RecommendationDesk::similar(BookIndex book) const {
  FactorModel directions;
  directions.books = model_.books;
  directions.book_factors = model_.book_factors;
  directions.book_bias.assign(model_.book_bias.size(), 0.0F);
  for (Eigen::Index b = 0; b < directions.book_factors.rows(); ++b) {
    const float length = directions.book_factors.row(b).norm();
    if (length > 0) directions.book_factors.row(b) /= length;
  }
  const std::vector<std::int64_t> offsets{0, 1};
  const TopLists lists = top_k(directions, {directions.book_factors.row(book), offsets, std::span(&book, 1)},
                               top_, {.candidates = candidates_});
  const std::span<const ScoredBook> found = lists.of(0);
  return {found.begin(), found.end()};
}

}  // namespace crucible
