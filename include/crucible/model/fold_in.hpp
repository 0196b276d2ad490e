#pragma once

#include "crucible/core/matrix.hpp"
#include "crucible/core/rating.hpp"
#include "crucible/model/factor_model.hpp"
#include "crucible/model/predict.hpp"

#include <span>
#include <vector>

namespace crucible {

/// What ridge fold-in needs of all books at once; made once a model. Empty where the model's unrated weight
/// is 0.
struct BookGram {
  MatrixD gram;                ///< Q^T Q (k x k)
  std::vector<double> column;  ///< sum of the book factors (k)
};

/// Sums over all books of the model, if its traits need them. Costs books x k^2. @pre the model holds every
/// book
BookGram book_gram(const FactorModel& model);

/// The factors and bias of a reader who is known by some ratings only.
///
/// Ridge: with n ratings, targets t = training_target(rating) - global mean - book bias, L2 and W of the
/// traits, solves (sum q q^T + L2 n I + W Q^T Q) p = sum t q + W unrated_target Q^T 1; where the model has
/// biases, the reader's bias is one more unknown with ridge user_bias_l2 n and without an unrated term. By
/// Cholesky, in double: n k^2 + k^3 / 3. Projection (SVD models): p = sum (t - bias) q, the bias being sum t
/// / (n (1 + user_bias_l2)), or 0 without biases. A reader without ratings gets zeros.
/// @pre the model holds every book; books and ratings are equally long; no book twice
ReaderFactors fold_in(const FactorModel& model, const BookGram& gram, std::span<const BookIndex> books,
                      std::span<const float> ratings);

/// How much of a folded-in reader's raw score for `book` each of the reader's own ratings carries: one value
/// a rating. They add up to bias + dot product (and to less by the part of the unrated target, where there is
/// one).
std::vector<double> score_shares(const FactorModel& model, const BookGram& gram,
                                 std::span<const BookIndex> books, std::span<const float> ratings,
                                 BookIndex book);

}  // namespace crucible
