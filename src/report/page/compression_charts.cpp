#include "page/compression_charts.hpp"

#include "crucible/core/number_text.hpp"

#include <cmath>

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

/// A chart without curves.
PlaneChart chart_of(const std::string& id, const std::string& title, const std::string& y_title,
                    bool from_zero) {
  PlaneChart chart;
  chart.text = {id, title, ""};
  chart.x = {"components k", Axis::Kind::whole, false};
  chart.y = {y_title, Axis::Kind::linear, from_zero};
  return chart;
}

/// Leaves a curve out that has no finite value.
void add(PlaneChart& chart, Curve curve, int digits) {
  if (curve.points.empty()) return;
  chart.text.description += curve.name + ":";
  for (const Point& point : curve.points)
    chart.text.description += " " + fixed(point.y, digits) + " at k = " + fixed(point.x, 0) + ";";
  chart.text.description += " ";
  chart.curves.push_back(std::move(curve));
}

}  // namespace

std::vector<PlaneChart> compression_charts(const ReportCompression& compression) {
  const Rows& rows = compression.rows;
  PlaneChart noise = chart_of("psnr", "Error", "PSNR (dB)", false);
  add(noise, curve_of(rows, "PSNR", psnr_of, false), 2);
  PlaneChart similarity = chart_of("ssim", "Similarity", "structural similarity (SSIM)", false);
  add(similarity, curve_of(rows, "SSIM", ssim_of, false), 4);
  PlaneChart energy = chart_of("variance", "Explained variance", "explained variance (%)", false);
  add(energy, curve_of(rows, "explained variance", energy_of, false), 2);
  PlaneChart size = chart_of("size", "File size", "file size (KiB)", true);
  add(size, curve_of(rows, "factors of k components", factors_of, false), 1);
  add(size, curve_of(rows, "rank-k picture as PNG", png_of, true), 1);
  std::vector<PlaneChart> charts;
  for (PlaneChart& chart : std::vector{noise, similarity, energy, size})
    if (!chart.curves.empty()) charts.push_back(std::move(chart));
  return charts;
}

}  // namespace crucible
