#pragma once

#include <atomic>
#include <cstdint>

namespace crucible {

/// Signs of life of this process, for the watchdog: how often something went on, and what is being waited
/// for. The one piece of state that is global on purpose: it belongs to the process, and costs an atomic
/// store to keep.
class Heartbeat {
 public:
  /// Something went on. For long local work and long reading or writing.
  static void beat() noexcept { beats_.fetch_add(1, std::memory_order_relaxed); }
  static std::uint64_t beats() noexcept { return beats_.load(std::memory_order_relaxed); }
  /// What this process waits for, or null while it works.
  static const char* activity() noexcept { return activity_.load(std::memory_order_relaxed); }

 private:
  friend class Waiting;
  static inline std::atomic<std::uint64_t> beats_{0};
  static inline std::atomic<const char*> activity_{nullptr};
};

/// While this lives, the process waits for `what` (a text that lives for ever); a beat at its start and at
/// its end.
class Waiting {
 public:
  explicit Waiting(const char* what) noexcept : before_(Heartbeat::activity()) {
    Heartbeat::activity_.store(what, std::memory_order_relaxed);
    Heartbeat::beat();
  }
  ~Waiting() {
    Heartbeat::activity_.store(before_, std::memory_order_relaxed);
    Heartbeat::beat();
  }
  Waiting(const Waiting&) = delete;
  Waiting& operator=(const Waiting&) = delete;

 private:
  const char* before_;
};

}  // namespace crucible
