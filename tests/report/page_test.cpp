#include "count_text.hpp"
#include "crucible/report/report_page.hpp"
#include "page/energy.hpp"
#include "page/names.hpp"
#include "page/settings_table.hpp"

#include <cmath>

#include <gtest/gtest.h>

namespace crucible {
namespace {

using testing::count;

ReportModel trained(const std::string& path, const std::string& config) {
  ReportModel model;
  model.origin = {path, "crucible-model", "0.1.0 (abc)", "2026-01-02T03:04:05Z", "host", "crucible train"};
  model.k = 8;
  model.record.config = config;
  model.record.ratings_fingerprint = "00112233445566778899aabbccddeeff";
  model.record.best_epoch = 2;
  for (const auto& [epoch, error] : {std::pair{1, 1.0}, {2, 0.75}, {3, 0.8125}}) {
    EpochReport row;
    row.epoch = epoch;
    row.seconds = 0.5;
    row.learning_rate = 0.03;
    row.train_rmse = error - 0.125;
    row.validation_rmse = error;
    model.record.history.push_back(row);
  }
  return model;
}

ReportEvaluation judged(const std::string& part) {
  ReportEvaluation evaluation;
  evaluation.path = "judged.json";
  evaluation.config = {{"part", part}, {"bootstrap", "200"}};
  evaluation.models = {{"a.h5", {{"rmse", 0.75, std::pair{0.7, 0.8}}}}};
  evaluation.baselines = {{"book_mean", {{"rmse", 1.125, std::nullopt}}}};
  evaluation.pairs = 1234;
  evaluation.users = 99;
  return evaluation;
}

TEST(ReportPage, OfOneModelHasItsChartsAndFigures) {
  const std::string page = report_page({{trained("a.h5", "factors = 8\n")}, {}, {}}, "One");
  EXPECT_EQ(page.rfind("<!DOCTYPE html>\n<html lang=\"en\">", 0), 0U);
  EXPECT_EQ(count(page, "<svg role=\"img\""), 3U);  // errors by epoch and by time, learning rate
  EXPECT_EQ(count(page, "<figure>"), 3U);
  EXPECT_EQ(count(page, "<details>"), 4U);  // one of the settings
  EXPECT_EQ(page.find("<script"), std::string::npos);
  EXPECT_NE(page.find("<td>0.7500</td><td>0.6250</td>"), std::string::npos);  // at the kept epoch
  EXPECT_NE(page.find("<th scope=\"row\">3</th><td>1.500</td><td>0.8125</td>"), std::string::npos);
  EXPECT_EQ(page.find("nan"), std::string::npos);
}

TEST(ReportPage, EscapesEveryTextOfTheFiles) {
  const std::string hostile = "<script>alert('&\"')</script>";
  ReportModel model = trained(hostile + ".h5", hostile + " = " + hostile + "\n");
  model.origin = {hostile + ".h5", hostile, hostile, hostile, hostile, hostile};
  model.stopped = hostile;
  model.record.ratings_fingerprint = model.record.instruction_set = hostile;
  ReportEvaluation evaluation{hostile, {{"part", hostile}, {hostile, hostile}}, hostile, {}, {}, 1, 1};
  evaluation.models = {{hostile, {{hostile, 1, std::nullopt}}}};
  evaluation.baselines = {{hostile, {{hostile, 1, std::nullopt}}}};
  ReportSpectrum spectrum;
  spectrum.origin = model.origin;
  spectrum.method = hostile;
  spectrum.frobenius = 1;
  spectrum.singular_values = {1};
  const std::string page = report_page({{model}, {spectrum}, {evaluation}}, hostile);
  EXPECT_EQ(page.find("<script"), std::string::npos);
  EXPECT_EQ(page.find("alert('"), std::string::npos);
  EXPECT_GT(count(page, "&lt;script&gt;"), 10U);
}

TEST(ReportPage, ShowsBaselinesBesideTrainingOnlyOfTheValidationPart) {
  const ReportModel model = trained("a.h5", "");
  EXPECT_EQ(count(report_page({{model}, {}, {judged("test")}}, "x"), "class=\"level\""), 0U);
  const std::string page = report_page({{model}, {}, {judged("validation")}}, "x");
  EXPECT_EQ(count(page, "class=\"level\""), 2U);
  EXPECT_EQ(count(page, ">book mean 1.1250<"), 2U);
}

TEST(ReportPage, ShowsAModelOfTwoEvaluationsOnce) {
  const std::string page = report_page({{}, {}, {judged("test"), judged("test")}}, "x");
  EXPECT_EQ(count(page, "class=\"bar c0\""), 1U);
  EXPECT_EQ(count(page, "<span class=\"interval\">0.7000 to 0.8000</span>"), 1U);
  EXPECT_NE(page.find("1,234 held-out ratings of 99 users"), std::string::npos);
  EXPECT_NE(page.find("<strong>0.7500</strong>"), std::string::npos);
}

TEST(ReportPage, ShowsHowMuchTheFirstModelDiffersFromOthers) {
  ReportEvaluation evaluation = judged("test");
  EXPECT_EQ(report_page({{}, {}, {evaluation}}, "x").find("same resamples"), std::string::npos);
  evaluation.models.push_back({"b.h5", {{"rmse", 0.8, std::nullopt}}});
  evaluation.with_models = {{"b.h5", {{"rmse", -0.05, {-0.06, 0.01}, 0.125}}}};
  evaluation.with_baselines = {{"book_mean", {{"rmse", 0.375, {0.25, 0.5}, 0.01}}}};
  const std::string page = report_page({{}, {}, {evaluation}}, "x");
  EXPECT_NE(page.find("a.h5 less b.h5"), std::string::npos);
  EXPECT_NE(page.find(">-0.0500<span class=\"interval\">-0.0600 to 0.0100, p 0.125</span>"),
            std::string::npos);
  EXPECT_NE(page.find("a.h5 less book mean"), std::string::npos);
  EXPECT_EQ(count(report_page({{}, {}, {evaluation, evaluation}}, "x"), "a.h5 less b.h5"), 1U);
  EXPECT_NE(page.find("<strong>+0.3750</strong><span"), std::string::npos);
}

TEST(ReportPage, ShowsHowWellIntervalsHold) {
  ReportEvaluation evaluation = judged("test");
  EXPECT_EQ(report_page({{}, {}, {evaluation}}, "x").find("Calibration"), std::string::npos);
  evaluation.calibration = {{0.5, 0.48, 1.25}, {0.8, 0.79, 2.5}};
  const std::string page = report_page({{}, {}, {evaluation}}, "x");
  EXPECT_NE(page.find("a.h5: of 50 %, 48.0 %; of 80 %, 79.0 %;"), std::string::npos);
  EXPECT_EQ(count(report_page({{}, {}, {evaluation, evaluation}}, "x"), "a.h5: of 50 %"), 1U);
  EXPECT_NE(page.find("<td>80</td><td>79.0</td><td>2.50</td>"), std::string::npos);
}

TEST(ReportPage, LeavesTrainingErrorsInTargetsOutOfTheChart) {
  ReportModel model = trained("a.h5", "");
  EXPECT_EQ(count(report_page({{model}, {}, {}}, "x"), "line c0 dashed"), 2U);
  model.traits.unrated_weight = 0.01;
  EXPECT_EQ(count(report_page({{model}, {}, {}}, "x"), "line c0 dashed"), 0U);
}

TEST(ReportPage, SaysWhereTheL2ComesFrom) {
  const std::string given = "user-factor-regularization = 0.05\n";
  EXPECT_EQ(count(report_page({{trained("a.h5", given)}, {}, {}}, "x"), "<td>0.05</td><td>options</td>"), 1U);
  const std::string chosen = "user-factor-regularization = auto\nchosen-regularization = 0.07\n";
  EXPECT_EQ(count(report_page({{trained("a.h5", chosen)}, {}, {}}, "x"), "<td>0.07</td><td>the ratings</td>"),
            1U);
}

TEST(ReportPage, WarnsOfOtherRatings) {
  ReportModel other = trained("b.h5", "");
  const std::string warning = "were trained on different ratings";
  EXPECT_EQ(report_page({{trained("a.h5", ""), other}, {}, {}}, "x").find(warning), std::string::npos);
  other.record.ratings_fingerprint = "ffffffffffffffffffffffffffffffff";
  EXPECT_NE(report_page({{trained("a.h5", ""), other}, {}, {}}, "x").find(warning), std::string::npos);
}

BookMap three_books() {
  return {
      {0.5, 0.25},
      {{"A <b> Quest (Quests, #1)", 1200, 1, 2}, {"A Cook", 7, -1, 0}, {"A Murder", std::nullopt, 0, -2}}};
}

TEST(ReportPage, MapsBooksAndRunsItsScriptAlone) {
  ReportModel model = trained("a.h5", "");
  model.map = three_books();
  const std::string page = report_page({{model}, {}, {}}, "x");
  EXPECT_EQ(count(page, "<script>"), 1U);
  EXPECT_EQ(count(page, "script-src &#39;sha256-"), 1U);
  EXPECT_EQ(count(page, "<title>A &lt;b&gt; Quest (Quests, #1) \xC2\xB7 1,200 ratings</title>"), 1U);
  EXPECT_EQ(count(page, ">A &lt;b&gt; Quest</text>"), 3U);  // large, medium and small
  EXPECT_NE(page.find("axis 1 (50.0 % of the variance)"), std::string::npos);
}

TEST(ReportPage, HasNoScriptWithoutAnythingThatMoves) {
  EXPECT_EQ(report_page({{trained("a.h5", "")}, {}, {}}, "x").find("script"), std::string::npos);
}

TEST(ReportPage, ShowsPicturesOfACompression) {
  ReportCompression compression;
  compression.origin.path = "out/photo/";
  compression.width = 8;
  compression.height = 4;
  compression.rows = {{1, 0.25, 0.75, 20.5, std::nan(""), 100, 50, "abc"},
                      {3, 1.5, 1, INFINITY, 1, 300, 60, "def"}};
  ReportFiles files;
  files.compressions = {compression};
  const std::string page = report_page(files, "x");
  EXPECT_EQ(count(page, "<img src=\"data:image/png;base64,YWJj\" width=\"8\" height=\"4\""), 1U);
  EXPECT_NE(page.find("size 25.0 % \xC2\xB7 PSNR 20.50 dB \xC2\xB7 explained variance 75.00 %"),
            std::string::npos);
  EXPECT_NE(page.find("<bdi>photo</bdi>"), std::string::npos);
  EXPECT_EQ(count(page, "<svg"), 4U);
  EXPECT_EQ(count(page, "<script>"), 1U);
}

TEST(ReportPage, ShowsListsOfUsersSideBySide) {
  ReportFiles files{{trained("a.h5", ""), trained("b.h5", "")}, {}, {}};
  files.tastes = {
      {"r.h5", {"a.h5", "b.h5"}, {{"7", 12, {{"A Cook", 5}}, {{{"A <i> Quest", 4.5}}, {{"A Murder", 4}}}}}}};
  const std::string page = report_page(files, "x");
  EXPECT_NE(page.find("Rated 12 books, highest: A Cook (5)."), std::string::npos);
  EXPECT_EQ(count(page, "<ol class=\"books\">"), 2U);
  EXPECT_EQ(count(page, "A &lt;i&gt; Quest</bdi> <span class=\"score\">4.50"), 1U);
}

TEST(ReportPage, ShowsTimingsAndScaling) {
  ReportFiles files;
  files.timings = {
      {"t.json", "train", 2, {{"load", 0.1, 0.2, 0.3, 0.25, 0.05, 100, {0.3, 0.1}}}, 0.8, 1 << 20}};
  files.scalings = {{"scaling.csv",
                     {{"train", true, 1, 2, 2, 2, 1, 1},
                      {"train", true, 4, 1, 1, 1, 2, 0.5},
                      {"train", false, 4, 2, 2, 2, 4, 1}}}};
  const std::string page = report_page(files, "x");
  EXPECT_EQ(count(page, "<svg"), 3U);
  EXPECT_NE(page.find("train on 2 ranks, t.json"), std::string::npos);
  EXPECT_EQ(count(page, "line grey dashed"), 2U);   // ideal
  EXPECT_EQ(count(page, "class=\"whisker\""), 2U);  // a mark for each rank
  EXPECT_NE(page.find("rank 1 (s)"), std::string::npos);
  EXPECT_NE(page.find("<td>2.00</td><td>0.50</td>"), std::string::npos);
}

TEST(ReportPage, OfAModelWithoutEpochsHasNoCharts) {
  ReportModel model = trained("a.h5", "");
  model.record.history.clear();
  EXPECT_EQ(count(report_page({{model}, {}, {}}, "x"), "<svg"), 0U);
}

TEST(ReportPage, ShowsSpectraAndComponents) {
  ReportSpectrum spectrum;
  spectrum.origin.path = "p.h5";
  spectrum.principal = true;
  spectrum.frobenius = 5;
  spectrum.singular_values = {4, 3, 0};
  spectrum.score_rows = 2;
  spectrum.scores = {{1, 2}, {-1, -2}};
  const std::string page = report_page({{}, {spectrum}, {}}, "x");
  EXPECT_EQ(count(page, "<svg"), 3U);
  EXPECT_NE(page.find("component 1 (64.0 % of the variance)"), std::string::npos);
  EXPECT_EQ(count(page, "class=\"dot c0\""), 2U);
  EXPECT_NE(page.find("Values of 0 are not drawn."), std::string::npos);
  spectrum.scores.clear();
  EXPECT_NE(report_page({{}, {spectrum}, {}}, "x").find("has no scores"), std::string::npos);
}

TEST(Settings, ThatDifferComeFirst) {
  const std::vector<Setting> settings = settings_of(
      {trained("a.h5", "seed = 1\nfactors = 8\n"), trained("b.h5", "seed = 1\nfactors = 16\ndecay = 0.9\n")});
  ASSERT_GE(settings.size(), 3U);
  EXPECT_EQ(settings[0].name, "factors");
  EXPECT_EQ(settings[0].values, (std::vector<std::string>{"8", "16"}));
  EXPECT_EQ(settings[1].values, (std::vector<std::string>{"", "0.9"}));
  EXPECT_EQ(settings[2].name, "seed");
  EXPECT_FALSE(settings[2].differs());
}

TEST(Names, AreShortWhereTheyTellFilesApart) {
  const Names names(
      {{trained("x/a.h5", ""), trained("y/a.h5", ""), trained("x/b.h5", "")}, {}, {judged("test")}});
  EXPECT_EQ(names.of("x/a.h5"), "x/a.h5");
  EXPECT_EQ(names.of("./x//b.h5"), "b.h5");
  EXPECT_EQ(names.colour("y/a.h5").style_class(), "c1");
  EXPECT_EQ(names.colour("a.h5").style_class(), "c3");  // the evaluation's, of another folder
}

TEST(Energy, IsCumulative) {
  const std::vector<double> energy = cumulative_energy(std::vector{4.0, 3.0}, 5);
  EXPECT_NEAR(energy[0], 0.64, 1e-15);
  EXPECT_NEAR(energy[1], 1, 1e-15);
}

TEST(RankFor, IsTheFirstThatReachesTheShare) {
  const std::vector<double> energy{0.5, 0.9, 0.94, 0.99 - 1e-15};
  EXPECT_EQ(rank_for(energy, 0.5), 1);
  EXPECT_EQ(rank_for(energy, 0.9), 2);
  EXPECT_EQ(rank_for(energy, 0.95), 4);
  EXPECT_EQ(rank_for(energy, 0.99), 4);
  EXPECT_EQ(rank_for(energy, 0.995), std::nullopt);
}

}  // namespace
}  // namespace crucible
