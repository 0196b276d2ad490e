#pragma once

#include "crucible/mpi/communicator.hpp"

#include <chrono>
#include <string>
#include <utility>
#include <vector>

namespace crucible {

/// Seconds of one phase over all ranks.
struct PhaseSeconds {
  std::string phase;
  double min = 0;
  double mean = 0;
  double max = 0;
};

/// Wall-clock seconds of named phases on this rank. Phases may repeat; their times add up.
class Timings {
 public:
  /// Runs `work` and adds its time to `phase`.
  template <typename Work>
  decltype(auto) measure(const std::string& phase, Work&& work) {
    const Scope scope(*this, phase);
    return std::forward<Work>(work)();
  }
  /// Local. Seconds of `phase` so far on this rank; 0 if it never ran.
  double seconds(const std::string& phase) const;
  /// Local. Seconds since this object was made.
  double total() const;

  /// Collective. Every phase that ran on rank 0, in the order of its first run, and then "total". A rank
  /// without the phase counts as 0 seconds.
  std::vector<PhaseSeconds> over_ranks(const Communicator& comm) const;

 private:
  using Clock = std::chrono::steady_clock;

  class Scope {
   public:
    Scope(Timings& timings, std::string phase) : timings_(timings), phase_(std::move(phase)) {}
    ~Scope();
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;

   private:
    Timings& timings_;
    std::string phase_;
    Clock::time_point start_ = Clock::now();
  };

  void add(const std::string& phase, double seconds);

  Clock::time_point start_ = Clock::now();
  std::vector<std::pair<std::string, double>> phases_;
};

/// Local. The largest resident memory of this process so far, in bytes.
std::int64_t peak_resident_bytes();

}  // namespace crucible
