#include "crucible/tune/tune_search.hpp"

#include "crucible/core/error.hpp"
#include "crucible/mpi/collective.hpp"
#include "scratch_folder.hpp"
#include "world.hpp"

#include <gtest/gtest.h>

namespace crucible {
namespace {

TunePlan small_plan() {
  TunePlan plan;
  plan.setting = {"ratings", "split five, folds", {"rmse"}, 0, true};
  plan.candidates = {{{"factors", "8"}}, {{"factors", "16"}}};
  plan.folds = 2;
  return plan;
}

/// A folder in which fold 1 of the candidate with 8 factors is done.
void write_one_run(const std::string& folder) {
  TuneResults results{small_plan().setting, {}, {}};
  TuneRun run;
  run.fold = 1;
  run.values = {0.9};
  results.trial({{"factors", "8"}}).runs.push_back(run);
  on_root(testing::world(), [&] { write_tune_results(folder, results); });
}

TEST(TuneSearch, StartsWithEveryFoldOfEveryCandidate) {
  const testing::ScratchFolder folder(testing::world());
  const TuneSearch search(testing::world(), small_plan(), folder / "", false);
  EXPECT_EQ(search.waiting(), 4);
  EXPECT_EQ(search.known(), 0);
  EXPECT_FALSE(search.finished());
}

TEST(TuneSearch, GoesOnWhereItWasStoppedUnlessFresh) {
  const testing::ScratchFolder folder(testing::world());
  write_one_run(folder / "");
  const TuneSearch search(testing::world(), small_plan(), folder / "", false);
  EXPECT_EQ(search.waiting(), 3);
  EXPECT_EQ(search.known(), 1);
  const TuneSearch fresh(testing::world(), small_plan(), folder / "", true);
  EXPECT_EQ(fresh.waiting(), 4);
}

TEST(TuneSearch, RefusesTheFolderOfAnotherSearch) {
  const testing::ScratchFolder folder(testing::world());
  write_one_run(folder / "");
  TunePlan other = small_plan();
  other.setting.metrics = {"mae"};
  try {
    const TuneSearch search(testing::world(), other, folder / "", false);
    FAIL() << "was accepted";
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("start over with `fresh`"), std::string::npos) << error.what();
  }
}

TEST(HalvingShares, LeaveFactorsTimeToGrow) {
  EXPECT_EQ(halving_shares(2, 100), (std::vector<double>{1}));
  EXPECT_EQ(halving_shares(9, 29), (std::vector<double>{1}));
  EXPECT_EQ(halving_shares(9, 50), (std::vector<double>{1.0 / 3, 1}));
  EXPECT_EQ(halving_shares(3, 100), (std::vector<double>{1.0 / 3, 1}));
  EXPECT_EQ(halving_shares(200, 100), (std::vector<double>{1.0 / 9, 1.0 / 3, 1}));
}

/// Six candidates of 30 epochs, a third of which is run first.
TunePlan halving_plan() {
  TunePlan plan = small_plan();
  plan.folds = 0;
  plan.candidates.clear();
  for (const char* factors : {"1", "2", "3", "4", "5", "6"})
    plan.candidates.push_back({{"factors", factors}});
  plan.shares = {1.0 / 3, 1};
  plan.standard = OptionTexts{{"epochs", "30"}};
  return plan;
}

/// A run that was judged after 10 and 20 epochs.
TuneRun judged_run(double share, double at_10, double at_20) {
  TuneRun run;
  run.share = share;
  run.planned = 30;
  run.judged = {{10, at_10}};
  if (share == 1) run.judged.push_back({20, at_20});
  run.values = {share == 1 ? at_20 : at_10};
  return run;
}

TEST(TuneSearch, GoesOnWithTheBestThirdAndTheDefault) {
  const testing::ScratchFolder folder(testing::world());
  TuneResults results{halving_plan().setting, {}, {}};
  const auto add = [&](const char* factors, const TuneRun& run) {
    results.trial({{"factors", factors}}).runs = {run};
    on_root(testing::world(), [&] { write_tune_results(folder / "", results); });
  };
  const auto searched = [&] { return TuneSearch(testing::world(), halving_plan(), folder / "", false); };
  for (const char* factors : {"1", "2", "4", "6"}) add(factors, judged_run(1.0 / 3, 0.9, 0));
  add("3", judged_run(1.0 / 3, 0.8, 0));
  EXPECT_EQ(searched().waiting(), 1) << "5 is still to be judged";
  add("5", judged_run(1.0 / 3, 0.7, 0));
  EXPECT_EQ(searched().waiting(), 3) << "3, 5 and the default go on";
  add("3", judged_run(1, 0.8, 0.95));
  EXPECT_EQ(searched().waiting(), 2) << "what 3 became later does not bring another one in";
  EXPECT_EQ(searched().known(), 1);
  EXPECT_EQ(searched().results().standard, std::size_t{6});
}

}  // namespace
}  // namespace crucible
