#include "chart/chart.hpp"
#include "crucible/core/number_text.hpp"
#include "markup/table.hpp"
#include "page/sections.hpp"

#include <algorithm>

namespace crucible {

namespace {

std::string ranks_of(const ReportTiming& timing) {
  return std::to_string(timing.ranks) + (timing.ranks == 1 ? " rank" : " ranks");
}

/// More ranks than these have no columns and no marks of their own.
constexpr std::int64_t most_columns = 16;
constexpr std::int64_t most_marks = 64;

bool shows_ranks(const ReportTiming& timing, std::int64_t most) {
  return timing.ranks > 1 && timing.ranks <= most &&
         std::none_of(timing.phases.begin(), timing.phases.end(),
                      [](const ReportTiming::Phase& phase) { return phase.of_ranks.empty(); });
}

Table figures_of(const ReportTiming& timing) {
  Table table;
  table.header = {"phase",     "mean (s)",     "least (s)",       "most (s)",
                  "share (%)", "messages (s)", "messages (bytes)"};
  const bool ranks = shows_ranks(timing, most_columns);
  for (std::int64_t rank = 0; ranks && rank < timing.ranks; ++rank)
    table.header.emplace_back("rank " + std::to_string(rank) + " (s)");
  for (const ReportTiming::Phase& phase : timing.phases) {
    std::vector<Markup> cells{phase.name,
                              fixed(phase.mean, 3),
                              fixed(phase.least, 3),
                              fixed(phase.most, 3),
                              figure_text(100 * phase.share, 1),
                              fixed(phase.message_seconds, 3),
                              grouped(phase.message_bytes)};
    if (ranks)
      for (const double seconds : phase.of_ranks) cells.emplace_back(fixed(seconds, 3));
    table.add(std::move(cells));
  }
  return table;
}

Markup figure_of(const ReportTiming& timing, const Names& names, std::size_t number) {
  BarChart chart;
  chart.axis.title = "seconds";
  chart.digits = 3;
  chart.text = {"timing-" + std::to_string(number),
                timing.command + " on " + ranks_of(timing) + ", " + names.of(timing.path), ""};
  for (const ReportTiming::Phase& phase : timing.phases) {
    Bar bar{phase.name, names.colour(timing.path), phase.mean, std::nullopt};
    if (shows_ranks(timing, most_marks))
      bar.parts = phase.of_ranks;
    else if (timing.ranks > 1)
      bar.whisker = {phase.least, phase.most};
    chart.bars.push_back(std::move(bar));
    chart.text.description += phase.name + ": " + fixed(phase.mean, 3) + " s. ";
  }
  if (chart.bars.empty()) return {};
  return figure(svg_of(chart), chart.text.title,
                duration(timing.total) + " in all; largest memory of a rank: " +
                    bytes(static_cast<double>(timing.peak_bytes)) + ".",
                figures_of(timing));
}

}  // namespace

Markup timing_section(const ReportFiles& files, const Names& names) {
  Markup charts;
  std::size_t number = 0;
  for (const ReportTiming& timing : files.timings) charts += figure_of(timing, names, ++number);
  if (charts.empty()) return {};
  const bool several = std::any_of(files.timings.begin(), files.timings.end(),
                                   [](const ReportTiming& timing) { return timing.ranks > 1; });
  return section(
      "timings", "Timings",
      remark(std::string("Wall-clock seconds by phase, mean over the ranks") +
             (several ? "; a mark for each rank, or whiskers from the fastest rank to the slowest." : ".")) +
          element("div", {{"class", "charts small"}}, charts));
}

}  // namespace crucible
