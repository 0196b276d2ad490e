#pragma once

#include "crucible/cli/option_table.hpp"
#include "crucible/store/model_store.hpp"
#include "crucible/store/rating_store.hpp"
#include "options/train_option_binding.hpp"

#include <optional>
#include <string>

namespace crucible {

/// What a resume must not change, one "name = value" a line. Options that decide what is learnt appear with
/// their effective values. So a changed default of a later version is noticed, and a default that is spelt
/// out makes no difference. The remaining options follow as given, then the split (empty: none) with its own
/// parameters. Local.
std::string config_that_matters(const OptionTable& options, const TrainOptionBinding& binding,
                                const RatingStore& store, const std::string& split);

/// Throws UsageError naming the first option that differs between the model's training and this one, or the
/// data. Local.
void check_resumable(const ModelStore& model, const std::string& config,
                     const std::string& ratings_fingerprint);

/// The line for --syncs-per-epoch that belongs into the config when it is known: what is in force, and
/// whether that is the default for these ranks and data.
std::string syncs_line(std::int64_t in_force, bool given);

/// Throws UsageError if the model was trained with other syncs than those of `line`, unless both are
/// defaults for different numbers of shards. Local.
void check_same_syncs(const ModelStore& model, const std::string& line, std::int64_t shards);

/// The config line that stores the L2 of the factors if pilots chose it.
std::string regularization_line(double l2);

/// The value of the option `name` in the config that the model records; empty if there is none. Local.
std::string recorded_option(const ModelStore& model, const std::string& name);

/// What regularization_line() kept. Throws InputError if the model has no such line, or no number in it.
/// Local.
double stored_regularization(const ModelStore& model);

/// The number of shards of rotate: that of the checkpoint if there is one, otherwise `given` or the default.
/// Throws UsageError if another number is given than the checkpoint has. Local.
std::int64_t rotate_shards(const RatingStore& store, std::optional<std::int64_t> given,
                           const ModelStore* old);

}  // namespace crucible
