#pragma once

#include "crucible/cli/job.hpp"
#include "crucible/hdf5/output_lock.hpp"

#include <memory>
#include <string>

namespace crucible {

/// Takes the right to write `path`, which the job keeps while it holds the result; warns if the file
/// system has no locks. Waits a while for the ranks of a killed job to end. Collective. Throws IoError if
/// another job holds it.
std::unique_ptr<OutputLock> lock_output(Job& job, const std::string& path);

}  // namespace crucible
