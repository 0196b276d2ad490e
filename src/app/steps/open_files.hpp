#pragma once

#include "crucible/cli/job.hpp"
#include "crucible/store/model_store.hpp"
#include "crucible/store/rating_store.hpp"

#include <string>

namespace crucible {

// Open a file of ours; the time counts as loading. Collective. Throws InputError.

RatingStore open_ratings(Job& job, const std::string& path);
ModelStore open_model(Job& job, const std::string& path);

}  // namespace crucible
