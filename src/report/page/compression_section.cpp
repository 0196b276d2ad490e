#include "crucible/core/number_text.hpp"
#include "markup/base64.hpp"
#include "markup/table.hpp"
#include "page/compression_charts.hpp"
#include "page/sections.hpp"

#include <cmath>

namespace crucible {

namespace {

using Row = ReportCompression::Row;

std::string decibels(const Row& row) { return std::isinf(row.psnr) ? "exact" : figure_text(row.psnr, 2); }

/// What stands below a picture.
std::string caption_of(const Row& row) {
  return "size " + fixed(100 * row.size, 1) + " % \xC2\xB7 PSNR " + decibels(row) +
         (std::isfinite(row.psnr) ? " dB" : "") + " \xC2\xB7 explained variance " +
         fixed(100 * row.energy, 2) + " %" +
         (std::isfinite(row.ssim) ? " \xC2\xB7 SSIM " + fixed(row.ssim, 3) : "");
}

Markup shot_of(const ReportCompression& compression, const Row& row) {
  const std::string k = std::to_string(row.k);
  const Markup image =
      element("img", {{"src", "data:image/png;base64," + base64(row.png)},
                      {"width", std::to_string(compression.width)},
                      {"height", std::to_string(compression.height)},
                      {"alt", "The picture of " + k + (row.k == 1 ? " component" : " components")}});
  return element(
      "div", {{"class", "shot"}},
      image + element("p", {{"class", "note"}}, element("strong", {}, "k = " + k) + " " + caption_of(row)));
}

/// Hidden until the script runs: without it, all pictures are there side by side.
Markup slider_of(const std::string& id) {
  return element("div", {{"class", "slider"}, {"hidden", "hidden"}},
                 element("label", {{"for", id}}, "Components k") +
                     element("input", {{"type", "range"}, {"id", id}, {"min", "0"}, {"step", "1"}}) +
                     element("output", {{"for", id}}));
}

Markup montage_of(const ReportCompression& compression, const std::string& id) {
  Markup shots;
  for (const Row& row : compression.rows)
    if (!row.png.empty()) shots += shot_of(compression, row);
  return element("div", {{"class", "montage"}},
                 slider_of(id + "-k") + element("div", {{"class", "shots"}}, shots));
}

Table table_of(const ReportCompression& compression) {
  Table table;
  table.header = {
      "k", "size (%)", "explained variance (%)", "PSNR (dB)", "SSIM", "factor file (bytes)", "PNG (bytes)"};
  for (const Row& row : compression.rows)
    table.add({grouped(row.k), fixed(100 * row.size, 2), fixed(100 * row.energy, 3), decibels(row),
               figure_text(row.ssim, 4), grouped(row.bytes), grouped(row.png_bytes)});
  return table;
}

Markup charts_of(const ReportCompression& compression, const std::string& id) {
  Markup charts;
  for (PlaneChart& chart : compression_charts(compression)) {
    Table table;
    table.header = {"k"};
    for (const Curve& curve : chart.curves) table.header.emplace_back(curve.name);
    for (std::size_t i = 0; i < chart.curves.front().points.size(); ++i) {
      std::vector<Markup> cells{fixed(chart.curves.front().points[i].x, 0)};
      for (const Curve& curve : chart.curves) cells.emplace_back(shortest(curve.points[i].y, 6));
      table.add(std::move(cells));
    }
    std::string note;
    if (chart.curves.size() > 1)
      note = "Solid: " + chart.curves[0].name + "; dashed: " + chart.curves[1].name + ".";
    chart.text.id = id + "-" + chart.text.id;
    charts += figure(svg_of(chart), chart.text.title, note, table);
  }
  return element("div", {{"class", "charts small"}}, charts);
}

Markup markup_of(const ReportCompression& compression, const Names& names, const std::string& id) {
  return element("h3", {}, element("bdi", {}, names.of(compression.origin.path))) +
         remark(std::to_string(compression.width) + " \xC3\x97 " + std::to_string(compression.height) +
                " pixels") +
         montage_of(compression, id) + html_of(table_of(compression)) + charts_of(compression, id);
}

}  // namespace

Markup compression_section(const ReportFiles& files, const Names& names) {
  Markup all;
  std::size_t number = 0;
  for (const ReportCompression& compression : files.compressions)
    all += markup_of(compression, names, "compression-" + std::to_string(++number));
  if (all.empty()) return {};
  return section("compressions", "Pictures of k components",
                 remark("Size: numbers in the components as a share of the picture's samples. Explained "
                        "variance: share of the sum of squared singular values. PSNR and SSIM compare with "
                        "the original.") +
                     all);
}

}  // namespace crucible
