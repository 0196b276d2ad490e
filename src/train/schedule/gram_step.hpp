#pragma once

#include "workbench.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace crucible {

/// Consecutive factor rows of one shard or one block: the unit of a reproducible Gram matrix.
struct RowSpan {
  float* first = nullptr;
  std::int64_t count = 0;
  const float* squares = nullptr;  ///< adagrad: the rows' accumulators
};

/// The rows `range` (global) of `rows`.
RowSpan span_of(FactorRows& rows, IndexRange range) noexcept;

/// Collective unless `copies`. The Gram matrix (stride x stride, row-major) of the rows of all ranks. Its
/// bits do not depend on the distribution of the pieces over the ranks. With `copies` every rank has the same
/// rows, so nothing is summed over ranks.
std::vector<double> gram_of(const Workbench& bench, std::span<const RowSpan> pieces, bool copies);

/// The size of a Gram step. A share is the part of an epoch's whole step that the users' or the books' rows
/// take now. With n steps per epoch, each with all users and all books, both shares are 1 / n. If a step has
/// only a part of the users, both are 1: these users step once per epoch, and the books step with the Gram
/// matrix of only these users.
struct GramStep {
  double user_share = 1;
  double book_share = 1;
  double rate_factor = 1;  ///< of the rate schedule
};
/// Collective. Moves the predictions of all entries, rated or not, towards 0 with weight W, without visiting
/// the entries. The step is implicit: rows are multiplied by (I + rate W Gram)^-1, where Gram is the Gram
/// matrix of the rows of the other side. It is stable at any rate. `books_are_copies`: every rank has all
/// books.
void take_gram_step(Workbench& bench, const GramStep& step, std::span<const RowSpan> users,
                    std::span<const RowSpan> books, bool books_are_copies);

}  // namespace crucible
