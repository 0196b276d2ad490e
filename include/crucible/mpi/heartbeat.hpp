#pragma once

#include <atomic>
#include <cstdint>

namespace crucible {

/// Signs of life of this process, for the watchdog: a count of its progress, and what it waits for. Local.
/// This state is global on purpose: it belongs to the process, and keeping it costs one atomic store.
class Heartbeat {
 public:
  /// Records progress. Call it in long local work and in long reads or writes.
  static void beat() noexcept { beats_.fetch_add(1, std::memory_order_relaxed); }
  static std::uint64_t beats() noexcept { return beats_.load(std::memory_order_relaxed); }
  /// What this process waits for, or null while it works.
  static const char* activity() noexcept { return activity_.load(std::memory_order_relaxed); }

 private:
  friend class Waiting;
  static inline std::atomic<std::uint64_t> beats_{0};
  static inline std::atomic<const char*> activity_{nullptr};
};

/// Says that the process waits for `what` while this object lives. Beats at its start and at its end. `what`
/// must live until the program ends: pass a literal.
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
