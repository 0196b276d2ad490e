#include "crucible/report/plot.hpp"
#include "page/compression_charts.hpp"
#include "plot/sheet.hpp"

#include <filesystem>

namespace crucible {

namespace {

/// What several lines of a chart mean; a single one is what the axis says.
std::vector<KeyEntry> key_of(const PlaneChart& chart) {
  std::vector<KeyEntry> key;
  if (chart.curves.size() < 2) return key;
  for (const Curve& curve : chart.curves)
    key.push_back(
        {curve.dashed ? KeyEntry::Sample::dashed : KeyEntry::Sample::line, curve.colour, curve.name});
  return key;
}

}  // namespace

std::string compression_plot(const ReportCompression& compression) {
  std::vector<Panel> panels;
  for (const PlaneChart& chart : compression_charts(compression)) panels.push_back({chart, key_of(chart)});
  return sheet_of("Compression of " + std::filesystem::path(compression.origin.path).filename().string(),
                  panels);
}

}  // namespace crucible
