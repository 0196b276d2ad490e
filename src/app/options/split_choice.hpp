#pragma once

#include "crucible/cli/progress_log.hpp"
#include "crucible/store/rating_store.hpp"

#include <string>

namespace crucible {

/// The split that a command works with. It is `wanted` if given ("none" for no split), else the file's only
/// split, which is then logged, else none (empty). Throws UsageError if the file has several splits and none
/// is named, or if it has no split of that name. Local.
std::string choose_split(const RatingStore& store, const std::string& wanted, ProgressLog& log);

/// The same for a command that judges by what the split holds out: throws UsageError if there is none.
/// Local.
std::string choose_split_to_judge_by(const RatingStore& store, const std::string& wanted, ProgressLog& log);

}  // namespace crucible
