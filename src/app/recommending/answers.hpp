#pragma once

#include "crucible/cli/job.hpp"
#include "crucible/recommend/user_source.hpp"
#include "options/recommend_request.hpp"

namespace crucible {

/// What `recommend` answers from.
struct RecommendInputs {
  const RecommendRequest& asked;
  const ModelStore& model;
  const RatingStore* ratings;  ///< null if not given
  const UserSource& source;    ///< of the model's users
};

// One function for each way to name the users. Collective. Each throws UsageError if something unknown is
// asked for.

/// --user: users of the model, by id; unknown ones get the most popular books.
void answer_known_users(Job& job, const RecommendInputs& inputs);
/// --all: every user of the model, or the range of --users, into a file.
void answer_all_users(Job& job, const RecommendInputs& inputs);
/// --rate: one new user.
void answer_new_user(Job& job, const RecommendInputs& inputs);
/// --ratings-file: new users; shown, or into a file.
void answer_users_of_file(Job& job, const RecommendInputs& inputs);
/// --similar: books that are like others.
void answer_similar_books(Job& job, const RecommendInputs& inputs);

}  // namespace crucible
