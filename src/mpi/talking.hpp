#pragma once

#include "crucible/mpi/heartbeat.hpp"
#include "crucible/mpi/message_cost.hpp"

#include <chrono>
#include <cstddef>

namespace crucible {

/// While it lives, its time counts as time in messages. Only the main thread calls MPI, so that nothing here
/// is atomic.
class MessageTime {
 public:
  MessageTime() = default;
  ~MessageTime() { so_far.seconds += std::chrono::duration<double>(Clock::now() - begin_).count(); }
  MessageTime(const MessageTime&) = delete;
  MessageTime& operator=(const MessageTime&) = delete;

  static void add_bytes(std::size_t bytes) noexcept { so_far.bytes += static_cast<std::int64_t>(bytes); }
  static const MessageCost& total() noexcept { return so_far; }

 private:
  using Clock = std::chrono::steady_clock;

  static inline MessageCost so_far;
  Clock::time_point begin_ = Clock::now();
};

/// The process is in `routine` while it lives, for the watchdog and for the time in messages.
class Talking {
 public:
  explicit Talking(const char* routine) noexcept : waiting_(routine) {}

 private:
  Waiting waiting_;
  MessageTime time_;
};

}  // namespace crucible
