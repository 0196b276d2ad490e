#pragma once

#include "crucible/core/index_range.hpp"
#include "crucible/core/matrix.hpp"
#include "crucible/model/time_effects.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace crucible {

/// Where a model comes from.
enum class ModelKind : std::uint8_t { funk, svd };
/// How the factors of a new user are computed from a few ratings.
enum class FoldIn : std::uint8_t { ridge, projection };

/// What a model needs besides its factors to predict ratings, to clip them and to fold in new users.
struct ModelTraits {
  ModelKind kind = ModelKind::funk;
  FoldIn fold_in = FoldIn::ridge;
  bool has_biases = true;
  float global_mean = 0;  ///< ratings
  float scale_low = 0;    ///< lowest possible rating; predictions are clipped to [low, high]
  float scale_high = 0;
  double user_factor_l2 =
      0;  ///< L2 weight per rating: the ridge of fold-in is this times the number of ratings
  double user_bias_l2 = 0;
  double unrated_weight = 0;  ///< weight of an unrated entry in training; 0: only rated entries were learnt
  double unrated_target = 0;  ///< the value to which training pulled unrated entries
  double target_power = 0;    ///< with an unrated weight: target = (rating / scale_high)^power; else 0
  double user_factor_ridge = 0;  ///< added to the ridge of fold-in, whatever the number of ratings
  double user_bias_ridge = 0;
};

/// The levels of prediction intervals: shares of the ratings that should lie within.
inline constexpr std::array<double, 3> interval_levels{0.5, 0.8, 0.95};

/// How far ratings lie from the predictions of a model. The standard deviation that is expected of a rating
/// is the product of its user's and its book's.
struct Spread {
  std::vector<float> user;  ///< of the users at hand, in ratings
  std::vector<float> book;  ///< of all books, without a unit; 1 for an average one
  double new_user = 0;      ///< of a user who is not in the model: the root mean square of those who are
  /// An interval of `interval_levels[i]` reaches this many standard deviations to both sides.
  std::array<double, interval_levels.size()> reach{};
  std::int64_t fitted_on = 0;  ///< validation ratings of all ranks

  bool empty() const noexcept { return book.empty(); }
};

/// What the books that a user has rated say of the user, however they were rated: the factors and the bias
/// that are expected of a new user before any rating is looked at are `mean`, and the rows of `book` of the
/// user's books added up, divided by the square root of their number. That is the implicit part of SVD++
/// (Koren, "Factorization meets the neighborhood", KDD 2008) for users who are folded in.
struct RatedLink {
  std::vector<float> mean;  ///< k + 1: of the factors, and of the bias, in ratings
  Matrix book;              ///< of all books, (books x k + 1)

  bool empty() const noexcept { return mean.empty(); }
};

/// A factorisation of the ratings: prediction(u, b) = global_mean + user_bias[u] + book_bias[b] +
/// <user_factors[u], book_factors[b]>. With time effects that is what is expected at present; of a rating
/// with a known time predict_at() expects something else.
///
/// A model may be whole or distributed over ranks. This value holds the users in `users` and the books in
/// `books`, each a contiguous range. Factors are in original units (ratings).
struct FactorModel {
  ModelTraits traits;
  std::int64_t total_users = 0;
  std::int64_t total_books = 0;
  IndexRange users;
  std::vector<float> user_bias;  ///< users.size(); zeros without biases
  Matrix user_factors;           ///< (users.size() x k)
  IndexRange books;
  std::vector<float> book_bias;         ///< books.size()
  Matrix book_factors;                  ///< (books.size() x k)
  std::vector<double> singular_values;  ///< k, descending, for models from svd; else empty
  TimeEffects times;                    ///< of `users` and of all books; empty: none, or not read
  Spread spread;                        ///< the same
  RatedLink link;                       ///< of all books; empty: none, or not read

  std::int64_t k() const noexcept { return book_factors.cols(); }
};

/// The external ids of users and books, and the titles of books. A model file with them needs no other file.
/// They are distributed like the model's `users` and `books`.
struct ModelNames {
  std::vector<std::string> user_ids;
  std::vector<std::string> book_ids;
  std::vector<std::string> book_titles;  ///< empty texts: unknown titles
};

}  // namespace crucible
