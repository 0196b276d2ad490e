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
  TuneResults results{small_plan().setting, {}};
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

}  // namespace
}  // namespace crucible
