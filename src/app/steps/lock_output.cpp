#include "steps/lock_output.hpp"

namespace crucible {

namespace {

/// Seconds that the ranks of a killed job get to end.
constexpr double patience_for_other_jobs = 30;

}  // namespace

std::unique_ptr<OutputLock> lock_output(Job& job, const std::string& path) {
  auto lock = std::make_unique<OutputLock>(job.comm, path, patience_for_other_jobs);
  if (!lock->held())
    job.log.warning(path + ": the file system has no locks: let no two jobs write this file");
  return lock;
}

}  // namespace crucible
