#include "schedule/merge_rule.hpp"

#include "kernel/loss.hpp"

#include <algorithm>
#include <limits>

namespace crucible {

namespace {

/// 1 - exp(-x) for x >= 0, to a few units in the last place, in a form that compilers turn into vector code.
/// A call of std::expm1 for each book would take longer than the rest of a merge. It is the series for x /
/// 16, doubled four times by 1 - y^2 = (1 - y) (2 - (1 - y)).
inline float one_less_exp(float x) noexcept {
  const float t = (x < 16.0F ? x : 16.0F) / 16;
  float series = 1 - t * (1.0F / 8);
  series = 1 - t * (1.0F / 7) * series;
  series = 1 - t * (1.0F / 6) * series;
  series = 1 - t * (1.0F / 5) * series;
  series = 1 - t * (1.0F / 4) * series;
  series = 1 - t * (1.0F / 3) * series;
  series = 1 - t * (1.0F / 2) * series;
  float result = t * series;
  result *= 2 - result;
  result *= 2 - result;
  result *= 2 - result;
  result *= 2 - result;
  return result;
}

void touched_weights(const MergeStatistics& shard, float* weight) noexcept {
  for (std::int64_t i = 0; i < shard.books; ++i) weight[i] = shard.updates[i] > 0 ? 1.0F : 0.0F;
}

void add_contraction(std::int64_t books, const float* __restrict exponent, float* __restrict sum,
                     float* __restrict exponents) noexcept {
  for (std::int64_t i = 0; i < books; ++i) {
    sum[i] += one_less_exp(exponent[i]);
    exponents[i] += exponent[i];
  }
}

void curvature_terms(const MergeStatistics& shard, const MergeTerms& terms) noexcept {
  constexpr std::int64_t strip = 256;
  const float share = loss_curvature * std::max(0.1F, 0.5F - 1.0F / static_cast<float>(shard.shards));
  float exponent[strip];
  touched_weights(shard, terms.weight);
  for (std::int64_t first = 0; first < shard.books; first += strip) {
    const std::int64_t books = std::min(strip, shard.books - first);
    const float* updates = shard.updates + first;
    const float* mean_norm = shard.mean_norm + first;
    const float* rate = shard.factor_rate + first;
    for (std::int64_t i = 0; i < books; ++i)
      exponent[i] = rate[i] * (share * mean_norm[i] + shard.factor_l2) * updates[i];
    add_contraction(books, exponent, terms.factor_sum + first, terms.factor_exponent + first);
    rate = shard.bias_rate + first;
    for (std::int64_t i = 0; i < books; ++i)
      exponent[i] = rate[i] * (loss_curvature + shard.bias_l2) * updates[i];
    add_contraction(books, exponent, terms.bias_sum + first, terms.bias_exponent + first);
  }
}

void scale_contraction(std::int64_t books, const float* __restrict sum, const float* __restrict exponent,
                       float* __restrict scale) noexcept {
  constexpr float least = std::numeric_limits<float>::min();  // with it the scale of an untouched book is 1
  for (std::int64_t i = 0; i < books; ++i) scale[i] = (one_less_exp(exponent[i]) + least) / (sum[i] + least);
}

void curvature_scales(std::int64_t books, int /*shards*/, const MergeTerms& sum,
                      const MergeScales& scales) noexcept {
  scale_contraction(books, sum.factor_sum, sum.factor_exponent, scales.factors);
  scale_contraction(books, sum.bias_sum, sum.bias_exponent, scales.bias);
}

/// Counts updates in factor_sum, and shards that touched the book in bias_sum.
void counts(const MergeStatistics& shard, const MergeTerms& terms) noexcept {
  touched_weights(shard, terms.weight);
  for (std::int64_t i = 0; i < shard.books; ++i) {
    terms.factor_sum[i] += shard.updates[i];
    terms.bias_sum[i] += terms.weight[i];
  }
}

void weighted_terms(const MergeStatistics& shard, const MergeTerms& terms) noexcept {
  counts(shard, terms);
  std::copy_n(shard.updates, shard.books, terms.weight);
}

/// The same scale for factors and bias: `scale(updates, shards that touched the book)`, or 1 for an untouched
/// book.
template <typename Scale>
void scale_both(std::int64_t books, const MergeTerms& sum, const MergeScales& scales, const Scale& scale) {
  for (std::int64_t i = 0; i < books; ++i)
    scales.factors[i] = scales.bias[i] =
        sum.factor_sum[i] > 0 ? scale(sum.factor_sum[i], sum.bias_sum[i]) : 1;
}

void capped_scales(std::int64_t books, int /*shards*/, const MergeTerms& sum,
                   const MergeScales& scales) noexcept {
  scale_both(books, sum, scales, [](float updates, float touched) {
    return std::min(1.0F, std::max(24 / updates, 1 / touched));
  });
}

void sum_scales(std::int64_t books, int /*shards*/, const MergeTerms& sum,
                const MergeScales& scales) noexcept {
  scale_both(books, sum, scales, [](float, float) { return 1.0F; });
}

void weighted_scales(std::int64_t books, int /*shards*/, const MergeTerms& sum,
                     const MergeScales& scales) noexcept {
  scale_both(books, sum, scales, [](float updates, float) { return 1 / updates; });
}

void mean_scales(std::int64_t books, int shards, const MergeTerms& sum, const MergeScales& scales) noexcept {
  scale_both(books, sum, scales, [shards](float, float) { return 1.0F / static_cast<float>(shards); });
}

}  // namespace

const MergeRule curvature_rule{"curvature", &curvature_terms, &curvature_scales};
const MergeRule capped_rule{"capped", &counts, &capped_scales};
const MergeRule sum_rule{"sum", &counts, &sum_scales};
const MergeRule weighted_rule{"weighted", &weighted_terms, &weighted_scales};
const MergeRule mean_rule{"mean", &counts, &mean_scales};

}  // namespace crucible
