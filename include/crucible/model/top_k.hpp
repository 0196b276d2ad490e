#pragma once

#include "crucible/core/matrix.hpp"
#include "crucible/core/rating.hpp"
#include "crucible/model/factor_model.hpp"
#include "crucible/model/score_kernel.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace crucible {

/// A book and its place in the order: book bias + dot product.
struct ScoredBook {
  float score = 0;
  BookIndex book = 0;

  friend bool operator==(const ScoredBook&, const ScoredBook&) = default;
};

/// Whether `a` stands before `b`: higher score first, then lower book index.
constexpr bool stands_before(const ScoredBook& a, const ScoredBook& b) noexcept {
  return a.score != b.score ? a.score > b.score : a.book < b.book;
}

/// Readers for whom books are wanted: their factors, and what they are not to be shown.
struct ReaderBatch {
  Eigen::Ref<const Matrix> factors;  ///< (readers x k)
  std::span<const std::int64_t> offsets =
      {};  ///< readers + 1; reader r's books are [offsets[r] - offsets[0], ...)
  std::span<const BookIndex> left_out = {};  ///< ascending within a reader; empty with empty offsets
};

/// The best books of each reader of a batch, best first.
struct TopLists {
  std::int64_t top = 0;             ///< places a reader
  std::vector<std::int64_t> shown;  ///< how many places each reader's list fills
  std::vector<ScoredBook> entries;  ///< readers x top

  std::span<const ScoredBook> of(std::int64_t reader) const {
    return {entries.data() + reader * top, static_cast<std::size_t>(shown[static_cast<std::size_t>(reader)])};
  }
};

/// What top_k() may be told besides.
struct TopOptions {
  std::span<const BookIndex> candidates = {};  ///< ascending; only these are shown; empty: every book
  std::span<const float> book_bias = {};       ///< instead of the model's; empty: the model's
  const ScoreKernel* kernel = nullptr;         ///< null: the fastest that runs here
};

/// The `top` best books of every reader among those that the model holds, without the reader's left-out ones.
/// A score of NaN or minus infinity is never shown.
///
/// Books go by in panels and scores in tiles: needs about a megabyte besides the result, whatever the number
/// of readers and books. A list does not depend on the batch that its reader is in. Costs 2 k operations a
/// score.
/// @pre readers' factors have the model's k
TopLists top_k(const FactorModel& model, const ReaderBatch& readers, std::int64_t top,
               const TopOptions& options = {});

}  // namespace crucible
