#pragma once

#include "crucible/mpi/communicator.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace crucible {

/// What the outside asks of a long job.
enum class OutsideRequest : std::uint8_t { none, checkpoint, stop };

/// Signals and the time limit, agreed over all ranks: SIGUSR1 asks for a checkpoint, SIGUSR2, SIGTERM and
/// SIGINT to stop with one, and so does the end of the time. One a program; restores the old signal handlers
/// in its destructor.
class StopRequest {
 public:
  /// `max_seconds`: from now; without it the end of the Slurm job (SLURM_JOB_END_TIME), where there is one.
  explicit StopRequest(std::optional<double> max_seconds);
  ~StopRequest();
  StopRequest(const StopRequest&) = delete;
  StopRequest& operator=(const StopRequest&) = delete;

  /// The strongest request that any rank has heard since the last call; `needed_seconds` is what the next
  /// step and a checkpoint will take. Collective.
  OutsideRequest poll(const Communicator& comm, double needed_seconds);
  /// "time" or "signal": why poll() last said stop.
  const std::string& reason() const noexcept { return reason_; }

 private:
  std::optional<double> deadline_;  ///< seconds of the steady clock
  std::string reason_;
};

}  // namespace crucible
