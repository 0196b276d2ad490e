#include "crucible/report/plot.hpp"

#include "count_text.hpp"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

namespace crucible {
namespace {

using testing::count;

ReportModel trained() {
  ReportModel model;
  model.origin.path = "folder/a<b>.h5";
  model.record.best_epoch = 2;
  for (const auto& [epoch, error] : {std::pair{1, 1.0}, {2, 0.75}, {3, 0.8125}}) {
    EpochReport row;
    row.epoch = epoch;
    row.train_rmse = error - 0.125;
    row.validation_rmse = error;
    model.record.history.push_back(row);
  }
  return model;
}

ReportSpectrum spectrum() {
  ReportSpectrum found;
  found.origin.path = "m.h5";
  found.frobenius = 5;
  found.singular_values = {4, 3, 0};
  return found;
}

TEST(Plot, StandsAlone) {
  for (const std::string& plot : {training_plot(trained()), spectrum_plot(spectrum())}) {
    EXPECT_TRUE(is_plot(plot.substr(0, 512)));
    EXPECT_EQ(count(plot, "<style>"), 1U);
    EXPECT_EQ(plot.find("var("), std::string::npos);  // programs that are no browsers know no variables
    EXPECT_EQ(plot.find("nan"), std::string::npos);
  }
  EXPECT_FALSE(is_plot("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg>"));
}

TEST(TrainingPlot, NamesItsLines) {
  ReportModel model = trained();
  std::string plot = training_plot(model);
  EXPECT_NE(plot.find(">Training of a&lt;b&gt;.h5</title>"), std::string::npos);
  EXPECT_EQ(count(plot, "<polyline"), 2U);
  EXPECT_EQ(count(plot, ">validation<") + count(plot, ">training<") + count(plot, ">kept: epoch 2<"), 3U);
  EXPECT_EQ(count(plot, "class=\"divider"), 0U);
  model.steps_ended = 2;
  plot = training_plot(model);
  EXPECT_EQ(count(plot, "class=\"divider grey\""), 2U);  // in the chart and in its key
  EXPECT_EQ(count(plot, ">draws follow<"), 1U);
}

TEST(TrainingPlot, ShowsErrorsInTargetsWhereThereAreNoOthers) {
  ReportModel model = trained();
  model.traits.unrated_weight = 0.01;
  EXPECT_EQ(count(training_plot(model), ">training<"), 0U);
  for (EpochReport& row : model.record.history) row.validation_rmse = std::nan("");
  const std::string plot = training_plot(model);
  EXPECT_EQ(count(plot, ">training<"), 1U);
  EXPECT_EQ(count(plot, "RMSE (targets"), 1U);
}

TEST(SpectrumPlot, SaysWhichKReachTheShares) {
  const std::string plot = spectrum_plot(spectrum());
  EXPECT_EQ(count(plot, ">k for 90 %: 2; 95 %: 2; 99 %: 2<"), 1U);
  EXPECT_EQ(count(plot, "<polyline"), 2U);
}

TEST(SpectrumPlot, OfPcaHasItsCloud) {
  ReportSpectrum found = spectrum();
  found.principal = true;
  EXPECT_EQ(count(spectrum_plot(found), "<polyline"), 2U);
  found.score_rows = 2;
  found.scores = {{1, 2}, {-1, -2}};
  const std::string plot = spectrum_plot(found);
  EXPECT_EQ(count(plot, "class=\"dot c0\""), 2U);
  EXPECT_EQ(count(plot, "<polyline"), 1U);
  EXPECT_EQ(count(plot, "component 1 (64.0 % of the variance)<"), 1U);
}

TEST(CompressionPlot, LeavesOutWhatWasNotMeasured) {
  ReportCompression compression;
  compression.origin.path = "photo.png";
  compression.rows = {{1, 0.1, 0.5, 20, 0.6, 2048, 1024}, {5, 0.5, 0.9, 30, 0.9, 8192, 2048}};
  EXPECT_EQ(count(compression_plot(compression), "<polyline"), 5U);
  for (auto& row : compression.rows) row.ssim = std::nan("");
  compression.rows.back().psnr = std::numeric_limits<double>::infinity();
  const std::string plot = compression_plot(compression);
  EXPECT_EQ(count(plot, "<polyline"), 3U);
  EXPECT_EQ(count(plot, "SSIM"), 0U);
  EXPECT_EQ(plot.find("inf"), std::string::npos);
}

}  // namespace
}  // namespace crucible
