#include "crucible/model/predict.hpp"

#include "crucible/core/error.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

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

/// What is to be added to the score of the present.
double time_shift(const FactorModel& model, std::int64_t user, BookIndex book, std::int64_t time) {
  double shift = 0;
  for (std::size_t l = 0; l < model.times.layers.size(); ++l) {
    const TimeLayer& layer = model.times.layers[l];
    const std::int64_t row = time_row(layer.side, user - model.users.begin, book);
    require(row >= 0 && row < layer.rows(), "time effects were asked of a row that this rank does not hold");
    shift += time_effect(layer, row, time) -
             static_cast<double>(model.times.at_present[l][static_cast<std::size_t>(row)]);
  }
  return shift;
}

/// Adds the effects at the present, times `sign`, to the biases and to the mean.
void shift_biases(FactorModel& model, float sign) {
  for (std::size_t l = 0; l < model.times.layers.size(); ++l) {
    const std::vector<float>& shifts = model.times.at_present[l];
    switch (model.times.layers[l].side) {
      case TimeSide::user:
        require(std::ssize(shifts) == model.users.size(), "time effects are not those of the model's users");
        for (std::size_t u = 0; u < shifts.size(); ++u) model.user_bias[u] += sign * shifts[u];
        break;
      case TimeSide::book:
        require(std::ssize(shifts) == model.total_books, "time effects are not those of all books");
        for (std::size_t b = 0; b < model.book_bias.size(); ++b)
          model.book_bias[b] += sign * shifts[b + static_cast<std::size_t>(model.books.begin)];
        break;
      case TimeSide::everyone:
        require(shifts.size() == 1, "time effects of everyone are not one row");
        model.traits.global_mean += sign * shifts.front();
        break;
    }
  }
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

double predict_at(const FactorModel& model, std::int64_t user, BookIndex book, std::int64_t time) {
  return rating_of_score(model.traits, raw_score(model, user, book) + time_shift(model, user, book, time));
}

void add_time_effects(FactorModel& model, TimeEffects effects) {
  find_present(effects);
  model.times = std::move(effects);
  shift_biases(model, 1);
}

void remove_time_effects(FactorModel& model) {
  shift_biases(model, -1);
  model.times = {};
}

UserFactors user_of(const FactorModel& model, std::int64_t user) {
  require(model.users.contains(user), "a user was asked for that this rank does not hold");
  const std::int64_t row = user - model.users.begin;
  const float* factors = model.user_factors.row(row).data();
  return {{factors, factors + model.k()}, model.user_bias[static_cast<std::size_t>(row)]};
}

}  // namespace crucible
