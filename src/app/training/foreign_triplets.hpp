#pragma once

#include "crucible/cli/job.hpp"

#include <optional>
#include <string>
#include <vector>

namespace crucible {

/// The ratings file to train on. This is `path` if it is a ratings file of this program. Ratings in somebody
/// else's HDF5 file are first written to a ratings file beside the job's output (`model.h5` gives
/// `model.ratings.h5`), which evaluate and recommend need as well. `columns` name their datasets; if it is
/// empty, the datasets are searched for. On a dry run such ratings are read and reported, but not written,
/// and the result is empty. Collective. Throws UsageError if the file to write exists and no training wrote
/// it, InputError for bad ratings.
std::optional<std::string> ratings_for_training(Job& job, const std::string& path,
                                                const std::vector<std::string>& columns);

}  // namespace crucible
