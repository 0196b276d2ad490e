#include "crucible/train/draw_plan.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace crucible {

namespace {

/// Fewer than this are a reason to take fewer factors.
constexpr std::int64_t good_sweeps = 40;
/// Fewer than this are not worth their time: the first draws still resemble the steps.
constexpr std::int64_t least_sweeps = 10;
/// Factors of a draw, from best to cheapest.
constexpr std::array<std::int64_t, 2> draw_factors{32, 16};

/// Of a sweep: Gram matrices of the ratings, a decomposition for each row, the mean of the draws and the
/// average with the steps, both cut back to fewer columns.
double operations_of(const DrawCase& size, std::int64_t factors) noexcept {
  const auto k = static_cast<double>(factors);
  const double pair = 2 * k;
  const double average = k + static_cast<double>(size.factors);
  const double of_rating = 2 * k * k;
  const double of_row = k * k * k / 3 + 3 * pair * pair + 3 * average * average;
  const double of_decompositions = 30 * (std::pow(pair, 3) + std::pow(average, 3));
  return static_cast<double>(size.ratings) * of_rating + static_cast<double>(size.rows) * of_row +
         of_decompositions;
}

}  // namespace

DrawPlan plan_draws(const DrawCase& size) noexcept {
  DrawPlan plan;
  for (const std::int64_t factors : draw_factors) {
    plan.factors = std::min(factors, size.factors);
    plan.operations = operations_of(size, plan.factors);
    const double affordable = std::floor(most_operations / plan.operations);
    plan.sweeps = static_cast<std::int64_t>(std::min(affordable, static_cast<double>(most_sweeps)));
    if (plan.sweeps >= good_sweeps) break;
  }
  if (plan.sweeps < least_sweeps) plan.sweeps = 0;
  return plan;
}

}  // namespace crucible
