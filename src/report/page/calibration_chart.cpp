#include "page/calibration_chart.hpp"

#include "chart/chart.hpp"
#include "crucible/core/number_text.hpp"
#include "markup/table.hpp"
#include "page/sections.hpp"

#include <algorithm>
#include <cmath>

namespace crucible {

Markup calibration_chart(const std::vector<const ReportEvaluation*>& evaluations, const Names& names,
                         const std::string& id) {
  PlaneChart chart;
  chart.text = {id, "Calibration of intervals", ""};
  chart.x = {"promised (% of the ratings)"};
  chart.y = {"held (% of the ratings)"};
  chart.curves.push_back({"ideal", {}, true, {{0, 0}, {100, 100}}, {}});
  Table table;
  table.header = {"", "promised (%)", "held (%)", "mean width (ratings)"};
  for (const ReportEvaluation* evaluation : evaluations) {
    const std::string& path = evaluation->models.front().name;
    const bool shown = std::any_of(chart.curves.begin(), chart.curves.end(),
                                   [&](const Curve& curve) { return curve.name == names.of(path); });
    if (shown || evaluation->calibration.empty()) continue;
    Curve curve{names.of(path), names.colour(path), false, {}, {}};
    chart.text.description += curve.name + ":";
    for (const ReportEvaluation::Coverage& coverage : evaluation->calibration) {
      if (!std::isfinite(coverage.covered)) continue;
      curve.points.push_back({100 * coverage.level, 100 * coverage.covered});
      table.add({curve.name, fixed(100 * coverage.level, 0), figure_text(100 * coverage.covered, 1),
                 figure_text(coverage.width, 2)});
      chart.text.description +=
          " of " + fixed(100 * coverage.level, 0) + " %, " + fixed(100 * coverage.covered, 1) + " %;";
    }
    curve.marks = curve.points;
    chart.text.description += " ";
    chart.curves.push_back(std::move(curve));
  }
  if (chart.curves.size() == 1) return {};
  return figure(
      svg_of(chart), chart.text.title,
      "How many of the judged ratings lie within intervals around their predictions; dashed: as promised.",
      table);
}

}  // namespace crucible
