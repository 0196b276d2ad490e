#include "crucible/train/merge_rule.hpp"

#include <algorithm>
#include <cmath>

namespace crucible {

namespace {

/// Logarithm of what n updates leave of an error; bounded, so that a sum over shards stays finite.
float log_left(float updates, float rate, float curvature) noexcept {
  constexpr float least = 1e-6F;
  const float left = 1.0F - rate * curvature;
  // !(left > least) also holds for NaN, which a diverged user row brings
  return updates * std::log(left > least ? left : least);
}

/// 1 - exp(x) for x <= 0, to a few units in the last place: std::expm1 would take longer than all else in a
/// merge. The series for a sixteenth of x, doubled four times by 1 - y^2 = (1 - y) (2 - (1 - y)).
float one_less_exp(float x) noexcept {
  const float t = std::min(-x, 16.0F) / 16;
  float series = 1;
  for (int n = 8; n > 1; --n) series = 1 - t * (1.0F / static_cast<float>(n)) * series;
  float result = t * series;
  for (int doubling = 0; doubling < 4; ++doubling) result *= 2 - result;
  return result;
}

MergeTerms curvature_terms(const BookStatistics& statistics, const MergeSteps& steps) noexcept {
  MergeTerms terms;
  if (statistics.updates == 0) return terms;
  const float curvature = 0.5F * statistics.norm_sum / statistics.updates + steps.factor_l2;
  terms.factor_log = log_left(statistics.updates, steps.factor_rate, curvature);
  terms.factor_sum = one_less_exp(terms.factor_log);
  terms.bias_log = log_left(statistics.updates, steps.bias_rate, 1 + steps.bias_l2);
  terms.bias_sum = one_less_exp(terms.bias_log);
  return terms;
}

MergeScales curvature_scales(const MergeTerms& sum, int /*shards*/) noexcept {
  MergeScales scales;
  if (sum.factor_sum > 0) scales.factors = one_less_exp(sum.factor_log) / sum.factor_sum;
  if (sum.bias_sum > 0) scales.bias = one_less_exp(sum.bias_log) / sum.bias_sum;
  return scales;
}

/// Updates in factor_sum, shards that touched the book in bias_sum.
MergeTerms counts(const BookStatistics& statistics, const MergeSteps& /*steps*/) noexcept {
  MergeTerms terms;
  terms.factor_sum = statistics.updates;
  terms.bias_sum = statistics.updates > 0 ? 1.0F : 0.0F;
  return terms;
}

MergeTerms weighted_terms(const BookStatistics& statistics, const MergeSteps& steps) noexcept {
  MergeTerms terms = counts(statistics, steps);
  terms.weight = statistics.updates;
  return terms;
}

MergeScales capped_scales(const MergeTerms& sum, int /*shards*/) noexcept {
  if (sum.factor_sum == 0) return {};
  const float scale = std::min(1.0F, std::max(24 / sum.factor_sum, 1 / sum.bias_sum));
  return {scale, scale};
}

MergeScales sum_scales(const MergeTerms& /*sum*/, int /*shards*/) noexcept { return {}; }

MergeScales weighted_scales(const MergeTerms& sum, int /*shards*/) noexcept {
  if (sum.factor_sum == 0) return {};
  return {1 / sum.factor_sum, 1 / sum.factor_sum};
}

MergeScales mean_scales(const MergeTerms& /*sum*/, int shards) noexcept {
  const float scale = 1.0F / static_cast<float>(shards);
  return {scale, scale};
}

}  // namespace

const MergeRule curvature_rule{"curvature", &curvature_terms, &curvature_scales};
const MergeRule capped_rule{"capped", &counts, &capped_scales};
const MergeRule sum_rule{"sum", &counts, &sum_scales};
const MergeRule weighted_rule{"weighted", &weighted_terms, &weighted_scales};
const MergeRule mean_rule{"mean", &counts, &mean_scales};

}  // namespace crucible
