#pragma once

#include "crucible/cli/job.hpp"
#include "crucible/data/train_data.hpp"
#include "crucible/mpi/stop_request.hpp"
#include "crucible/store/model_store.hpp"
#include "crucible/train/train_options.hpp"

#include <optional>
#include <string>

namespace crucible {

/// Settles the L2 of the factors if it is left to the data. It is the L2 that the checkpoint `old` began
/// with; without a checkpoint (null), choose_regularization() finds it. Logs and records it and puts it into
/// `options`. Returns the config line that keeps it, or an empty line if the L2 is given. If `outside` ends
/// the search, it says so and returns nothing. Collective. Throws InputError if the checkpoint does not say
/// which L2 it began with.
std::optional<std::string> settle_regularization(Job& job, TrainOptions& options, const TrainData& data,
                                                 const ModelStore* old, StopRequest& outside);

}  // namespace crucible
