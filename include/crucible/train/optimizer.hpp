#pragma once

#include "crucible/model/factor_model.hpp"
#include "crucible/train/train_options.hpp"

#include <cstdint>
#include <span>
#include <string_view>

namespace crucible {

struct TrainingSizes;

struct CellTask;
struct KernelRates;
struct Kernels;
struct SyncMode;

/// Trains one cell of ratings. Returns the sum of the squared errors, each taken before its update.
using KernelPass = double (*)(const CellTask& cell, const KernelRates& rates);

/// Rates and L2 are given for ratings of spread 1, and are multiplied by these.
struct RateScales {
  double factor_rate = 1;
  double bias_rate = 1;
  double factor_l2 = 1;
};

/// The start values of accumulators of squared gradients, as in Adagrad.
struct AccumulatorStart {
  double factors = 0;
  double bias = 0;
};

/// The start of the factor rows of users or books depends on these.
struct StartCase {
  double factors = 1;     ///< k
  double spread = 1;      ///< of the targets
  double mean = 0;        ///< the first products should be near this
  bool of_books = false;  ///< true for books, false for users
};

/// A factor starts from offset + deviation x N(0, 1).
struct RowStart {
  double offset = 0;
  double deviation = 0;
};

/// One step of `count` parameters of one kind in mini-batch training.
struct BatchMove {
  float* parameters = nullptr;
  const float* gradients = nullptr;
  std::span<float* const> companions;  ///< the optimizer's companion arrays of these parameters
  std::int64_t count = 0;
  std::int64_t step = 1;  ///< from 1 over the whole training
  float rate = 0;
  float l2 = 0;
};

/// An optimizer that `averages` takes at most this many epochs of steps before its draws.
inline constexpr std::int64_t most_epochs_of_steps = 50;
/// Its draws have at least this patience. They are random: one that adds nothing says little of the next one.
inline constexpr std::int64_t least_patience_of_draws = 30;

/// A row of optimizer_table(): how parameters are learnt. An optimizer has either `pass` or `own_mode`. With
/// `pass` it trains cells of ratings one by one, in the schedule of the sync mode. With `own_mode` it has a
/// schedule of its own. All functions are local.
struct Optimizer {
  std::string_view name;
  std::string_view summary;    ///< one line, for help
  bool biases = true;          ///< learns biases by default (but never with an unrated weight)
  bool has_rates = true;       ///< learning rates mean something; else giving one is an error
  bool has_l2 = true;          ///< the same of L2
  bool needs_unrated = false;  ///< cannot learn from rated entries alone
  /// The usual `factors`, `epochs` and `patience`. TrainOptions has those of the first optimizer of the
  /// table.
  std::int64_t usual_factors = 128;
  std::int64_t most_factors = 4096;
  std::int64_t usual_epochs = 50;
  std::int64_t usual_patience = default_patience;
  /// Default rates, L2 and rate schedule for ratings of spread 1.
  OptimizerDefaults (*defaults)(const TrainOptions& options) noexcept;
  /// The scales of rates and L2 for ratings of this spread; null: no scaling.
  RateScales (*scales)(double spread) noexcept = nullptr;
  /// The start of factor rows.
  RowStart (*start)(const StartCase& start) noexcept;
  /// The kernel that trains one cell; null with `own_mode`.
  KernelPass (*pass)(const Kernels& kernels) noexcept = nullptr;
  /// How epochs run, whatever sync mode the options name; null with `pass`.
  const SyncMode* own_mode = nullptr;
  /// One step of mini-batch training; null for optimizers without mini-batches.
  void (*batch_step)(const Kernels& kernels, const BatchMove& move) noexcept = nullptr;
  /// The start of the accumulators of squared gradients, one per row. Rates are divided by their square
  /// roots. They travel with the rows, are merged by adding, and are part of a checkpoint. Null: there are
  /// none.
  AccumulatorStart (*accumulators)(double spread) noexcept = nullptr;
  /// Names of further arrays with the shape of all parameters ("moment1": user_factors_moment1,
  /// book_bias_moment1, ...). They start from 0 and are part of a checkpoint. Only with `own_mode`.
  std::span<const std::string_view> companions = {};
  /// What a rank takes for ratings, rows and work from epoch to epoch, in bytes, for training_bytes(). Null:
  /// what steps or draws take.
  double (*bytes)(const TrainingSizes& sizes, std::int64_t factors) noexcept = nullptr;
  bool starts_near_mean = true;    ///< so that a large first error means divergence
  FoldIn fold_in = FoldIn::ridge;  ///< how a model without an unrated weight takes in new users
  bool l2_from_data = false;       ///< pilots choose the L2 of the factors where it is not given
  /// Once steps no longer help, draws from the posterior go on from them, and the model is an average of
  /// both; where there is a validation part to weigh it by, and plan_draws() finds draws affordable.
  bool averages = false;
  /// Its draws depend on which books somebody has rated, whatever the ratings; so may the fold-in of new
  /// users.
  bool links = false;
};

/// Local. All optimizers, in the order of help. The first one is the default.
std::span<const Optimizer* const> optimizer_table() noexcept;

/// Local. The row with this name. Throws UsageError, which lists the names, if there is none.
const Optimizer& optimizer_named(std::string_view name);

}  // namespace crucible
