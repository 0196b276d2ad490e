#pragma once

#include "crucible/tune/tune_results.hpp"
#include "crucible/tune/tune_space.hpp"

#include <string>

namespace crucible {

/// Writes best.conf of a search in `folder` again where the best candidate keeps its best model: with the
/// epochs and the patience that it was trained with, since these decide when its draws begin. `usage` becomes
/// a comment. Local. Throws IoError.
void write_best_config(const std::string& folder, const TuneResults& results, const TrainOptionReader& reader,
                       const std::string& usage);

}  // namespace crucible
