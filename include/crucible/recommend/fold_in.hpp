#pragma once

#include "crucible/core/matrix.hpp"
#include "crucible/core/rating.hpp"
#include "crucible/model/factor_model.hpp"
#include "crucible/model/predict.hpp"

#include <span>
#include <vector>

namespace crucible {

/// Sums over all books that ridge fold-in needs. Make it once per model. It is empty if the model's unrated
/// weight is 0.
struct BookGram {
  MatrixD gram;                ///< Q^T Q (k x k)
  std::vector<double> column;  ///< sum of the book factors (k)
};

/// Local. The sums over all books of the model, if its traits need them. Costs books x k^2 operations.
/// @pre the model holds every book
BookGram book_gram(const FactorModel& model);

/// Local. The factors and bias of a user of whom only some ratings are known.
///
/// Ridge: n is the number of ratings, t = training_target(rating) - global mean - book bias are the targets,
/// and L2, R (user_factor_ridge) and W are those of the traits. The factors p solve (sum q q^T + (L2 n + R) I
/// + W Q^T Q) p = sum t q + W unrated_target Q^T 1. If the model has biases, the user's bias is one more
/// unknown, with ridge user_bias_l2 n + user_bias_ridge and without an unrated term. The method is Cholesky
/// in double precision, at a cost of n k^2
/// + k^3 / 3. If the model has a link (RatedLink), it gives the point towards which the ridge pulls; else
/// that is 0.
///
/// Projection (SVD models): p = sum (t - bias) q. The bias is sum t / (n (1 + user_bias_l2)), or 0 without
/// biases.
///
/// A user without ratings gets zeros. Throws NumericalError if the book factors are not finite or too large,
/// and LogicError if this rank does not hold a book or the lengths differ. @pre the model holds every book;
/// no book twice
UserFactors fold_in(const FactorModel& model, const BookGram& gram, std::span<const BookIndex> books,
                    std::span<const float> ratings);

/// Local. The part that each of a folded-in user's own ratings has in the raw score for `book`, one value per
/// rating: of what was rated, and of the rating. The sum is bias + dot product, without the part of the
/// unrated target if there is one, and without that of the mean of a link. Throws as fold_in() does.
std::vector<double> score_shares(const FactorModel& model, const BookGram& gram,
                                 std::span<const BookIndex> books, std::span<const float> ratings,
                                 BookIndex book);

}  // namespace crucible
