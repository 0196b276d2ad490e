#include "chart/chart.hpp"
#include "crucible/core/number_text.hpp"
#include "markup/table.hpp"
#include "page/energy.hpp"
#include "page/sections.hpp"
#include "page/spectrum_charts.hpp"

namespace crucible {

namespace {

constexpr std::size_t most_rows = 200;  ///< of the table of scores

std::string axis_title(const ReportSpectrum& spectrum, std::size_t component) {
  const double part = spectrum.singular_values.at(component) / spectrum.frobenius;
  return "component " + std::to_string(component + 1) + " (" + fixed(100 * part * part, 1) +
         " % of the variance)";
}

Table figures_of(const ReportSpectrum& spectrum) {
  Table table;
  table.header = {"row", "component 1", "component 2"};
  const auto shown = static_cast<std::int64_t>(spectrum.scores.size());
  const std::int64_t step = (spectrum.score_rows + shown - 1) / shown;
  for (const std::size_t i : thinned(spectrum.scores.size(), most_rows))
    table.add({grouped(static_cast<std::int64_t>(i) * step + 1), shortest(spectrum.scores[i][0], 6),
               shortest(spectrum.scores[i][1], 6)});
  return table;
}

/// "all 40 rows", "2,000 of 50,000 rows"
std::string rows_of(const ReportSpectrum& spectrum) {
  const auto shown = static_cast<std::int64_t>(spectrum.scores.size());
  return (shown == spectrum.score_rows ? "all " : grouped(shown) + " of ") + grouped(spectrum.score_rows) +
         " rows";
}

Markup figure_of(const ReportSpectrum& spectrum, const Names& names, std::size_t number) {
  PlaneChart chart = component_chart(spectrum, names);
  chart.text.id += "-" + std::to_string(number);
  return figure(svg_of(chart), chart.text.title, rows_of(spectrum) + ", in the unit of the matrix.",
                figures_of(spectrum));
}

}  // namespace

PlaneChart component_chart(const ReportSpectrum& spectrum, const Names& names) {
  const std::string name = names.of(spectrum.origin.path);
  PlaneChart chart;
  chart.dots = true;
  chart.x = {axis_title(spectrum, 0), Axis::Kind::linear, false};
  chart.y = {axis_title(spectrum, 1), Axis::Kind::linear, false};
  Curve cloud{name, names.colour(spectrum.origin.path), false, {}, {}};
  for (const auto& [x, y] : spectrum.scores) cloud.points.push_back({x, y});
  chart.text = {"components", "Scores of " + name,
                "A dot for " + rows_of(spectrum) + ": " + chart.x.title + " against " + chart.y.title + "."};
  chart.curves.push_back(std::move(cloud));
  return chart;
}

Markup component_section(const ReportFiles& files, const Names& names) {
  Markup charts;
  Markup remarks;
  std::size_t number = 0;
  for (const ReportSpectrum& spectrum : files.spectra) {
    if (!spectrum.principal) continue;
    if (spectrum.scores.empty() || spectrum.singular_values.size() < 2 || !(spectrum.frobenius > 0))
      remarks +=
          remark(names.of(spectrum.origin.path) +
                 " has no scores of two components to draw; pca stores scores if it is asked for them.");
    else
      charts += figure_of(spectrum, names, ++number);
  }
  if (charts.empty() && remarks.empty()) return {};
  if (!charts.empty()) charts = element("div", {{"class", "charts"}}, charts);
  return section("components", "Principal components", remarks + charts);
}

}  // namespace crucible
