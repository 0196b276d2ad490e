#pragma once

#include "crucible/cli/job.hpp"
#include "crucible/cli/option_table.hpp"
#include "crucible/data/train_data.hpp"
#include "crucible/store/model_store.hpp"
#include "crucible/store/rating_store.hpp"
#include "crucible/train/warm_start.hpp"
#include "options/train_settings.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace crucible {

/// The model of --from. Puts the options that it was trained with into `settings`. Collective. Throws
/// UsageError if nothing can go on from it on the ratings of `store`, or an option is given with another
/// value than the model's; InputError for a bad file.
ModelStore open_model_to_go_on_from(Job& job, TrainSettings& settings, const OptionTable& options,
                                    const RatingStore& store);

/// The lines of the config that a resumed warm start must not change. Local.
std::string warm_config(const TrainSettings& settings, const ModelStore& from);

/// The rows of `from` in the order of the users of `data` and the books of `store`, and the users to visit.
/// `checks` are rating_checks() of `data`. Says and records how much is known. Collective.
WarmStart read_warm_start(Job& job, const TrainSettings& settings, const ModelStore& from,
                          const RatingStore& store, const TrainData& data,
                          const std::vector<std::int64_t>& checks);

}  // namespace crucible
