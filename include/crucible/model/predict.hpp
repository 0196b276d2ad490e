#pragma once

#include "crucible/core/rating.hpp"
#include "crucible/model/factor_model.hpp"

#include <cstdint>
#include <vector>

namespace crucible {

/// The k factors and the bias of one user.
struct UserFactors {
  std::vector<float> factors;
  float bias = 0;
};

/// The value that training uses for a rating: the rating itself, or with an unrated weight
/// (max(rating, 0) / scale_high)^target_power. With a power of 0 that is 1: only presence counts.
double training_target(const ModelTraits& traits, double rating) noexcept;

/// The rating that belongs to a raw score: the inverse of training_target() (for presence score x top),
/// clipped to the scale. Without a scale (scale_high <= scale_low) nothing is clipped.
double rating_of_score(const ModelTraits& traits, double score) noexcept;

/// True if a raw score is an expected rating. That holds for Funk models trained on rated entries only. A
/// model that weighs unrated entries too gives scores far below any rating: they say how likely a user is to
/// like a book.
bool scores_are_ratings(const ModelTraits& traits) noexcept;

/// The model's raw score of a user and a book, as trained: global mean + biases + dot product. It is neither
/// mapped back to a rating nor clipped. Throws LogicError if this rank does not hold `book`, or if `user` has
/// not k factors. Local, like all functions here.
double raw_score(const FactorModel& model, const UserFactors& user, BookIndex book);

/// The same for user `user` of the model. Throws LogicError if this rank does not hold `user` or `book`.
double raw_score(const FactorModel& model, std::int64_t user, BookIndex book);

/// The rating that the model expects of user `user` for `book`, clipped to the scale. Throws as raw_score()
/// does.
double predict(const FactorModel& model, std::int64_t user, BookIndex book);
/// The same for a user who is not in the model, for example a folded-in one.
double predict(const FactorModel& model, const UserFactors& user, BookIndex book);

/// predict() for a rating that is given at `time` (seconds since 1970). The same without time effects.
/// Somebody who is not in the model has no such prediction: folding in knows no times.
double predict_at(const FactorModel& model, std::int64_t user, BookIndex book, std::int64_t time);

/// Gives the model time effects: its biases and its mean become those of the present. Throws LogicError
/// unless the rows of the layers are the model's users, and all books.
void add_time_effects(FactorModel& model, TimeEffects effects);
/// Takes the model's time effects away: the opposite, up to rounding.
void remove_time_effects(FactorModel& model);

/// The factors and bias of user `user` of the model. Throws LogicError if this rank does not hold `user`.
UserFactors user_of(const FactorModel& model, std::int64_t user);

}  // namespace crucible
