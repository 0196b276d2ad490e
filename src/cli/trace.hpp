#pragma once

#include "crucible/cli/timings.hpp"

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace crucible {

/// Where the events of a rank stand in a trace.
struct TracePlace {
  int host = 0;  ///< the process of the viewer
  int rank = 0;  ///< the thread of the viewer
};

/// The number of each rank's host, counted from 0 in the order of the ranks.
std::vector<int> host_numbers(const std::vector<std::string>& host_of_rank);

/// Collective. The time of this rank's clock from which --trace counts. The clocks of hosts differ, so all
/// read theirs as they leave a barrier.
Timings::Clock::time_point common_zero(const Communicator& comm);

/// The events of one rank, in the order of their begin, an outer one before those within: JSON objects
/// between commas, or nothing.
std::string trace_events(std::vector<PhaseRun> runs, Timings::Clock::time_point zero, TracePlace place);

/// Collective. The runs of the phases of all ranks and all of the work, as Chrome's trace events, into
/// `path`, complete or not at all.
void write_trace(const Communicator& comm, const std::string& path, const std::string& command,
                 const Timings& timings, Timings::Clock::time_point zero);

}  // namespace crucible
