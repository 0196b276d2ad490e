#pragma once

#include "crucible/data/rating_shard.hpp"
#include "crucible/model/factor_model.hpp"
#include "crucible/mpi/communicator.hpp"

#include <cstdint>

namespace crucible {

/// By what a link was judged.
struct LinkFit {
  std::int64_t ratings = 0;  ///< over all ranks; 0: too few to judge by
  double rmse_before = 0;    ///< of users who are folded in without a link, in ratings
  double rmse_after = 0;     ///< with it
};

/// Collective. Gives `model` a link (RatedLink) if that makes users who are folded in more predictable.
///
/// The link's rows L and the mean m are the ridge regression of the users' factors and biases P on what the
/// users have rated: (F^T F + r I) L = F^T (P - m), where F (users x books) has 1 / sqrt(ratings of the user)
/// where there is a rating; by conjugate gradients. A link of every other user is judged by some of the
/// others, who are folded in by four fifths of their ratings: the rest must be predicted better by more than
/// chance. Then it is fitted anew to all users. The same bits at any number of ranks. Takes, beside the link,
/// link_bytes(). Throws what fold_in() does, on all ranks.
/// @pre `model` holds the users of `train` and every book, has no unrated weight, and folds in by ridge
LinkFit fit_link(const Communicator& comm, FactorModel& model, const RatingShard& train);

/// What fit_link() takes on a rank with so many users, in bytes, beside the ratings and the link.
double link_bytes(std::int64_t users, std::int64_t books);

}  // namespace crucible
