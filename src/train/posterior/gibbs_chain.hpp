#pragma once

#include "posterior/chain_side.hpp"
#include "posterior/draw_of.hpp"
#include "posterior/held_out.hpp"
#include "posterior/row_pattern.hpp"
#include "schedule/schedule.hpp"
#include "workbench.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace crucible {

/// Gibbs sampling from the posterior of users, books, their priors, and the links of these with what was
/// rated: the last draw, and the mean of the draws so far, with later ones counting more.
///
/// A row is drawn by one rank, from all of the row's ratings in one order, with random numbers that depend on
/// the row alone; everything that adds over rows is computed by every rank in the same order. So the result
/// has the same bits at any number of ranks.
class GibbsChain {
 public:
  /// Collective. A chain of rows of `factors` factors, which are zero. Takes the raw ratings of `bench`, and
  /// its raw validation part, or some ratings in its place.
  GibbsChain(Workbench& bench, std::int64_t factors);

  /// Collective. The first sweep follows from these rows as from a draw: this rank's users, all books.
  /// Without a start, the first sweep knows of no scale but the ratings'.
  void start_from(const FactorRows& users, const FactorRows& books);
  /// Local. The first sweep follows from the rows that were taken, which are those of an older chain: its
  /// mean counts as that of some sweeps.
  /// `night` makes the random numbers others than those of the older chain.
  void go_on(std::uint64_t night) noexcept;
  /// Collective. Draws all rows once. `sweep` counts from 1. Returns the squared errors of the draw before,
  /// over all ranks.
  double run_sweep(std::int64_t sweep);

  /// Collective. The state from stored rows: this rank's users, all books.
  void take_draw(const FactorRows& users, const FactorRows& books);
  void take_link(const FactorRows& users, const FactorRows& books);
  void take_mean(const FactorRows& users, const FactorRows& books);
  /// Collective, after draw and mean were taken.
  void measure();
  /// Local. Stores this rank's users and the books of `books`.
  void give_draw(FactorRows& users, FactorRows& books) const;
  /// The rows of the users' link go with the books, and the other way round.
  void give_link(FactorRows& users, FactorRows& books) const;
  void give_mean(FactorRows& users, FactorRows& books) const;

  /// Local.
  FoldInRidge ridge(std::int64_t sweeps) const;
  std::int64_t trained() const noexcept { return trained_; }  ///< ratings, over all ranks
  std::int64_t bytes_sent() const noexcept;                   ///< by this rank, in the last sweep
  const ChainSide& users() const noexcept { return users_; }
  const ChainSide& books() const noexcept { return books_; }
  const HeldOut& held_out() const noexcept { return held_out_; }

 private:
  double noise_after(std::int64_t sweeps) const noexcept;
  double bias_variance() const noexcept;
  std::vector<double> hyper_scale(std::int64_t columns) const;
  void draw_prior_of(ChainSide& side, std::int64_t sweep);
  void draw_link_of(ChainSide& side, const ChainSide& other, std::int64_t sweep);
  double draw_rows(ChainSide& side, const ChainSide& other, double precision, std::int64_t sweep);
  double add_ratings(const ChainSide& side, const ChainSide& other, std::int64_t r, AlignedFloats& rows,
                     double* gram) const;

  Workbench& bench_;
  std::int64_t k_;
  Kernels kernels_;       ///< for rows of the chain: factors, bias, target
  Kernels pair_kernels_;  ///< for rows of 2 k factors
  HeldOut held_out_;
  PosteriorStreams streams_;
  ChainSide users_;
  ChainSide books_;
  std::optional<RowPattern> user_pattern_;
  std::optional<RowPattern> book_pattern_;
  std::int64_t trained_ = 0;
  std::int64_t rows_sent_ = 0;      ///< in the last sweep
  bool started_ = false;            ///< from given rows
  std::int64_t sweeps_before_ = 0;  ///< of an older chain that goes on
  HeldOutErrors held_out_errors_;
};

}  // namespace crucible
