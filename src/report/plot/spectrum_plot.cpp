#include "crucible/core/number_text.hpp"
#include "crucible/report/plot.hpp"
#include "page/spectrum_charts.hpp"
#include "plot/sheet.hpp"

namespace crucible {

namespace {

Panel energy_panel(const ReportSpectrum& spectrum, const Names& names) {
  Panel panel{energy_chart(spectrum, names), {}};
  if (spectrum.principal) {
    panel.chart.text.title = "Explained variance";
    panel.chart.y.title = "explained variance (%)";
  } else {
    panel.chart.y.title = "cumulative energy (%)";
  }
  std::string text = "k for";
  for (const auto& [share, k] : share_ranks(spectrum, names))
    text += (text.ends_with("for") ? " " : "; ") + fixed(100 * share, 0) + " %: " + k;
  panel.key.push_back({KeyEntry::Sample::ring, names.colour(spectrum.origin.path), text});
  return panel;
}

}  // namespace

std::string spectrum_plot(const ReportSpectrum& spectrum) {
  const Names names({{}, {spectrum}, {}});
  const std::string name = names.of(spectrum.origin.path);
  const Panel energy = energy_panel(spectrum, names);
  if (spectrum.principal && !spectrum.scores.empty() && spectrum.singular_values.size() > 1)
    return sheet_of("Principal components of " + name, {energy, {component_chart(spectrum, names), {}}});
  return sheet_of((spectrum.principal ? "Principal components of " : "Singular values of ") + name,
                  {{value_chart(spectrum, names), {}}, energy});
}

}  // namespace crucible
