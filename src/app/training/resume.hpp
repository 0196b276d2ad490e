#pragma once

#include "crucible/cli/job.hpp"
#include "crucible/cli/option_table.hpp"
#include "crucible/store/model_store.hpp"
#include "crucible/train/trainer.hpp"
#include "options/train_option_binding.hpp"

#include <cstdint>
#include <optional>

namespace crucible {

/// The model at the job's output to go on from, or the newest good one of `keep` previous ones; nothing if
/// there is none. Warns of damaged ones, with the names of `options`. Collective. Throws InputError.
std::optional<ModelStore> open_unfinished(Job& job, std::int64_t keep, const OptionTable& options);

/// Whether nothing is left to train up to the epoch that `binding` asks for. Local.
bool is_finished(const ModelStore& old, const TrainOptionBinding& binding);

/// Puts `trainer` where `old` was when it was written, and says so. Collective.
void resume(Job& job, Trainer& trainer, const ModelStore& old);

}  // namespace crucible
