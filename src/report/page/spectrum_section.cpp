#include "chart/chart.hpp"
#include "crucible/core/number_text.hpp"
#include "markup/table.hpp"
#include "page/energy.hpp"
#include "page/sections.hpp"
#include "page/spectrum_charts.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace crucible {

namespace {

constexpr std::size_t most_rows = 400;  ///< of a table of figures
constexpr std::array<double, 3> shares{0.90, 0.95, 0.99};

/// What is shown of one file: a spectrum, or a model of svd, whose norm is not stored.
struct Item {
  std::string name;
  Colour colour;
  std::string what;
  std::string method;
  std::string size;
  std::vector<double> values;
  std::vector<double> energy;  ///< empty if not known
  std::optional<double> residual;
  std::optional<double> orthogonality;
};

std::string size_text(std::int64_t rows, std::int64_t columns) {
  return grouped(rows) + " \xC3\x97 " + grouped(columns);
}

Item item_of(const ReportSpectrum& spectrum, const Names& names) {
  const std::string& path = spectrum.origin.path;
  return {names.of(path),
          names.colour(path),
          spectrum.principal ? "pca" : "svd",
          spectrum.method,
          size_text(spectrum.rows, spectrum.columns),
          spectrum.singular_values,
          spectrum.frobenius > 0 ? cumulative_energy(spectrum.singular_values, spectrum.frobenius)
                                 : std::vector<double>{},
          spectrum.residual,
          spectrum.orthogonality};
}

Item item_of(const ReportModel& model, const Names& names) {
  const std::string& path = model.origin.path;
  return {names.of(path),
          names.colour(path),
          "model of svd",
          "",
          size_text(model.users, model.books),
          model.singular_values,
          {},
          std::nullopt,
          std::nullopt};
}

std::vector<Item> items_of(const ReportFiles& files, const Names& names) {
  std::vector<Item> items;
  for (const ReportSpectrum& spectrum : files.spectra) items.push_back(item_of(spectrum, names));
  for (const ReportModel& model : files.models)
    if (!model.singular_values.empty()) items.push_back(item_of(model, names));
  return items;
}

std::string rank_text(const Item& item, double share) {
  if (item.energy.empty()) return "\xE2\x80\x93";
  const auto k = rank_for(item.energy, share);
  return k ? grouped(*k) : "> " + std::to_string(item.values.size());
}

std::string check_text(const std::optional<double>& value) {
  return value ? shortest(*value, 3) : "\xE2\x80\x93";
}

Markup table_of(const std::vector<Item>& items) {
  Table table;
  table.header = {"file", "of", "matrix", "method", "stored k"};
  for (const double share : shares) table.header.emplace_back("k for " + fixed(100 * share, 0) + " %");
  table.header.insert(table.header.end(), {"residual", "orthogonality"});
  for (const Item& item : items) {
    std::vector<Markup> cells{legend_entry(item.name, item.colour), item.what, item.size,
                              item.method.empty() ? "\xE2\x80\x93" : item.method,
                              grouped(static_cast<std::int64_t>(item.values.size()))};
    for (const double share : shares) cells.emplace_back(rank_text(item, share));
    cells.emplace_back(check_text(item.residual));
    cells.emplace_back(check_text(item.orthogonality));
    table.add(std::move(cells));
  }
  return html_of(table) + remark(
                              "k for 90\xC2\xA0%: the fewest components with that share of the energy, which "
                              "is the sum of squared "
                              "singular values (of pca: the variance); rings mark it. Residual and "
                              "orthogonality are scaled as in "
                              "LAPACK's tests: of dense methods, below 30 is good; the residual of krylov "
                              "follows its tolerance.");
}

Curve curve_of(const Item& item, const std::vector<double>& values) {
  Curve curve{item.name, item.colour, false, {}, {}};
  for (std::size_t i = 0; i < values.size(); ++i)
    curve.points.push_back({static_cast<double>(i + 1), values[i]});
  return curve;
}

Table figures_of(const std::vector<Item>& items) {
  Table table;
  table.header = {"k"};
  std::size_t most = 0;
  for (const Item& item : items) {
    table.header.emplace_back(item.name + ", singular value");
    table.header.emplace_back(item.name + ", energy to here (%)");
    most = std::max(most, item.values.size());
  }
  for (const std::size_t i : thinned(most, most_rows)) {
    std::vector<Markup> cells{Markup(std::to_string(i + 1))};
    for (const Item& item : items) {
      cells.emplace_back(i < item.values.size() ? shortest(item.values[i], 6) : "");
      cells.emplace_back(i < item.energy.size() ? fixed(100 * item.energy[i], 3) : "");
    }
    table.add(std::move(cells));
  }
  return table;
}

PlaneChart value_chart(const std::vector<Item>& items) {
  PlaneChart chart;
  chart.text = {"singular-values", "Singular values", ""};
  chart.x = {"component", Axis::Kind::whole, false};
  chart.y = {"singular value (unit of the matrix)", Axis::Kind::logarithmic, false};
  for (const Item& item : items) {
    chart.curves.push_back(curve_of(item, item.values));
    chart.text.description += item.name + ": " + std::to_string(item.values.size()) + " values from " +
                              shortest(item.values.front(), 4) + " to " + shortest(item.values.back(), 4) +
                              ". ";
  }
  return chart;
}

Markup value_figure(const std::vector<Item>& items) {
  const PlaneChart chart = value_chart(items);
  const bool zeros =
      std::any_of(items.begin(), items.end(), [](const Item& item) { return item.values.back() == 0; });
  return figure(svg_of(chart), chart.text.title, zeros ? "Values of 0 are not drawn." : "",
                figures_of(items));
}

PlaneChart energy_chart(const std::vector<Item>& items) {
  PlaneChart chart;
  chart.text = {"energy", "Cumulative energy", ""};
  chart.x = {"components", Axis::Kind::whole, false};
  chart.y = {"energy (%)", Axis::Kind::linear, true};
  for (const Item& item : items) {
    if (item.energy.empty()) continue;
    std::vector<double> percent;
    for (const double energy : item.energy) percent.push_back(100 * energy);
    Curve curve = curve_of(item, percent);
    chart.text.description += item.name + ":";
    for (const double share : shares) {
      const auto k = rank_for(item.energy, share);
      if (k) curve.marks.push_back(curve.points[static_cast<std::size_t>(*k - 1)]);
      chart.text.description +=
          " " + fixed(100 * share, 0) + " % with " + rank_text(item, share) + " components;";
    }
    chart.text.description += " ";
    chart.curves.push_back(std::move(curve));
  }
  return chart;
}

Markup energy_figure(const std::vector<Item>& items) {
  const PlaneChart chart = energy_chart(items);
  if (chart.curves.empty()) return {};
  return figure(svg_of(chart), chart.text.title, "", figures_of(items));
}

}  // namespace

PlaneChart value_chart(const ReportSpectrum& spectrum, const Names& names) {
  return value_chart(std::vector{item_of(spectrum, names)});
}

PlaneChart energy_chart(const ReportSpectrum& spectrum, const Names& names) {
  return energy_chart(std::vector{item_of(spectrum, names)});
}

std::vector<ShareRank> share_ranks(const ReportSpectrum& spectrum, const Names& names) {
  const Item item = item_of(spectrum, names);
  std::vector<ShareRank> ranks;
  for (const double share : shares) ranks.push_back({share, rank_text(item, share)});
  return ranks;
}

Markup spectrum_section(const ReportFiles& files, const Names& names) {
  const std::vector<Item> items = items_of(files, names);
  if (items.empty()) return {};
  return section(
      "spectra", "Singular values",
      table_of(items) + element("div", {{"class", "charts"}}, value_figure(items) + energy_figure(items)));
}

}  // namespace crucible
