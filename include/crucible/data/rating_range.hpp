#pragma once

#include <cmath>
#include <string>

namespace crucible {

/// The largest absolute value of a rating. Sums over ratings must not depend on their order. With this limit
/// the square of a difference of two ratings is below 2^42, and the exact sums of the evaluation accept terms
/// up to 2^50. A float can still tell ratings apart that differ by 1/16.
constexpr double largest_rating = 1e6;

/// Local. Says why `rating` cannot be a rating; empty if it can. A rating is any real number from -1,000,000
/// to 1,000,000.
inline std::string rating_problem(double rating) {
  if (std::isfinite(rating) && std::abs(rating) <= largest_rating) return {};
  if (std::isnan(rating)) return "the rating is not a number";
  return std::string("the rating is ") + (std::isinf(rating) ? "infinite" : "too large") +
         "; ratings are from -1,000,000 to 1,000,000: scale them first";
}

}  // namespace crucible
