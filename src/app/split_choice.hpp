#pragma once

#include "crucible/app/progress_log.hpp"
#include "crucible/store/rating_store.hpp"

#include <string>

namespace crucible {

/// The split that a command works with: `wanted` where given ("none" for no split); else the file's only one,
/// said on the log; else none (empty). Throws UsageError where the file has several and none is named, or
/// none of that name. Local.
std::string choose_split(const RatingStore& store, const std::string& wanted, ProgressLog& log);

}  // namespace crucible
