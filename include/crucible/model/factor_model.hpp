#pragma once

#include "crucible/core/index_range.hpp"
#include "crucible/core/matrix.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace crucible {

/// Where a model comes from.
enum class ModelKind : std::uint8_t { funk, svd };
/// How a new reader's factors follow from a few ratings.
enum class FoldIn : std::uint8_t { ridge, projection };

/// What a model needs besides its factors to predict, to clip and to fold in new readers.
struct ModelTraits {
  ModelKind kind = ModelKind::funk;
  FoldIn fold_in = FoldIn::ridge;
  bool has_biases = true;
  float global_mean = 0;  ///< ratings
  float scale_low = 0;    ///< lowest possible rating; predictions are clipped to [low, high]
  float scale_high = 0;
  double user_factor_l2 =
      0;  ///< L2 weight a rating: the ridge of fold-in is this times the number of ratings
  double user_bias_l2 = 0;
  double unrated_weight = 0;  ///< W of --unrated-weight; 0 where only rated entries were learnt
  double unrated_target = 0;  ///< what unrated entries were pulled to
  double target_power = 0;    ///< with an unrated weight: target = (rating / scale_high)^power; 0: the rating
};

/// Ratings taken apart: prediction(u, b) = global_mean + user_bias[u] + book_bias[b] + <user_factors[u],
/// book_factors[b]>.
///
/// Distributed or whole: this value holds the users of `users` and the books of `books`, each a contiguous
/// range. Factors are in original units (ratings).
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

  std::int64_t k() const noexcept { return book_factors.cols(); }
};

/// Every reader's external id, every book's external id and title: what a model needs to stand alone. The
/// same distribution as the model's `users` and `books`.
struct ModelNames {
  std::vector<std::string> user_ids;
  std::vector<std::string> book_ids;
  std::vector<std::string> book_titles;  ///< empty where unknown
};

}  // namespace crucible
