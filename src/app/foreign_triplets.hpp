#pragma once

#include "crucible/app/job.hpp"

#include <string>
#include <vector>

namespace crucible {

/// Writes the ratings of a foreign HDF5 file as a ratings file beside the job's output (`model.h5` gives
/// `model.ratings.h5`), which evaluate and recommend want as well, and returns its name. Collective.
std::string import_beside(Job& job, const std::string& path, const std::vector<std::string>& columns);

}  // namespace crucible
