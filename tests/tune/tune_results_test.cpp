#include "crucible/tune/tune_results.hpp"

#include "crucible/core/error.hpp"
#include "scratch_folder.hpp"
#include "world.hpp"

#include <cmath>
#include <fstream>
#include <iterator>

#include <gtest/gtest.h>

namespace crucible {
namespace {

TuneRun run_with(std::int64_t fold, std::vector<std::optional<double>> values) {
  TuneRun run;
  run.fold = fold;
  run.epoch = 4;
  run.epochs = 7;
  run.seconds = 1.5;
  run.values = std::move(values);
  return run;
}

TuneResults three_trials() {
  TuneResults results{{"ratings", "split five, folds", {"rmse", "overlap@10"}, 0, true}, {}, {}};
  results.trial({{"factors", "8"}}).runs = {run_with(0, {0.9, 0.1}), run_with(1, {0.8, 0.3})};
  results.trial({{"factors", "16"}}).runs = {run_with(0, {0.7, std::nullopt}), run_with(1, {0.8, 0.2})};
  TuneRun diverged;
  diverged.fold = 0;
  diverged.diverged = true;
  results.trial({{"factors", "32"}}).runs = {diverged};
  return results;
}

std::string content(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(TuneResults, MeanAndDeviationOverFolds) {
  const TuneResults results = three_trials();
  EXPECT_DOUBLE_EQ(results.trials[0].mean(0).value(), 0.85);
  EXPECT_NEAR(results.trials[0].deviation(0).value(), 0.1 / std::sqrt(2), 1e-12);
  EXPECT_FALSE(results.trials[1].mean(1));
  EXPECT_FALSE(results.trials[2].mean(0));
  EXPECT_TRUE(results.trials[2].diverged());
}

TEST(TuneResults, TheBestComesFirst) {
  TuneResults results = three_trials();
  EXPECT_EQ(results.ranking(), (std::vector<std::size_t>{1, 0, 2}));
  results.setting.smaller_is_better = false;
  EXPECT_EQ(results.ranking(), (std::vector<std::size_t>{0, 1, 2}));
}

TEST(TuneResults, FewerRunsComeLaterAndOnlyAValueIsTheBest) {
  TuneResults results = three_trials();
  results.trials[1].runs.pop_back();
  EXPECT_EQ(results.ranking(), (std::vector<std::size_t>{0, 1, 2}));
  EXPECT_EQ(results.best(), 0U);
  results.trials.erase(results.trials.begin(), results.trials.begin() + 2);
  EXPECT_FALSE(results.best());
}

TEST(TuneResults, AreReadAsWritten) {
  const testing::ScratchFolder folder(testing::world());
  if (!testing::world().is_root()) return;
  const TuneResults results = three_trials();
  write_tune_results(folder.path(), results);
  const std::optional<TuneResults> read = read_tune_results(folder.path());
  ASSERT_TRUE(read);
  EXPECT_EQ(read->setting, results.setting);
  EXPECT_EQ(json_of(*read), json_of(results));
  EXPECT_EQ(content(folder.path() + "/best.conf").substr(0, 12), "# the best o");
  EXPECT_NE(content(folder.path() + "/best.conf").find("\nfactors = 16\nepochs = 4\n"), std::string::npos);
  EXPECT_NE(
      content(folder.path() + "/results.csv").find("\n1,8,0.85,0.2,0.0707106781,0.141421356,2,4,3,no\n"),
      std::string::npos)
      << content(folder.path() + "/results.csv");
}

TEST(TuneResults, ADamagedFileIsRefused) {
  const testing::ScratchFolder folder(testing::world());
  if (!testing::world().is_root()) return;
  EXPECT_FALSE(read_tune_results(folder.path()));
  std::ofstream(folder.path() + "/results.json") << "{\"setting\": {\"format\": \"other\"}}";
  EXPECT_THROW(read_tune_results(folder.path()), InputError);
}

TEST(TuneResults, TheGainIsThatOverTheDefault) {
  TuneResults results = three_trials();
  EXPECT_FALSE(results.gain());
  results.standard = 0;
  const double best = *results.trials[*results.best()].mean(0);
  const double usual = *results.trials[0].mean(0);
  EXPECT_DOUBLE_EQ(*results.gain(), (usual - best) / usual);
  EXPECT_EQ(json_of(results)["default"], 1);
}

}  // namespace
}  // namespace crucible
