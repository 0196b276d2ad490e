#pragma once

#include "crucible/model/spread.hpp"
#include "crucible/recommend/book_catalogue.hpp"
#include "crucible/recommend/fold_in.hpp"
#include "crucible/recommend/new_users.hpp"
#include "crucible/recommend/top_k.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace crucible {

/// A user who wants recommendations.
struct User {
  std::string name;
  std::optional<UserFactors> trained;  ///< the user's factors in the model; none: folded in from `own`
  OwnRatings own;                      ///< these books are never recommended
  double deviation = 0;  ///< of the trained user's ratings about predictions, in ratings; 0: unknown
};

/// The knowledge that a list is based on.
enum class Basis : std::uint8_t { trained, fold_in, popularity, nothing };
std::string name_of(Basis basis);

/// One of the user's own books that supports a recommendation.
struct Because {
  BookIndex book = 0;
  double share = 0;  ///< its part in the sum of the absolute shares of all own books
};

struct Recommendations {
  Basis basis = Basis::nothing;
  /// Best first. The score is the expected rating, clipped to the scale, so that the first ones may be equal.
  /// If books are ordered by something else, the score is that: taste, a score that is not a rating, or the
  /// number of ratings.
  std::vector<ScoredBook> books;
  /// Where a rating of each book should lie, with a probability of interval_levels[shown_level]; empty unless
  /// scores are expected ratings and the model knows.
  std::vector<RatingRange> ranges;
  std::vector<std::vector<Because>> because;  ///< reasons for each book, if asked for
};

/// Books are ordered by the whole score, or by the dot product only.
enum class Order : std::uint8_t { rating, taste };

/// Makes recommendations from a model's book factors. Local.
class RecommendationDesk {
 public:
  /// `books` must hold every book; its users are not used. `candidates` are the books that may be
  /// recommended, ascending; empty: all.
  RecommendationDesk(FactorModel books, std::int64_t top, std::vector<BookIndex> candidates, Order order);

  /// After this call, users of whom nothing is known get the books with the most ratings.
  void know_popularity(std::span<const std::int64_t> ratings_of_book);
  const FactorModel& model() const noexcept { return model_; }

  /// One answer per user. With `explain`, each book has its reasons. Throws as fold_in() does.
  std::vector<Recommendations> answer(std::span<const User> users, bool explain) const;
  /// The books whose factors point most nearly in the direction of those of `book`. The score is the cosine.
  std::vector<ScoredBook> similar(BookIndex book) const;

 private:
  float shown_score(float score) const noexcept;
  bool shows_ranges() const noexcept;
  Recommendations popular(const User& user) const;
  std::vector<Because> because(const User& user, BookIndex book) const;

  FactorModel model_;
  std::int64_t top_;
  std::vector<BookIndex> candidates_;
  Order order_;
  BookGram gram_;
  std::vector<float> no_bias_;  ///< zeros if the order leaves biases out; else empty
  std::vector<ScoredBook> by_popularity_;
};

}  // namespace crucible
