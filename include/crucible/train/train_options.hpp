#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace crucible {

struct MergeRule;

/// How a step follows from a gradient.
enum class Optimizer : std::uint8_t { sgd, adagrad, adamw };
/// How the learning rate moves from epoch to epoch.
enum class RateSchedule : std::uint8_t { constant, decay, bold_driver };
/// How ranks share the book factors: merged copies, or blocks that travel round a ring.
enum class SyncMode : std::uint8_t { allreduce, rotate };
/// What the kernels are compiled for. `portable` is SSE2 on x86-64. Ordered: a CPU that has one has all
/// before it.
enum class InstructionSet : std::uint8_t { portable, avx2, avx512 };

std::string_view name_of(Optimizer optimizer) noexcept;
std::string_view name_of(RateSchedule schedule) noexcept;
std::string_view name_of(SyncMode sync) noexcept;
std::string_view name_of(InstructionSet set) noexcept;
/// The value that `name_of` names; nothing where there is none of this name.
std::optional<Optimizer> parse_optimizer(std::string_view name) noexcept;
std::optional<RateSchedule> parse_rate_schedule(std::string_view name) noexcept;
std::optional<SyncMode> parse_sync_mode(std::string_view name) noexcept;
std::optional<InstructionSet> parse_instruction_set(std::string_view name) noexcept;

/// One number per kind of parameter; `all` speaks for those that are not given.
struct PerKind {
  std::optional<double> all;
  std::optional<double> user_factors;
  std::optional<double> book_factors;
  std::optional<double> user_bias;
  std::optional<double> book_bias;

  /// This with everything that is missing taken from `other`.
  PerKind or_else(const PerKind& other) const noexcept;
};

/// What to train and how. The defaults need no tuning: rates and L2 are per unit of spread, see
/// `hyperparameters()`.
struct TrainOptions {
  std::int64_t factors = 128;
  std::int64_t epochs = 50;
  Optimizer optimizer = Optimizer::sgd;
  PerKind learning_rate;                 ///< what is missing: the optimizer's default
  PerKind regularization;                ///< L2 (adamw: decoupled weight decay)
  std::optional<RateSchedule> schedule;  ///< default: decay for sgd, constant for adagrad and adamw
  std::optional<double> decay;           ///< factor an epoch of RateSchedule::decay
  std::optional<bool> biases;            ///< default: yes, but no for adamw and with an unrated weight
  std::int64_t batch = 10'000;           ///< ratings a step of adamw, over all ranks
  SyncMode sync = SyncMode::allreduce;
  std::optional<std::int64_t> syncs_per_epoch;  ///< merges (allreduce) or Gram steps (rotate) an epoch
  double unrated_weight = 0;  ///< W >= 0: the weight of every entry that nobody rated; 0: rated ones alone
  std::optional<std::int64_t>
      patience;  ///< epochs without a better validation RMSE before stopping; none: never
  std::uint64_t seed = 1;
  const MergeRule* merge_rule = nullptr;          ///< for the convergence study; null: the curvature rule
  std::optional<InstructionSet> instruction_set;  ///< pins the kernels; default: the best that every rank has
};

/// Everything `TrainOptions` leaves open, decided. Rates and L2 are those that the kernels use, in original
/// units.
struct Hyperparameters {
  double user_factor_rate = 0, book_factor_rate = 0, user_bias_rate = 0, book_bias_rate = 0;
  double user_factor_l2 = 0, book_factor_l2 = 0, user_bias_l2 = 0, book_bias_l2 = 0;
  RateSchedule schedule = RateSchedule::decay;
  double decay = 1;
  bool biases = true;
  double factor_sum_start = 0;  ///< adagrad: what the accumulators of squared gradients start from
  double bias_sum_start = 0;
};

/// The default rates, L2, schedule and decay of an optimizer, for ratings of spread 1.
struct OptimizerDefaults {
  PerKind learning_rate;
  PerKind regularization;
  RateSchedule schedule = RateSchedule::decay;
  double decay = 1;
};
OptimizerDefaults defaults_of(const TrainOptions& options) noexcept;

/// Decides what `options` leave open and scales it to ratings of standard deviation `spread` (ratings): the
/// same options learn a scale of 1..5 and one of -10..10 alike, and `train` never rescales a rating. SGD:
/// factor rates / spread, their L2 x spread, bias rates and L2 as they are. Adagrad: factor rates x
/// sqrt(spread), bias rates x spread. AdamW: as given.
Hyperparameters hyperparameters(const TrainOptions& options, double spread) noexcept;

/// Throws UsageError that names the option where a value is out of range or options exclude each other.
void check(const TrainOptions& options);

}  // namespace crucible
