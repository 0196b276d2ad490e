#pragma once

#include "crucible/mpi/communicator.hpp"
#include "crucible/mpi/message_cost.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace crucible {

/// Seconds of one phase over all ranks.
struct PhaseSeconds {
  std::string phase;
  std::vector<double> of_ranks;  ///< by rank
  double min = 0;
  double mean = 0;
  double max = 0;
  double share = 0;             ///< of the total: mean by mean
  double imbalance = 1;         ///< max by mean; 1 if the phase took no time
  double communication = 0;     ///< seconds in crucible's own messages, mean over the ranks
  std::int64_t bytes_sent = 0;  ///< in crucible's own messages, all ranks
};

/// What one phase, or all work, took on this rank.
struct PhaseCost {
  double seconds = 0;
  MessageCost messages;
};

/// A phase that ran once on this rank, in the time of its clock.
struct PhaseRun {
  std::string phase;
  std::string detail;  ///< which run it was, such as "epoch 3"; may be empty
  std::chrono::steady_clock::time_point begin;
  std::chrono::steady_clock::time_point end;
  MessageCost messages;
};

/// Wall-clock seconds of named phases on this rank. Phases may repeat; their times add up. Of a phase within
/// another one, the time counts for the inner one alone.
class Timings {
 public:
  using Clock = std::chrono::steady_clock;

  /// Runs `work` and adds its time to `phase`. `detail` names this run for --trace.
  template <typename Work>
  decltype(auto) measure(const std::string& phase, Work&& work, const std::string& detail = {}) {
    const Scope scope(*this, phase, detail);
    return std::forward<Work>(work)();
  }
  /// Local. Seconds of `phase` so far on this rank; 0 if it never ran.
  double seconds(const std::string& phase) const;
  /// Local. Seconds since this object was made.
  double total() const;

  /// Local. From here on every run of a phase is kept.
  void keep_runs() { keeps_runs_ = true; }
  const std::vector<PhaseRun>& runs() const noexcept { return runs_; }

  /// Collective. Every phase that ran on rank 0, in the order of its first run, then "other" for what is in
  /// none of them, and "total". A rank without the phase counts as 0 seconds.
  std::vector<PhaseSeconds> over_ranks(const Communicator& comm) const;

 private:
  class Scope {
   public:
    Scope(Timings& timings, std::string phase, std::string detail);
    ~Scope();
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;

   private:
    Timings& timings_;
    std::string phase_;
    std::string detail_;
    Scope* outer_;
    PhaseCost inner_;  ///< of the phases within
    MessageCost messages_ = message_cost();
    Clock::time_point begin_ = Clock::now();
  };

  void add(const std::string& phase, const PhaseCost& cost);
  PhaseCost cost_of(const std::string& phase) const;

  Clock::time_point start_ = Clock::now();
  MessageCost messages_at_start_ = message_cost();
  std::vector<std::pair<std::string, PhaseCost>> phases_;
  Scope* innermost_ = nullptr;
  bool keeps_runs_ = false;
  std::vector<PhaseRun> runs_;
};

}  // namespace crucible
