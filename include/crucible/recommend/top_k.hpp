#pragma once

#include "crucible/core/matrix.hpp"
#include "crucible/core/rating.hpp"
#include "crucible/model/factor_model.hpp"
#include "crucible/recommend/score_kernel.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace crucible {

/// A book and the score by which lists are ordered: book bias + dot product.
struct ScoredBook {
  float score = 0;
  BookIndex book = 0;

  friend bool operator==(const ScoredBook&, const ScoredBook&) = default;
};

/// True if `a` comes before `b` in a list: higher scores first, then lower book indices.
constexpr bool stands_before(const ScoredBook& a, const ScoredBook& b) noexcept {
  return a.score != b.score ? a.score > b.score : a.book < b.book;
}

/// The factors of some users, and the books that each must not be shown.
struct UserBatch {
  Eigen::Ref<const Matrix> factors;  ///< (users x k)
  std::span<const std::int64_t> offsets =
      {};  ///< users + 1; user r's left-out books are [offsets[r] - offsets[0], offsets[r + 1] - offsets[0])
  std::span<const BookIndex> left_out = {};  ///< ascending within a user; empty with empty offsets
};

/// The best books of each user of a batch, best first.
struct TopLists {
  std::int64_t top = 0;             ///< places per user
  std::vector<std::int64_t> shown;  ///< number of places that each user's list fills
  std::vector<ScoredBook> entries;  ///< (users x top)

  std::span<const ScoredBook> of(std::int64_t user) const {
    return {entries.data() + user * top, static_cast<std::size_t>(shown[static_cast<std::size_t>(user)])};
  }
};

/// Optional arguments of top_k().
struct TopOptions {
  std::span<const BookIndex> candidates = {};  ///< ascending; only these are shown; empty: every book
  std::span<const float> book_bias = {};       ///< replaces the model's; empty: the model's
  const ScoreKernel* kernel = nullptr;         ///< null: the fastest that this processor can run
};

/// Local. The `top` best books of every user among those that the model holds, without the user's left-out
/// books. Books with a score of NaN or minus infinity are never shown.
///
/// The function works through panels of books and tiles of scores. It needs about a megabyte in addition to
/// the result, for any number of users and books. A list does not depend on the batch that its user is in.
/// Costs 2 k operations per score. Throws LogicError if a length does not fit, or if a candidate is a book
/// that this rank does not hold.
TopLists top_k(const FactorModel& model, const UserBatch& users, std::int64_t top,
               const TopOptions& options = {});

}  // namespace crucible
