#include "crucible/report/plot.hpp"
#include "page/training_charts.hpp"
#include "plot/sheet.hpp"

#include <algorithm>

namespace crucible {

namespace {

using Sample = KeyEntry::Sample;

constexpr Colour of_training{1};

/// The chart of a report, but with a colour for each line: there is one model alone.
Panel error_panel(const ReportModel& model, const Names& names) {
  Panel panel{error_chart(model, names), {}};
  if (panel.chart.curves.empty()) {  // errors of training alone, which are in targets and not in ratings
    ReportModel in_targets = model;
    in_targets.traits.unrated_weight = 0;
    panel.chart = error_chart(in_targets, names);
    panel.chart.y.title = "RMSE (targets, 0 to 1)";
  }
  for (Curve& curve : panel.chart.curves) {
    if (curve.dashed) curve.colour = of_training;
    panel.key.push_back({curve.dashed ? Sample::dashed : Sample::line, curve.colour,
                         curve.dashed ? "training" : "validation"});
  }
  for (const Curve& curve : panel.chart.curves)
    if (!curve.marks.empty())
      panel.key.push_back(
          {Sample::ring, curve.colour, "kept: epoch " + std::to_string(model.record.best_epoch)});
  for (Divider& divider : panel.chart.dividers) divider.colour = {};
  if (!panel.chart.dividers.empty()) panel.key.push_back({Sample::divider, {}, "draws follow"});
  return panel;
}

}  // namespace

std::string training_plot(const ReportModel& model) {
  const Names names({{model}, {}, {}});
  std::vector<Panel> panels{error_panel(model, names)};
  Panel overlap{overlap_chart(model, names), {}};
  for (Divider& divider : overlap.chart.dividers) divider.colour = {};
  if (!overlap.chart.curves.empty()) {
    overlap.key.push_back({Sample::line, overlap.chart.curves.front().colour, "overlap@10"});
    panels.push_back(std::move(overlap));
  }
  return sheet_of("Training of " + names.of(model.origin.path), panels);
}

}  // namespace crucible
