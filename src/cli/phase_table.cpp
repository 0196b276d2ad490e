#include "phase_table.hpp"

#include "crucible/core/error.hpp"
#include "crucible/core/number_text.hpp"

#include <algorithm>
#include <array>
#include <numeric>

namespace crucible {

namespace {

constexpr std::size_t columns = 8;
using Cells = std::array<std::string, columns>;

std::string percent(double share) { return fixed(100 * share, 1) + " %"; }

Cells cells_of(const PhaseSeconds& row) {
  return {row.phase,
          fixed(row.min, 3),
          fixed(row.mean, 3),
          fixed(row.max, 3),
          percent(row.share),
          fixed(row.imbalance, 2),
          fixed(row.communication, 3),
          bytes(static_cast<double>(row.bytes_sent))};
}

}  // namespace

std::vector<PhaseSeconds> phase_rows(const std::vector<std::string>& names, const PhaseSums& sums) {
  require(!names.empty() && !sums.seconds.empty(), "phase_rows: a total, and a rank");
  const auto ranks = static_cast<double>(sums.seconds.size());
  std::vector<PhaseSeconds> rows;
  for (std::size_t i = 0; i < names.size(); ++i) {
    PhaseSeconds row;
    row.phase = names[i];
    // Clocks and roundings may leave a hair below 0 for what is in no phase.
    for (const std::vector<double>& rank : sums.seconds) row.of_ranks.push_back(std::max(rank[i], 0.0));
    const auto [least, most] = std::minmax_element(row.of_ranks.begin(), row.of_ranks.end());
    row.min = *least;
    row.max = *most;
    const double all = std::accumulate(row.of_ranks.begin(), row.of_ranks.end(), 0.0);
    row.mean = std::clamp(all / ranks, row.min, row.max);
    if (row.mean > 0) row.imbalance = row.max / row.mean;
    row.communication = std::max(sums.communication[i] / ranks, 0.0);
    row.bytes_sent = sums.bytes[i];
    rows.push_back(std::move(row));
  }
  const double total = rows.back().mean;
  for (PhaseSeconds& row : rows)
    if (total > 0) row.share = row.mean / total;
  return rows;
}

std::string phase_table(std::span<const PhaseSeconds> rows, int ranks) {
  std::vector<Cells> lines{{"phase", "min s", "mean s", "max s", "share", "max/mean", "messages s", "sent"}};
  for (const PhaseSeconds& row : rows) lines.push_back(cells_of(row));
  std::array<std::size_t, columns> widths{};
  for (const Cells& line : lines)
    for (std::size_t c = 0; c < columns; ++c) widths[c] = std::max(widths[c], line[c].size());
  std::string text;
  for (const Cells& line : lines) {
    text += line[0] + std::string(widths[0] - line[0].size(), ' ');
    for (std::size_t c = 1; c < columns; ++c) text += "  " + padded(line[c], widths[c]);
    text += "\n";
  }
  return text + (ranks == 1 ? "1 rank" : std::to_string(ranks) + " ranks") +
         "; messages: mean of the ranks, sent: all ranks, both of crucible's own messages (not "
         "ScaLAPACK's)\n";
}

}  // namespace crucible
