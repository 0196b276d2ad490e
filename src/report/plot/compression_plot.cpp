#include "crucible/core/number_text.hpp"
#include "crucible/report/plot.hpp"
#include "plot/sheet.hpp"

#include <cmath>
#include <filesystem>

namespace crucible {

namespace {

using Row = ReportCompression::Row;
using Rows = std::vector<Row>;

double psnr_of(const Row& row) { return row.psnr; }
double ssim_of(const Row& row) { return row.ssim; }
double energy_of(const Row& row) { return 100 * row.energy; }
double factors_of(const Row& row) { return static_cast<double>(row.bytes) / 1024; }
double png_of(const Row& row) { return static_cast<double>(row.png_bytes) / 1024; }

Curve curve_of(const Rows& rows, const std::string& name, double (*value)(const Row&), bool dashed) {
  Curve curve{name, {dashed ? 1U : 0U}, dashed, {}, {}};
  for (const Row& row : rows)
    if (std::isfinite(value(row))) curve.points.push_back({static_cast<double>(row.k), value(row)});
  curve.marks = curve.points;
  return curve;
}

/// A panel without curves; the first one names what all are about.
Panel panel_of(const std::string& title, const std::string& y_title, bool from_zero) {
  PlaneChart chart;
  chart.text.title = title;
  chart.x = {"components k", Axis::Kind::whole, false};
  chart.y = {y_title, Axis::Kind::linear, from_zero};
  return {chart, {}};
}

/// Leaves a curve out that has no finite value.
void add(Panel& panel, Curve curve, int digits) {
  if (curve.points.empty()) return;
  panel.chart.text.description += curve.name + ":";
  for (const Point& point : curve.points)
    panel.chart.text.description += " " + fixed(point.y, digits) + " at k = " + fixed(point.x, 0) + ";";
  panel.chart.text.description += " ";
  panel.chart.curves.push_back(std::move(curve));
}

Panel size_panel(const Rows& rows) {
  Panel panel = panel_of("File size", "file size (KiB)", true);
  add(panel, curve_of(rows, "factors of k components", factors_of, false), 1);
  add(panel, curve_of(rows, "rank-k picture as PNG", png_of, true), 1);
  for (const Curve& curve : panel.chart.curves)
    panel.key.push_back(
        {curve.dashed ? KeyEntry::Sample::dashed : KeyEntry::Sample::line, curve.colour, curve.name});
  return panel;
}

}  // namespace

std::string compression_plot(const ReportCompression& compression) {
  const Rows& rows = compression.rows;
  Panel noise = panel_of("Error", "PSNR (dB)", false);
  add(noise, curve_of(rows, "PSNR", psnr_of, false), 2);
  Panel similarity = panel_of("Similarity", "structural similarity (SSIM)", false);
  add(similarity, curve_of(rows, "SSIM", ssim_of, false), 4);
  Panel energy = panel_of("Explained variance", "explained variance (%)", false);
  add(energy, curve_of(rows, "explained variance", energy_of, false), 2);
  std::vector<Panel> panels;
  for (Panel& panel : std::vector{noise, similarity, energy, size_panel(rows)})
    if (!panel.chart.curves.empty()) panels.push_back(std::move(panel));
  return sheet_of("Compression of " + std::filesystem::path(compression.picture).filename().string(), panels);
}

}  // namespace crucible
