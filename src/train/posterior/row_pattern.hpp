#pragma once

#include "crucible/mpi/communicator.hpp"
#include "kernel/kernel.hpp"
#include "posterior/chain_side.hpp"
#include "posterior/draw_of.hpp"

#include <cstdint>
#include <vector>

namespace crucible {

/// What was rated and not how: the matrix F (rows of one side x rows of the other one), which has
/// 1 / sqrt(ratings of the row) where there is a rating. Its products with arrays of rows are made by the
/// rank that has the ratings of a row, in their order: the same bits at any number of ranks.
class RowPattern {
 public:
  /// Collective. @pre both sides know their ratings
  RowPattern(const Communicator& comm, const Kernels& kernels, const ChainSide& side, const ChainSide& other,
             const PosteriorStreams& streams);

  /// Collective. to = F from, all rows on every rank. `from` has the rows of `other`, `to` those of `side`.
  void multiply(const Communicator& comm, const Kernels& kernels, const ChainSide& side,
                const AlignedFloats& from, AlignedFloats& to) const;
  /// Collective. to = F^T from.
  void multiply_transposed(const Communicator& comm, const Kernels& kernels, const ChainSide& other,
                           const AlignedFloats& from, AlignedFloats& to) const;

  /// The diagonal of F^T F.
  const std::vector<float>& diagonal() const noexcept { return diagonal_; }
  /// Of G = C F F^T C, where C takes the mean of the rated rows away.
  double trace() const noexcept { return trace_; }
  /// Of G^2, estimated from some columns of G.
  double trace_of_square() const noexcept { return trace_of_square_; }

 private:
  double sampled_trace(const Communicator& comm, const Kernels& kernels, const ChainSide& side,
                       const ChainSide& other, const PosteriorStreams& streams) const;

  std::vector<float> root_;  ///< of all rows of `side`: 1 / sqrt(ratings)
  std::vector<float> diagonal_;
  double trace_ = 0;
  double trace_of_square_ = 0;
};

/// Takes the mean of the rated rows of `side` away from them. `rows` are all of them. Local.
void center_rows(const ChainSide& side, AlignedFloats& rows);

/// The sum of the squares. Local.
double squares_of(const AlignedFloats& rows) noexcept;

}  // namespace crucible
