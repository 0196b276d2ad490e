#pragma once

#include "crucible/mpi/communicator.hpp"

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string>
#include <thread>

namespace crucible {

/// Counts how long a process has made no progress. Pure.
class IdleClock {
 public:
  /// `longest_step`, seconds: a longer step counts as this long only. After such a step the process was not
  /// idle: a batch system or a terminal had stopped it as a whole.
  explicit IdleClock(double longest_step) : longest_step_(longest_step) {}

  /// `elapsed`: seconds since the last call. `beats`: the count of Heartbeat. Returns for how many seconds
  /// the process has been idle.
  double advance(std::uint64_t beats, double elapsed) noexcept;

 private:
  double longest_step_;
  double idle_ = 0;
  std::uint64_t last_beats_ = 0;
  bool started_ = false;
};

/// A thread that ends this process, without calling MPI, when Heartbeat has not beaten for too long. Then
/// another rank was stopped, a link was cut, or a call to read or write never came back. mpirun ends the
/// other ranks.
///
/// It prints one message that names this rank, its host and what it waited for. All ranks would give up at
/// the same time, so they take turns: rank 0 ends first, rank 1 after 4 more seconds, the rest after 8.
/// mpirun normally ends them before their turn.
class Watchdog {
 public:
  /// Local. Watches from now on; does nothing if `seconds` is 0. `hint` ends the message, for example with
  /// where the limit comes from. It may be empty.
  Watchdog(const Communicator& comm, double seconds, std::string hint);
  /// Local. Watches one process, which the message calls `who`. Throws LogicError unless seconds > 0.
  Watchdog(std::string who, double seconds, std::string hint);
  ~Watchdog();
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;

 private:
  void start(double limit);
  void watch(double limit);
  [[noreturn]] void give_up() const noexcept;

  std::string who_;
  std::string hint_;
  double seconds_ = 0;
  std::mutex mutex_;
  std::condition_variable ended_;
  bool end_ = false;
  std::thread thread_;
};

}  // namespace crucible
