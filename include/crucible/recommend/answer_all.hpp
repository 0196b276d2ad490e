#pragma once

#include "crucible/core/index_range.hpp"
#include "crucible/mpi/communicator.hpp"
#include "crucible/recommend/recommendation_desk.hpp"
#include "crucible/recommend/recommendation_file.hpp"

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace crucible {

/// The functions that answer_all() calls: for users, for answers, and to report its progress. None may
/// communicate.
struct AnswerSteps {
  std::function<std::vector<User>(IndexRange range)> users_of;  ///< returns the users of `range`
  std::function<std::vector<Recommendations>(std::span<const User> users)> answer;
  std::function<void(std::int64_t done, std::int64_t of)>
      heard;  ///< told how many users of this rank are done
};

/// Local. Bytes that answer_all() takes on a rank that has `users` users of `ratings` ratings each, for lists
/// of `top` books by models of k factors. Pure.
double answering_bytes(std::int64_t users, double ratings, std::int64_t k, std::int64_t top);

/// Collective. Lists of `top` books for the users of `all`. Each rank answers an even part of them, a few
/// thousand at a time. Throws what the steps throw, on every rank.
RecommendationTable answer_all(const Communicator& comm, IndexRange all, std::int64_t top,
                               const AnswerSteps& steps);

}  // namespace crucible
