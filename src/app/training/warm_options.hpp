#pragma once

#include "crucible/cli/option_table.hpp"
#include "crucible/store/model_store.hpp"
#include "options/train_option_binding.hpp"

#include <cstdint>

namespace crucible {

/// The options that `from` was trained with, and of those that `given` has the ones that a warm start may
/// choose: how long (`epochs` unless it was given), by chance, and how ranks work. Local. Throws UsageError
/// if an option that the model has decided was given with another value.
TrainOptionBinding options_of_model(const ModelStore& from, const TrainOptionBinding& given,
                                    const OptionTable& options, std::int64_t epochs);

}  // namespace crucible
