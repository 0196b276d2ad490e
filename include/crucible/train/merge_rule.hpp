#pragma once

#include <string_view>

namespace crucible {

/// What one shard did to a book since the last merge.
struct BookStatistics {
  float updates = 0;
  float norm_sum = 0;  ///< sum over the updates of |p_u|^2
};

/// The effective step sizes and L2 of one book's row.
struct MergeSteps {
  float factor_rate = 0;
  float factor_l2 = 0;
  float bias_rate = 0;
  float bias_l2 = 0;
};

/// What a shard adds to the sum over the shards, besides `weight` times its change of the row.
struct MergeTerms {
  float weight = 1;
  float factor_sum = 0;
  float factor_log = 0;
  float bias_sum = 0;
  float bias_log = 0;
};

/// What the summed changes are multiplied by.
struct MergeScales {
  float factors = 1;
  float bias = 1;
};

/// How the shards' changes of a book become one change. Pure; `scales` sees the terms summed over the shards.
struct MergeRule {
  std::string_view name;
  MergeTerms (*terms)(const BookStatistics& statistics, const MergeSteps& steps) noexcept;
  MergeScales (*scales)(const MergeTerms& sum, int shards) noexcept;
};

/// The rule of `train`. n updates of step size e against curvature h contract an error by a^n, a = max(0, 1 -
/// e h); the sum of the changes is scaled by (1 - prod_p a_p^n_p) / sum_p (1 - a_p^n_p): by 1 for a book that
/// one shard touched, down to the mean for a very popular one. h is known for the bias, 1 + L2; one h for
/// bias and factors diverges. Of the factors h is measured: mean |p_u|^2 is the sum of the curvatures along
/// all k directions, and hence too large along each. Half of it: no direction can then overshoot by more
/// than itself, so that the merge contracts every error, while most directions are damped too much by less.
extern const MergeRule curvature_rule;

/// The others, for the convergence study alone: the sum scaled by min(1, max(24 / updates, 1 / shards that
/// touched the book)); the plain sum; the mean weighted by updates; the mean of the copies.
extern const MergeRule capped_rule;
extern const MergeRule sum_rule;
extern const MergeRule weighted_rule;
extern const MergeRule mean_rule;

}  // namespace crucible
