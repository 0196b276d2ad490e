#pragma once

#include "crucible/train/train_options.hpp"

#include <algorithm>
#include <cstdint>

namespace crucible {

/// L2 of the factors, per unit of spread. Under it, factors grow out of their tiny start on all data that
/// were measured (docs/quality.md). Under a higher L2 they may need dozens of epochs, or never grow.
inline constexpr double warm_l2 = 0.06;
/// Epochs of a training that it takes at the default rate.
inline constexpr std::int64_t warm_epochs = 8;

/// What `hyper` is in an epoch (from 0): in the first ones the L2 of the factors is at most `most_l2`. Pure.
inline Hyperparameters warmed_up(const Hyperparameters& hyper, double most_l2, std::int64_t epoch) noexcept {
  Hyperparameters now = hyper;
  if (epoch >= warm_epochs) return now;
  now.user_factor_l2 = std::min(now.user_factor_l2, most_l2);
  now.book_factor_l2 = std::min(now.book_factor_l2, most_l2);
  return now;
}

}  // namespace crucible
