#pragma once

#include "workbench.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace crucible {

/// A run of factor rows that belongs to one shard or one block: the unit of a reproducible Gram matrix.
struct RowSpan {
  float* first = nullptr;
  std::int64_t count = 0;
  const float* squares = nullptr;  ///< adagrad: the rows' accumulators
};

/// The rows `range` (global) of `rows`.
RowSpan span_of(FactorRows& rows, IndexRange range) noexcept;

/// Collective. The Gram matrix (stride x stride, row-major) of all ranks' rows; the same bits however the
/// pieces are spread over ranks. `copies`: every rank has the same rows, nothing is to be added up.
std::vector<double> gram_of(const Workbench& bench, std::span<const RowSpan> pieces, bool copies);

/// The implicit step towards 0 of all entries that nobody rated, weight W, without visiting them: rows times
/// (I + rate W Gram)^-1, Gram that of the other side's rows. Stable at any rate. Collective.
///
/// `share` is the part of an epoch's step that is taken: the users' rows see the whole books' Gram matrix 1 /
/// user_share times an epoch, and the books' rows the Gram matrix of `counted` users, weighted with
/// book_share.
struct GramStep {
  double user_share = 1;
  double book_share = 1;
  double rate_factor = 1;  ///< of the schedule
};
void take_gram_step(Workbench& bench, const GramStep& step, std::span<const RowSpan> users,
                    std::span<const RowSpan> books, bool books_are_copies);

}  // namespace crucible
