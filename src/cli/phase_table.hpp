#pragma once

#include "crucible/cli/timings.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace crucible {

/// What phases took on all ranks, an entry a phase.
struct PhaseSums {
  std::vector<std::vector<double>> seconds;  ///< a row for each rank
  std::vector<double> communication;         ///< seconds in messages, added up over the ranks
  std::vector<std::int64_t> bytes;           ///< sent, added up
};

/// A row a phase. The last of `names` is the total, of which the shares are. @pre one rank or more
std::vector<PhaseSeconds> phase_rows(const std::vector<std::string>& names, const PhaseSums& sums);

/// The text of --timings: a heading, a line a phase, and a line that says what the columns are.
std::string phase_table(std::span<const PhaseSeconds> rows, int ranks);

}  // namespace crucible
