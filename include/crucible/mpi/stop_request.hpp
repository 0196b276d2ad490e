#pragma once

#include "crucible/mpi/communicator.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace crucible {

/// What a user or a batch system asks of a long job.
enum class OutsideRequest : std::uint8_t { none, checkpoint, stop };

/// Signals and the time limit, agreed over all ranks. SIGUSR1 asks for a checkpoint. SIGUSR2, SIGTERM, SIGINT
/// and the end of the time ask the job to save a checkpoint and stop. Only one may live at a time. Its
/// destructor sets the default handling of SIGTERM and SIGINT again. SIGUSR1 and SIGUSR2 are ignored from
/// then on: they come from a batch system near the end of the time, and must not end a job that is just done.
class StopRequest {
 public:
  /// Local. `max_seconds` counts from now. Without it the limit is the end of the Slurm job
  /// (SLURM_JOB_END_TIME), if there is one.
  explicit StopRequest(std::optional<double> max_seconds);
  ~StopRequest();
  StopRequest(const StopRequest&) = delete;
  StopRequest& operator=(const StopRequest&) = delete;

  /// Collective. The strongest request that any rank has heard. A request for a checkpoint is reported once;
  /// a request to stop is reported by every later call. `needed_seconds` is the time that the next step and a
  /// checkpoint will take: the answer is `stop` if less is left.
  OutsideRequest poll(const Communicator& comm, double needed_seconds);
  /// Local. Why poll() last said stop: "time" or "signal".
  const std::string& reason() const noexcept { return reason_; }

 private:
  std::optional<double> deadline_;  ///< seconds of the steady clock
  std::string reason_;
};

}  // namespace crucible
