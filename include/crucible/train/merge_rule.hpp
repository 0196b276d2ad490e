#pragma once

#include <cstdint>
#include <string_view>

namespace crucible {

/// What one shard did to some books since the last merge, and the effective step sizes and L2 of their rows.
/// A column has one float a book.
struct MergeStatistics {
  std::int64_t books = 0;
  int shards = 1;  ///< that merge
  const float* updates = nullptr;
  const float* mean_norm = nullptr;  ///< |p_u|^2, on average over the updates
  const float* factor_rate = nullptr;
  const float* bias_rate = nullptr;
  float factor_l2 = 0;
  float bias_l2 = 0;
};

/// Columns, one float a book. A shard adds `weight` times its change of a row to the sum over the shards, and
/// these terms beside it.
struct MergeTerms {
  float* weight = nullptr;
  float* factor_sum = nullptr;
  float* factor_exponent = nullptr;
  float* bias_sum = nullptr;
  float* bias_exponent = nullptr;
};

/// Columns, one float a book: what the summed changes are multiplied by.
struct MergeScales {
  float* factors = nullptr;
  float* bias = nullptr;
};

/// How the shards' changes of a book become one change. Pure: `terms` sets the weights and adds to the other
/// columns, `scales` sees those summed over the shards.
struct MergeRule {
  std::string_view name;
  void (*terms)(const MergeStatistics& shard, const MergeTerms& terms) noexcept;
  void (*scales)(std::int64_t books, int shards, const MergeTerms& sum, const MergeScales& scales) noexcept;
};

/// The rule of `train`. n updates of step size e against curvature h leave exp(-n e h) of an error; the sum
/// of the changes is scaled by (1 - exp(-sum_p n_p e h_p)) / sum_p (1 - exp(-n_p e h_p)): by 1 for a book
/// that one shard touched, down to the mean for a very popular one. h is known for the bias, 1 + L2; one h
/// for bias and factors diverges. Of the factors h is measured: mean |p_u|^2 is the sum of the curvatures
/// along all k directions, and hence too large along each. A share of it, 1/2 - 1/V for V shards: even where
/// one direction has all the curvature, a merge overshoots by less than the error itself, so that it
/// contracts every error, while most directions are damped too much by less. At least a tenth, so that two
/// shards, whose plain sum keeps that promise too, still average the noise of very popular books.
extern const MergeRule curvature_rule;

/// The others, for the convergence study alone: the sum scaled by min(1, max(24 / updates, 1 / shards that
/// touched the book)); the plain sum; the mean weighted by updates; the mean of the copies.
extern const MergeRule capped_rule;
extern const MergeRule sum_rule;
extern const MergeRule weighted_rule;
extern const MergeRule mean_rule;

}  // namespace crucible
