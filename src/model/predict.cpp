#include "crucible/model/predict.hpp"

#include "crucible/core/error.hpp"

#include <algorithm>
#include <cmath>

namespace crucible {
namespace {

double score_of(const FactorModel& model, const float* factors, double bias, BookIndex book) {
  require(model.books.contains(book), "a score was asked of a book that this rank does not hold");
  const auto row = book - model.books.begin;
  using Row = Eigen::Matrix<float, 1, Eigen::Dynamic>;
  const Eigen::Map<const Row> user(factors, model.k());
  return static_cast<double>(model.traits.global_mean) + bias +
         static_cast<double>(model.book_bias[static_cast<std::size_t>(row)]) +
         user.cast<double>().dot(model.book_factors.row(row).cast<double>());
}

/// Whether targets are shares of the highest rating, raised to a power.
bool learns_shares(const ModelTraits& traits) noexcept {
  return traits.kind == ModelKind::funk && traits.unrated_weight > 0;
}

}  // namespace

double training_target(const ModelTraits& traits, double rating) noexcept {
  if (!learns_shares(traits)) return rating;
  return std::pow(std::max(rating, 0.0) / traits.scale_high, traits.target_power);
}

double rating_of_score(const ModelTraits& traits, double score) noexcept {
  double rating = score;
  if (learns_shares(traits))
    rating = traits.scale_high *
             std::pow(std::max(score, 0.0), traits.target_power > 0 ? 1 / traits.target_power : 1);
  if (traits.scale_high <= traits.scale_low) return rating;
  return std::clamp<double>(rating, traits.scale_low, traits.scale_high);
}

bool scores_are_ratings(const ModelTraits& traits) noexcept {
  return traits.kind == ModelKind::funk && traits.unrated_weight <= 0;
}

double raw_score(const FactorModel& model, const UserFactors& user, BookIndex book) {
  require(std::ssize(user.factors) == model.k(), "a user's factors do not have the model's length");
  return score_of(model, user.factors.data(), user.bias, book);
}

double raw_score(const FactorModel& model, std::int64_t user, BookIndex book) {
  require(model.users.contains(user), "a score was asked of a user that this rank does not hold");
  const std::int64_t row = user - model.users.begin;
  return score_of(model, model.user_factors.row(row).data(), model.user_bias[static_cast<std::size_t>(row)],
                  book);
}

double predict(const FactorModel& model, std::int64_t user, BookIndex book) {
  return rating_of_score(model.traits, raw_score(model, user, book));
}

double predict(const FactorModel& model, const UserFactors& user, BookIndex book) {
  return rating_of_score(model.traits, raw_score(model, user, book));
}

UserFactors user_of(const FactorModel& model, std::int64_t user) {
  require(model.users.contains(user), "a user was asked for that this rank does not hold");
  const std::int64_t row = user - model.users.begin;
  const float* factors = model.user_factors.row(row).data();
  return {{factors, factors + model.k()}, model.user_bias[static_cast<std::size_t>(row)]};
}

}  // namespace crucible
