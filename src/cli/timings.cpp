#include "crucible/cli/timings.hpp"

#include <algorithm>

#include <sys/resource.h>

namespace crucible {

Timings::Scope::~Scope() {
  timings_.add(phase_, std::chrono::duration<double>(Clock::now() - start_).count());
}

void Timings::add(const std::string& phase, double seconds) {
  const auto at =
      std::find_if(phases_.begin(), phases_.end(), [&](const auto& entry) { return entry.first == phase; });
  if (at == phases_.end())
    phases_.emplace_back(phase, seconds);
  else
    at->second += seconds;
}

double Timings::seconds(const std::string& phase) const {
  for (const auto& [name, seconds] : phases_)
    if (name == phase) return seconds;
  return 0;
}

double Timings::total() const { return std::chrono::duration<double>(Clock::now() - start_).count(); }

std::vector<PhaseSeconds> Timings::over_ranks(const Communicator& comm) const {
  std::vector<PhaseSeconds> result;
  const auto entry = [&](const std::string& phase, double mine) {
    result.push_back({phase, comm.min_value(mine), comm.sum_value(mine) / comm.size(), comm.max_value(mine)});
  };
  // All ranks go through the names of rank 0, so that the reductions match.
  const auto count = comm.broadcast_value(static_cast<std::int64_t>(phases_.size()));
  for (std::int64_t i = 0; i < count; ++i) {
    const std::string mine = comm.is_root() ? phases_[static_cast<std::size_t>(i)].first : std::string();
    const std::string phase = comm.broadcast_text(mine);
    entry(phase, seconds(phase));
  }
  entry("total", total());
  return result;
}

std::int64_t peak_resident_bytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return std::int64_t{1024} * usage.ru_maxrss;
}

}  // namespace crucible
