#include "crucible/train/draw_plan.hpp"

#include "kernel/kernel.hpp"

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

/// Of a sweep: Gram matrices of the ratings, about ten products with the pattern of each side for its link
/// (an estimate), a decomposition for each row, the mean of the draws and the average with the steps, both
/// cut back to fewer columns.
double operations_of(const DrawCase& size, std::int64_t factors) noexcept {
  const auto k = static_cast<double>(factors);
  const double pair = 2 * k;
  const double average = k + static_cast<double>(size.factors);
  const double of_rating = 2 * k * k + 40 * k;
  const double of_row = k * k * k / 3 + 3 * pair * pair + 3 * average * average;
  const double of_decompositions = 30 * (std::pow(pair, 3) + std::pow(average, 3));
  return static_cast<double>(size.ratings) * of_rating + static_cast<double>(size.rows) * of_row +
         of_decompositions;
}

/// Of the rows that every rank holds: a draw, its link and what that adds, the mean of the draws, and what
/// ranks exchange. Besides, four arrays while the link is drawn, or draw and mean side by side while the mean
/// is cut back to fewer columns. Of the books, what a checkpoint holds: the steps' factors, a draw, its link
/// and the mean of the draws.
double bytes_of(const DrawCase& size, std::int64_t factors) noexcept {
  const std::int64_t one = padded_factors(factors + 2);
  const std::int64_t row = 5 * one + std::max(4 * one, padded_factors(2 * factors));
  const std::int64_t book = padded_factors(size.factors) + 3 * padded_factors(factors);
  return (static_cast<double>(size.rows) * static_cast<double>(row) +
          static_cast<double>(size.books) * static_cast<double>(book)) *
         sizeof(float);
}

/// What keeps the sweeps of `plan` from being worth while.
DrawLimit limit_of(const DrawPlan& plan, const DrawCase& size) noexcept {
  if (size.validation < least_validation_of_draws) return DrawLimit::validation;
  if (plan.bytes > most_draw_bytes) return DrawLimit::memory;
  return plan.sweeps < least_sweeps ? DrawLimit::operations : DrawLimit::none;
}

}  // namespace

DrawPlan plan_draws(const DrawCase& size) noexcept {
  DrawPlan plan;
  for (const std::int64_t factors : draw_factors) {
    plan.factors = std::min(factors, size.factors);
    plan.operations = operations_of(size, plan.factors);
    const double affordable = std::floor(most_operations / plan.operations);
    plan.sweeps = static_cast<std::int64_t>(std::min(affordable, static_cast<double>(most_sweeps)));
    plan.bytes = bytes_of(size, plan.factors);
    if (plan.sweeps >= good_sweeps && plan.bytes <= most_draw_bytes) break;
  }
  plan.limit = limit_of(plan, size);
  if (plan.limit != DrawLimit::none) plan.sweeps = 0;
  return plan;
}

}  // namespace crucible
