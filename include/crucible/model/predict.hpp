#pragma once

#include "crucible/core/rating.hpp"
#include "crucible/model/factor_model.hpp"

#include <cstdint>
#include <vector>

namespace crucible {

/// A reader's side of a model: k factors and a bias.
struct ReaderFactors {
  std::vector<float> factors;
  float bias = 0;
};

/// What the model was taught for a rating: the rating itself, or (rating / scale_high)^target_power where the
/// traits have a power (negative ratings count as 0 there).
double training_target(const ModelTraits& traits, double rating) noexcept;

/// The rating that belongs to a raw score: the inverse of training_target(), then clipped to the scale.
/// Without a scale (scale_high <= scale_low) nothing is clipped.
double rating_of_score(const ModelTraits& traits, double score) noexcept;

/// Whether a raw score is an expected rating: with rated entries alone. What weighs unrated entries too
/// scores how likely a book is to be liked, far below any rating.
bool scores_are_ratings(const ModelTraits& traits) noexcept;

/// The model's raw score of a reader and a book, as trained: global mean + biases + dot product, neither
/// mapped back to a rating nor clipped. @pre the model holds `book`
double raw_score(const FactorModel& model, const ReaderFactors& reader, BookIndex book);

/// The same for user `user` of the model. @pre the model holds `user` and `book`
double raw_score(const FactorModel& model, std::int64_t user, BookIndex book);

/// The rating that the model expects of user `user` for `book`, clipped to the scale.
double predict(const FactorModel& model, std::int64_t user, BookIndex book);
/// The same for a folded-in reader.
double predict(const FactorModel& model, const ReaderFactors& reader, BookIndex book);

/// User `user` of the model as a reader of its own. @pre the model holds `user`
ReaderFactors reader_of(const FactorModel& model, std::int64_t user);

}  // namespace crucible
