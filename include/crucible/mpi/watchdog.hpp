#pragma once

#include "crucible/mpi/communicator.hpp"

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string>
#include <thread>

namespace crucible {

/// Counts how long nothing went on. Pure.
class IdleClock {
 public:
  /// `longest_step`: a step that took longer was not idleness but a process that was stopped as a whole (by a
  /// batch system, or on a terminal), and counts as this long only. Seconds.
  explicit IdleClock(double longest_step) : longest_step_(longest_step) {}

  /// `elapsed` seconds after the last call; `beats` as Heartbeat counts. Returns the seconds of idleness so
  /// far.
  double advance(std::uint64_t beats, double elapsed) noexcept;

 private:
  double longest_step_;
  double idle_ = 0;
  std::uint64_t last_beats_ = 0;
  bool started_ = false;
};

/// A thread that ends this process, without a further word to MPI, when its heart has not beaten for too
/// long: another rank was stopped, a link was cut, or a call to read or write never came back. mpirun then
/// ends the other ranks.
///
/// It prints one message naming this rank, its host and what it waited for. Ranks would all give up at the
/// same time; rank 0 speaks first, and the others only where that has not ended them: rank 1 after 4 seconds
/// more, the rest after 8.
class Watchdog {
 public:
  /// No watch where `seconds` is 0. Local.
  Watchdog(const Communicator& comm, double seconds);
  /// For one process named `who`. @pre seconds > 0
  Watchdog(std::string who, double seconds);
  ~Watchdog();
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;

 private:
  void start(double limit);
  void watch(double limit);
  [[noreturn]] void give_up() const noexcept;

  std::string who_;
  double seconds_ = 0;
  std::mutex mutex_;
  std::condition_variable ended_;
  bool end_ = false;
  std::thread thread_;
};

}  // namespace crucible
