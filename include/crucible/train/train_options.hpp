#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace crucible {

struct MergeRule;
struct Optimizer;
struct RateSchedule;
struct SyncMode;

/// The instruction sets that kernels are compiled for. `portable` is SSE2 on x86-64. A CPU that has one of
/// them has all before it.
enum class InstructionSet : std::uint8_t { portable, avx2, avx512 };

std::string_view name_of(InstructionSet set) noexcept;
/// The instruction set with this name; none if there is none.
std::optional<InstructionSet> parse_instruction_set(std::string_view name) noexcept;

/// Local. The first rows of optimizer_table() and sync_mode_table().
const Optimizer& default_optimizer() noexcept;
/// Local. The default of the command where unrated entries have a weight.
const Optimizer& default_optimizer_for_unrated() noexcept;
const SyncMode& default_sync_mode() noexcept;

/// The usual `patience` of a training that has a validation part. TrainOptions itself has none.
inline constexpr std::int64_t default_patience = 3;

/// What rated entries are fitted to where unrated ones have a weight: (rating / highest rating)^2, or 1.
enum class Target : std::uint8_t { rating, presence };

std::string_view name_of(Target target) noexcept;
/// The target with this name; none if there is none.
std::optional<Target> parse_target(std::string_view name) noexcept;

/// One number per kind of parameter. `all` is used for kinds that are not given.
struct PerKind {
  std::optional<double> all;
  std::optional<double> user_factors;
  std::optional<double> book_factors;
  std::optional<double> user_bias;
  std::optional<double> book_bias;

  /// These values, with missing ones taken from `other`.
  PerKind or_else(const PerKind& other) const noexcept;
};

/// What to train, and how. The defaults suit ratings of any scale, because rates and L2 are per unit of
/// spread: see hyperparameters().
struct TrainOptions {
  std::int64_t factors = 128;
  std::int64_t epochs = 50;
  std::int64_t epochs_of_draws = 0;  ///< those of `epochs` that are left out if there are to be no draws
  const Optimizer* optimizer = &default_optimizer();  ///< never null
  PerKind learning_rate;                              ///< missing values: the optimizer's defaults
  PerKind regularization;                             ///< L2 (adamw: decoupled weight decay)
  const RateSchedule* schedule = nullptr;             ///< null: the optimizer's default
  std::optional<double> decay;                        ///< rate of an epoch / rate of the epoch before
  std::optional<bool> biases;                   ///< default: the optimizer's, but none with an unrated weight
  std::int64_t batch = 10'000;                  ///< ratings per step of mini-batch optimizers, over all ranks
  const SyncMode* sync = &default_sync_mode();  ///< never null
  std::optional<std::int64_t> syncs_per_epoch;  ///< merges (allreduce) or Gram steps (rotate) per epoch
  double unrated_weight =
      0;  ///< W >= 0: the weight of every entry without a rating; 0: learn only from ratings
  Target target = Target::rating;  ///< of rated entries; presence needs an unrated weight
  std::optional<std::int64_t>
      patience;  ///< stop after this many epochs without a better validation RMSE; none: never
  std::uint64_t seed = 1;
  const MergeRule* merge_rule = nullptr;          ///< for the convergence study; null: the curvature rule
  std::optional<InstructionSet> instruction_set;  ///< of the kernels; default: the best that every rank has
};

/// The values for everything that `TrainOptions` leaves open. Rates and L2 are those that the kernels use, in
/// original units.
struct Hyperparameters {
  double user_factor_rate = 0, book_factor_rate = 0, user_bias_rate = 0, book_bias_rate = 0;
  double user_factor_l2 = 0, book_factor_l2 = 0, user_bias_l2 = 0, book_bias_l2 = 0;
  const RateSchedule* schedule = nullptr;
  double decay = 1;
  bool biases = true;
  double factor_sum_start = 0;  ///< start of the accumulators of squared gradients; 0: there are none
  double bias_sum_start = 0;
};

/// The default rates, L2, rate schedule (never null) and decay of an optimizer, for ratings of spread 1.
struct OptimizerDefaults {
  PerKind learning_rate;
  PerKind regularization;
  const RateSchedule* schedule = nullptr;
  double decay = 1;
};
/// Local. True: the number of shards is free, and fixes the result at any number of ranks. False: there is
/// one shard per rank.
bool has_fixed_shards(const TrainOptions& options) noexcept;

/// Local. The defaults of the options' optimizer.
OptimizerDefaults defaults_of(const TrainOptions& options) noexcept;

/// Local. Decides what `options` leave open, and scales rates and L2 to ratings of standard deviation
/// `spread` (ratings) by the optimizer's `scales`. So the same options learn equally well on a scale of 1..5
/// and on one of -10..10, and ratings never need to be rescaled.
Hyperparameters hyperparameters(const TrainOptions& options, double spread) noexcept;

/// Local. Throws UsageError, which names the argument, if a value is out of range or arguments exclude each
/// other.
void check(const TrainOptions& options);

}  // namespace crucible
