#pragma once

#include "crucible/core/index_range.hpp"
#include "crucible/mpi/communicator.hpp"
#include "kernel/factor_rows.hpp"
#include "kernel/kernel.hpp"
#include "sides/side_ratings.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace crucible {

/// Users or books: the rows that a rank solves for, and the ratings of those. The ranges of the ranks follow
/// each other and cover all rows.
struct AlsSide {
  FactorRows& rows;   ///< holds `own`, or all rows
  bool on_all_ranks;  ///< every rank holds all rows: the same on each
  IndexRange own;
  std::int64_t total = 0;  ///< rows of all ranks
  const SideRatings& ratings;
};

/// What a sweep over one side makes small, H being the rows of the other side:
///
///     sum over the ratings (target - <w, h>)^2 + unrated sum over all h <w, h>^2 + ridge |w|^2
///
/// for each row w of n ratings, the ridge being l2 n.
struct AlsObjective {
  double unrated = 0;
  double l2 = 0;

  double ridge(std::int64_t count) const noexcept { return l2 * static_cast<double>(count); }
};

/// Columns that are solved for at once. More cost their square for each rating, fewer need more sweeps.
inline constexpr std::int64_t als_block = 32;

/// Sweeps of iALS++ (Rendle, Krichene, Zhang and Koren 2021): for one block of columns after the other, each
/// row of a side moves to its best place while its other columns stay. A row is solved by one rank from all
/// of its ratings in one order, so the bits do not depend on the number of ranks.
class BlockSweep {
 public:
  /// `k` columns, in blocks of at most `block`.
  BlockSweep(InstructionSet set, std::int64_t k, std::int64_t block = als_block);

  /// Collective. Moves the rows of `side`. `gram` (stride x stride, stride that of the rows) is H^T H. Rows
  /// without ratings stay. Returns the squared error of each of this rank's rows after the sweep. Throws
  /// NumericalError if a row has no finite solution.
  std::vector<double> operator()(const Communicator& comm, const AlsSide& side, const AlsSide& other,
                                 std::span<const double> gram, const AlsObjective& objective);

  /// Collective. Gives the own rows of `side` to all other ranks, block by block.
  void share(const Communicator& comm, const AlsSide& side);

 private:
  IndexRange columns_of(std::int64_t block) const noexcept;
  void load_columns(const Communicator& comm, const AlsSide& other, std::int64_t block);
  void add_to_guesses(const AlsSide& side, std::int64_t block);
  void prepare_block(std::int64_t block, std::span<const double> gram, const AlsObjective& objective);
  bool move_rows(const AlsSide& side, std::int64_t block, const AlsObjective& objective);
  bool move_row(const SideRatings& ratings, std::int64_t r, double ridge, float* w, const float* pull);

  std::int64_t k_;
  std::int64_t blocks_;
  std::int64_t width_;     ///< columns of a block; the last one may have fewer
  std::int64_t size_ = 0;  ///< columns of the block at hand
  Kernels kernels_;        ///< for rows of a block
  AlignedFloats columns_;  ///< the block's columns of all rows of the other side
  std::int64_t loaded_ = -1;
  AlignedFloats strip_;  ///< unrated weight times the block's columns of the Gram matrix
  AlignedFloats pulls_;  ///< rows times that
  std::vector<double, CacheLineAllocator<double>> prior_;  ///< unrated weight times its square in that
  std::vector<double, CacheLineAllocator<double>> matrix_;
  std::vector<double, CacheLineAllocator<double>> inverse_;
  std::vector<double, CacheLineAllocator<double>> right_;
  AlignedFloats gathered_;
  AlignedFloats step_;
  std::vector<float> guesses_;  ///< of the ratings of this rank's rows
};

}  // namespace crucible
