#pragma once

#include "crucible/core/index_range.hpp"
#include "crucible/train/train_options.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace crucible {

/// Rows of an older model, in the order of the users or books of the new ratings.
struct WarmRows {
  std::vector<std::uint8_t> known;  ///< one a row: whether the model has it
  std::vector<float> factors;       ///< (rows x k); of unknown rows anything
  std::vector<float> bias;          ///< one a row
};

/// Rows of both sides.
struct WarmSides {
  WarmRows users;  ///< of this rank's users
  WarmRows books;  ///< of all books, on every rank
};

/// The chain of an older model whose last epochs were draws. What is known is the same in all of its rows.
struct WarmDraws {
  std::int64_t factors = 0;    ///< of each row
  WarmSides draw;              ///< the last one
  WarmSides mean;              ///< of the draws
  WarmSides link;              ///< the last one
  double noise = 0;            ///< variance of a rating about its expectation
  double user_bias_ridge = 0;  ///< ModelTraits::user_bias_ridge
  std::uint64_t night = 0;     ///< makes the random numbers others than those of other nights
};

/// What a training goes on from instead of random rows: the factors of an older model. Of a model of steps,
/// as SGD left them, before validation weighed its parts. Everything is numbered as the new ratings are.
struct WarmStart {
  WarmRows users;          ///< of this rank's users
  WarmRows books;          ///< of all books, on every rank
  double global_mean = 0;  ///< of the older model: its biases are differences from it
  /// One a user of this rank: whether epochs pass over the user's ratings. The others keep their rows. If no
  /// user of any rank is visited, all are.
  std::vector<std::uint8_t> visited;
  /// The chain that goes on, in place of steps: `users` and `books` are then those of the whole model,
  /// weighed, and every user is visited. Unset: a model of steps.
  std::optional<WarmDraws> draws = {};
};

/// Epochs of a warm start, unless another number is given.
inline constexpr std::int64_t warm_start_epochs = 3;
/// The same of a chain that goes on.
inline constexpr std::int64_t warm_start_sweeps = 8;
/// Share of the users without changes that a warm start visits, unless another one is given.
inline constexpr double default_replay = 0.5;

/// Local. Whether a training with these options can go on from a WarmStart: rows must be all that it learns,
/// but for a chain of draws, and its steps must be those of single ratings.
bool can_start_warm(const TrainOptions& options) noexcept;

/// Local. The options of a warm start, for a model that was trained with `options`: the same, but for lower
/// rates that fall quickly.
TrainOptions warm_options(const TrainOptions& options);

/// Local and pure. Which of `users` to visit: all that changed, and by chance `replay` of the others. The
/// chance depends on the seed, the user's index and `night`, so that each night replays other users.
std::vector<std::uint8_t> visited_users(IndexRange users, std::span<const std::uint8_t> changed,
                                        double replay, std::uint64_t seed, std::uint64_t night);

}  // namespace crucible
