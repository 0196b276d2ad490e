#pragma once

#include "crucible/core/index_range.hpp"
#include "crucible/mpi/communicator.hpp"
#include "kernel/factor_rows.hpp"
#include "kernel/kernel.hpp"
#include "posterior/draw_of.hpp"
#include "posterior/row_prior.hpp"
#include "sides/side_ratings.hpp"

#include <cstdint>
#include <vector>

namespace crucible {

/// All users or all books of a Gibbs chain. Every rank holds all rows, and the ratings of its own rows.
///
/// A row has `stride` floats: k factors, the bias, then zeros. Rows without ratings are zeros.
struct ChainSide {
  DrawKinds draws;
  IndexRange own;
  std::int64_t total = 0;
  std::int64_t k = 0;
  std::int64_t stride = 0;
  SideRatings ratings;
  std::vector<std::uint8_t> rated;  ///< of all rows: whether a row has ratings
  double rated_rows = 0;
  AlignedFloats draw;    ///< the chain's state
  AlignedFloats link;    ///< the chain's state too: a row for each row of the other side, see row_link.hpp
  AlignedFloats linked;  ///< of all rows: what the link adds to the prior mean of a draw
  AlignedFloats mean;    ///< the running mean of all draws, of rank k, centred
  RowPrior prior;        ///< of the last sweep

  float* row(AlignedFloats& rows, std::int64_t index) const noexcept { return rows.data() + index * stride; }
  const float* row(const AlignedFloats& rows, std::int64_t index) const noexcept {
    return rows.data() + index * stride;
  }
};

/// Collective. A side with zero rows, which has as yet no link.
ChainSide make_side(const Communicator& comm, const DrawKinds& draws, IndexRange own, std::int64_t total,
                    std::int64_t k, std::int64_t stride, SideRatings ratings);

/// Collective. Every rank gives its own rows to the others.
void share_rows(const Communicator& comm, const ChainSide& side, AlignedFloats& rows);

/// The chain's rows from rows as they are stored (k factors, and biases apart), or the other way round: those
/// that `rows` has. `rated_only`: rows without ratings stay as they are, for they have no draw. Local.
void read_rows(const FactorRows& rows, const ChainSide& side, AlignedFloats& to, bool rated_only);
void write_rows(const ChainSide& side, const AlignedFloats& from, FactorRows& rows);

/// The mean of the rated rows as their priors have it: that of all, and of what the link adds. k + 1 numbers.
/// Local.
std::vector<double> mean_row(const ChainSide& side);

/// The sums of the drawn rows less what the link adds to their means. Every rank adds all rows in the same
/// order, so the bits are the same on every rank. Local.
RowSums sums_of(const Kernels& kernels, const ChainSide& side);

}  // namespace crucible
