#pragma once

#include "crucible/app/job.hpp"
#include "crucible/app/option_table.hpp"
#include "crucible/store/model_store.hpp"
#include "crucible/store/rating_store.hpp"
#include "train_option_binding.hpp"

#include <optional>
#include <string>

namespace crucible {

/// `model.h5` becomes `model.prev.h5`; the second, third ... previous one is `model.prev2.h5`, ...
std::string previous_path(const std::string& path, std::int64_t number = 1);

/// Makes room for one more previous file: prev becomes prev2 and so on, at most `keep` of them. Local, for
/// one rank.
void shift_previous(const std::string& path, std::int64_t keep);

/// The model at `path`, or where it is missing or damaged the newest good previous one, said on the log (the
/// damaged ones are then renamed to NAME.damaged, so that they never take a good one's place); nothing where
/// there is none at all. Throws where files are there but none is good. Collective.
std::optional<ModelStore> newest_good_model(Job& job, const std::string& path, std::int64_t keep);

/// What a resume must not change: "name = value" a line. Everything that decides what is learnt counts with
/// its effective value, so that neither another default of a later version nor a default that is spelt out
/// makes a difference where there is none, or none where there is one; then come the remaining options as
/// given, and the split (empty: none) with its own parameters. Local.
std::string config_that_matters(const OptionTable& options, const TrainOptionBinding& binding,
                                const RatingStore& store, const std::string& split);

/// Throws UsageError naming the first option that differs between the model's training and this one, or the
/// data. Local.
void check_resumable(const ModelStore& model, const std::string& config,
                     const std::string& ratings_fingerprint);

/// The line for --syncs-per-epoch that belongs into the config when it is known: what is in force, and
/// whether that is the default for these ranks and data.
std::string syncs_line(std::int64_t in_force, bool given);

/// Throws UsageError where the model was trained with other syncs than those of `line`, unless both are
/// defaults for different numbers of shards. Local.
void check_same_syncs(const ModelStore& model, const std::string& line, std::int64_t shards);

/// Shards of rotate: what the checkpoint has, where there is one; else `given` or the default. Throws
/// UsageError where another number is given than the checkpoint has. Local.
std::int64_t rotate_shards(const RatingStore& store, std::optional<std::int64_t> given,
                           const ModelStore* old);

}  // namespace crucible
