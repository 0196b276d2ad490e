#pragma once

#include "posterior/held_out.hpp"

#include <cstdint>

namespace crucible {

/// The weight of the last of `draws` draws in their running mean. Later draws count more, so that draws from
/// before the chain has settled are forgotten: polynomial-decay averaging (Shamir and Zhang, ICML 2013).
/// Pure. @pre draws >= 1
double draw_weight(std::int64_t draws) noexcept;

/// The variance of a rating about its expectation, by ratings that no row was drawn from. If it were drawn
/// like the other values, a chain on sparse data would take more and more noise for signal.
///
/// With a posterior variance v of the expectation, the squared error of a draw is noise + 2 v. The squared
/// error of the running mean, whose squared weights add up to q, is noise + (1 + q) v. At least a quarter of
/// the mean's error counts as noise. It is the square of `spread`, the standard deviation of the ratings,
/// before the first draw and without held-out ratings, and never more; that square counts like ten held-out
/// ratings, so that a few that were hit by chance are not taken for certainty. Pure.
double noise_variance(const HeldOutErrors& errors, std::int64_t draws, double spread) noexcept;

}  // namespace crucible
