#pragma once

#include "crucible/app/job.hpp"
#include "crucible/store/model_store.hpp"

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

/// Throws UsageError naming the first option that differs between the model's training and this one, or the
/// data. Options that may change on a resume are left out of `config` by the caller. Local.
void check_resumable(const ModelStore& model, const std::string& config,
                     const std::string& ratings_fingerprint);

}  // namespace crucible
