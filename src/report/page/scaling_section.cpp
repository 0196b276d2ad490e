#include "chart/chart.hpp"
#include "crucible/core/number_text.hpp"
#include "markup/table.hpp"
#include "page/sections.hpp"

#include <algorithm>
#include <iterator>

namespace crucible {

namespace {

using Row = ReportScaling::Row;

/// The rows of one kind of scaling.
std::vector<Row> rows_of(const ReportScaling& scaling, bool strong) {
  std::vector<Row> rows;
  std::copy_if(scaling.rows.begin(), scaling.rows.end(), std::back_inserter(rows),
               [&](const Row& row) { return row.strong == strong; });
  return rows;
}

/// In the order in which they first stand there.
std::vector<std::string> commands_of(const std::vector<Row>& rows) {
  std::vector<std::string> commands;
  for (const Row& row : rows)
    if (std::find(commands.begin(), commands.end(), row.command) == commands.end())
      commands.push_back(row.command);
  return commands;
}

/// What is to be shown of one kind of scaling.
struct View {
  bool strong;
  const char* id;
  const char* title;
  const char* y_title;
  double Row::*value;
};

constexpr View strong_view{true, "strong", "Strong scaling", "speed-up", &Row::speedup};
constexpr View weak_view{false, "weak", "Weak scaling", "efficiency", &Row::efficiency};

Curve ideal_of(const std::vector<Row>& rows, const View& view) {
  const auto by_ranks = [](const Row& a, const Row& b) { return a.ranks < b.ranks; };
  const auto [few, many] = std::minmax_element(rows.begin(), rows.end(), by_ranks);
  const auto first = static_cast<double>(few->ranks);
  const auto last = static_cast<double>(many->ranks);
  return {"ideal", {}, true, {{first, 1}, {last, view.strong ? last / first : 1}}, {}};
}

PlaneChart chart_of(const std::vector<Row>& rows, const View& view, const std::string& id) {
  PlaneChart chart;
  chart.text = {id + "-" + view.id, view.title, ""};
  chart.x = {"ranks", Axis::Kind::logarithmic, false};
  chart.y = {view.y_title, view.strong ? Axis::Kind::logarithmic : Axis::Kind::linear, !view.strong};
  chart.curves.push_back(ideal_of(rows, view));
  for (const std::string& command : commands_of(rows)) {
    Curve curve{command, {chart.curves.size() - 1}, false, {}, {}};
    chart.text.description += command + ":";
    for (const Row& row : rows) {
      if (row.command != command) continue;
      curve.points.push_back({static_cast<double>(row.ranks), row.*view.value});
      chart.text.description += " " + shortest(row.*view.value, 3) + " on " + grouped(row.ranks) + " ranks;";
    }
    chart.text.description += " ";
    curve.marks = curve.points;
    chart.curves.push_back(std::move(curve));
  }
  return chart;
}

Table figures_of(const std::vector<Row>& rows) {
  Table table;
  table.header = {"command", "ranks", "seconds", "least", "most", "speed-up", "efficiency"};
  for (const Row& row : rows)
    table.add({row.command, grouped(row.ranks), shortest(row.seconds, 4), shortest(row.least, 4),
               shortest(row.most, 4), fixed(row.speedup, 2), fixed(row.efficiency, 2)});
  return table;
}

Markup markup_of(const ReportScaling& scaling, const std::string& id) {
  Markup charts;
  Markup legend;
  for (const View& view : {strong_view, weak_view}) {
    const std::vector<Row> rows = rows_of(scaling, view.strong);
    if (rows.empty()) continue;
    const PlaneChart chart = chart_of(rows, view, id);
    charts += figure(svg_of(chart), chart.text.title, "", figures_of(rows));
    if (!legend.empty()) continue;
    for (auto curve = chart.curves.begin() + 1; curve != chart.curves.end(); ++curve)
      legend += legend_entry(curve->name, curve->colour);
  }
  return element("p", {{"class", "legend"}}, legend) + element("div", {{"class", "charts"}}, charts);
}

}  // namespace

Markup scaling_section(const ReportFiles& files, const Names& /*names*/) {
  Markup all;
  std::size_t number = 0;
  for (const ReportScaling& scaling : files.scalings)
    all += markup_of(scaling, "scaling-" + std::to_string(++number));
  if (all.empty()) return {};
  return section(
      "scaling", "Scaling",
      remark("Strong: the same work on more ranks; speed-up beside the fewest. Weak: work that grows "
             "with the ranks; efficiency is speed-up by ranks. Medians of rounds; dashed: ideal.") +
          all);
}

}  // namespace crucible
