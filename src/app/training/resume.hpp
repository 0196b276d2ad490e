#pragma once

#include "crucible/cli/job.hpp"
#include "crucible/cli/option_table.hpp"
#include "crucible/store/model_store.hpp"
#include "crucible/train/trainer.hpp"

#include <cstdint>
#include <optional>

namespace crucible {

/// The model at the job's output to go on from, or the newest good one of `keep` previous ones; nothing if
/// there is none. Warns of damaged ones, with the names of `options`. Collective. Throws InputError.
std::optional<ModelStore> open_unfinished(Job& job, std::int64_t keep, const OptionTable& options);

/// Whether nothing is left to train up to epoch `epochs`. If nobody gave that number, `is_usual`, then only a
/// training that has ended is finished: draws may follow on the usual number of epochs. Local.
bool is_finished(const ModelStore& old, std::int64_t epochs, bool is_usual);

/// Puts `trainer` where `old` was when it was written, and says so. Collective.
void resume(Job& job, Trainer& trainer, const ModelStore& old);

}  // namespace crucible
