#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace crucible {

/// The updates of one shard to some books since the last merge, and the effective step sizes and L2 of their
/// rows. A column has one float per book.
struct MergeStatistics {
  std::int64_t books = 0;
  int shards = 1;  ///< number of shards that merge
  const float* updates = nullptr;
  const float* mean_norm = nullptr;  ///< mean |p_u|^2 over the updates
  const float* factor_rate = nullptr;
  const float* bias_rate = nullptr;
  float factor_l2 = 0;
  float bias_l2 = 0;
};

/// Columns with one float per book. A shard adds `weight` times its change of a row to the sum over the
/// shards, and also adds these terms.
struct MergeTerms {
  float* weight = nullptr;
  float* factor_sum = nullptr;
  float* factor_exponent = nullptr;
  float* bias_sum = nullptr;
  float* bias_exponent = nullptr;
};

/// Columns with one float per book. The summed changes are multiplied by these.
struct MergeScales {
  float* factors = nullptr;
  float* bias = nullptr;
};

/// How the shards' changes of a book become one change. `terms` sets the weights and adds to the other
/// columns. `scales` gets these columns summed over the shards. Both are pure.
struct MergeRule {
  std::string_view name;
  void (*terms)(const MergeStatistics& shard, const MergeTerms& terms) noexcept;
  void (*scales)(std::int64_t books, int shards, const MergeTerms& sum, const MergeScales& scales) noexcept;
};

/// The rule that training uses. After n updates of step size e against curvature h, exp(-n e h) of an error
/// is left. So the sum of the changes is scaled by (1 - exp(-sum_p n_p e h_p)) / sum_p (1 - exp(-n_p e h_p)).
/// The scale is 1 for a book that one shard touched, and the sum becomes the mean for a very popular book.
///
/// The bias and the factors need different h; with the same h training diverges. For the bias, h is known: 1
/// + L2. For the factors, h is measured: mean |p_u|^2 is the sum of the curvatures along all k directions, so
/// it is too large along each of them. The rule takes a share of it, 1/2 - 1/V for V shards. Then a merge
/// contracts every error: even if one direction has all the curvature, it overshoots by less than the error
/// itself. Most other directions are still damped too much, but by less. The share is at least a tenth. With
/// two shards a plain sum would contract errors too, but a tenth also averages the noise of very popular
/// books.
extern const MergeRule curvature_rule;

/// The other rules are only for the convergence study: the sum scaled by min(1, max(24 / updates, 1 / shards
/// that touched the book)); the plain sum; the mean weighted by updates; the mean of the copies.
extern const MergeRule capped_rule;
extern const MergeRule sum_rule;
extern const MergeRule weighted_rule;
extern const MergeRule mean_rule;

/// All rules. Training uses the first one.
inline constexpr std::array merge_rules{&curvature_rule, &capped_rule, &sum_rule, &weighted_rule, &mean_rule};

}  // namespace crucible
