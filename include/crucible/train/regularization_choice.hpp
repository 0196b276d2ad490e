#pragma once

#include "crucible/data/train_data.hpp"
#include "crucible/mpi/communicator.hpp"
#include "crucible/train/train_options.hpp"

#include <cstdint>
#include <functional>
#include <vector>

namespace crucible {

/// An L2 that was tried, and the validation RMSE (ratings) that it came to; infinite where it diverged.
struct RegularizationTrial {
  double l2 = 0;
  double rmse = 0;
};

/// The L2 of the factors, and what speaks for it. The same on all ranks.
struct RegularizationChoice {
  double l2 = 0;             ///< per unit of spread, as in TrainOptions::regularization
  bool from_data = false;    ///< else it is the optimizer's default: too few ratings, or trials do not differ
  bool stopped = false;      ///< the watch ended the choice, and `l2` is the optimizer's default
  std::int64_t factors = 0;  ///< of the pilots
  std::int64_t epochs = 0;   ///< of all pilots together
  std::int64_t validation = 0;              ///< ratings that they were judged by
  std::vector<RegularizationTrial> trials;  ///< of the last stage, which decided, by L2
};

/// Called on all ranks after each epoch of a pilot, with the number of epochs so far. It may communicate. If
/// it is true on all ranks, the choice ends.
using PilotWatch = std::function<bool(std::int64_t epochs)>;

/// True if the options give no L2 of the factors and the optimizer's row says that pilots choose it. Local.
bool regularization_is_open(const TrainOptions& options) noexcept;

/// Chooses the L2 of the factors by pilots: trainings of few factors on all ratings. A pilot first trains for
/// a few epochs. Then every L2 of a ladder continues from that same point. The best one continues to the next
/// stage, which has a finer ladder. So an L2 is judged by where it leads, not by how fast factors grow from
/// their start under it. The validation part is the judge. If there is none, a small share of the training
/// ratings is set aside for this purpose.
///
/// Pilots ignore the given learning rates and use their own. The choice is the same at any number of ranks if
/// the sync mode promises the same bits. It is also the same for ratings times a power of four. The
/// optimizer's default is chosen if fewer than 1,000 ratings can judge, or if they cannot tell one L2 from
/// another.
///
/// Collective. Takes 25 to 35 epochs of 32 factors and, until it returns, 14 bytes a rating and four times
/// the factors of the pilots. Throws UsageError for impossible options, NumericalError for ratings that are
/// not finite. @pre regularization_is_open(options)
RegularizationChoice choose_regularization(const Communicator& comm, const TrainOptions& options,
                                           const TrainData& data, const PilotWatch& watch = {});

}  // namespace crucible
