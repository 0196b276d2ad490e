#include "crucible/eval/evaluate.hpp"

#include "crucible/core/error.hpp"
#include "evaluate_case.hpp"
#include "world.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include <gtest/gtest.h>

namespace crucible {
namespace {

using testing::asking_for;
using testing::EvalCase;
using testing::evaluate_spread;
using testing::evaluate_whole;
using testing::values_of;
using testing::world;

/// Two users and four books, by hand. User 0 trained on book 0 (5) and tested on books 1 (4) and 3 (2);
/// user 1 trained on 1 (3) and tested on 0 (1). Nobody trained on books 2 and 3.
EvalCase by_hand() {
  EvalCase result;
  result.ratings.users = {0, 2};
  result.ratings.total_books = 4;
  result.ratings.offsets = {0, 3, 5};
  result.ratings.book = {0, 1, 3, 0, 1};
  result.ratings.rating = {5, 4, 2, 1, 3};
  result.part = {0, 2, 2, 2, 0};
  FactorModel& model = result.model;
  model.traits.global_mean = 3;
  model.traits.scale_low = 1;
  model.traits.scale_high = 5;
  model.total_users = 2;
  model.total_books = 4;
  model.users = {0, 2};
  model.books = {0, 4};
  model.user_bias = {0.5F, -1};
  model.book_bias = {1, 0, 0.5F, -0.5F};
  model.user_factors.resize(2, 1);
  model.user_factors << 1, -2;
  model.book_factors.resize(4, 1);
  model.book_factors << 2, 1.5F, 0, 3;
  return result;
}

bool same(const std::optional<PairedDifference>& a, const std::optional<PairedDifference>& b) {
  if (!a || !b) return a.has_value() == b.has_value();
  return a->value == b->value && a->interval.low == b->interval.low && a->interval.high == b->interval.high &&
         a->p == b->p;
}

TEST(Evaluate, ByHand) {
  // Predictions: (0, 1) = 3 + .5 + 0 + 1.5 = 5; (0, 3), of an unknown book, = 3 + .5 - .5 + 3 = 6, clipped to
  // 5; (1, 0) = 3 - 1 + 1 - 4 = -1, clipped to 1. Errors 1, 3, 0. Lists (bias + dot; rated ones left out):
  // user 0: 3 (2.5), 1 (1.5), 2 (.5); user 1: 2 (.5), 0 (-3), 3 (-6.5).
  const Evaluation evaluation = evaluate_spread(by_hand(), asking_for({"all"}, {2}));
  const auto model = values_of(evaluation, "model");
  EXPECT_NEAR(model.at("rmse"), std::sqrt((1 + 9.0) / 3), 1e-12);
  EXPECT_NEAR(model.at("mae"), 4.0 / 3, 1e-12);
  EXPECT_NEAR(model.at("precision@2"), (1 + 0.5) / 2, 1e-12);
  EXPECT_NEAR(model.at("recall@2"), 1, 1e-12);
  EXPECT_NEAR(model.at("ap@2"), (1 + 0.5) / 2, 1e-12);
  EXPECT_NEAR(model.at("ndcg@2"), (1 + 1 / std::log2(3)) / 2, 1e-12);
  EXPECT_NEAR(model.at("mrr@2"), (1 + 0.5) / 2, 1e-12);
  EXPECT_NEAR(model.at("coverage@2"), 1, 1e-12);
  EXPECT_EQ(model.count("overlap@10"), 0U);
  // The mean of 5 and 3 is 4: errors 0, 2, 3.
  const auto mean = values_of(evaluation, "mean");
  EXPECT_NEAR(mean.at("rmse"), std::sqrt(13.0 / 3), 1e-12);
  EXPECT_EQ(mean.count("precision@2"), 0U);
  // Popularity: books 0 and 1 have one rating each, then 2, 3. User 0 sees 1, 2; user 1 sees 0, 2.
  const auto popularity = values_of(evaluation, "popularity");
  EXPECT_NEAR(popularity.at("precision@2"), 0.5, 1e-12);
  EXPECT_NEAR(popularity.at("recall@2"), 0.75, 1e-12);
  EXPECT_NEAR(popularity.at("coverage@2"), 0.75, 1e-12);
  EXPECT_EQ(popularity.count("rmse"), 0U);
  EXPECT_EQ(evaluation.pairs, 3);
  EXPECT_EQ(evaluation.unknown_pairs, 1);
  EXPECT_EQ(evaluation.users, 2);
  EXPECT_EQ(evaluation.skipped_users, 0);
}

TEST(Evaluate, DistributedEqualsLocalToTheBit) {
  const EvalCase whole = testing::random_case(70, 60, 4);
  EvaluateOptions options = asking_for({"all"}, {1, 5, 20});
  options.bootstrap = 20;
  options.groups = true;
  options.relevant_from = 3;
  FactorModel other = whole.model;
  other.book_factors *= -1;
  const EvalCase mine = part_of(whole, world());
  const FactorModel my_other = part_of(EvalCase{whole.ratings, whole.part, other}, world()).model;
  const Communicator self = world().split(world().rank(), 0);
  const Evaluation expected =
      evaluate(self, std::vector<NamedModel>{{"model", &whole.model}, {"other", &other}},
               evaluation_data(whole.ratings, whole.part), options);
  const Evaluation actual =
      evaluate(world(), std::vector<NamedModel>{{"model", &mine.model}, {"other", &my_other}},
               evaluation_data(mine.ratings, mine.part), options);
  ASSERT_EQ(actual.rows.size(), expected.rows.size());
  for (std::size_t r = 0; r < actual.rows.size(); ++r) {
    EXPECT_EQ(actual.rows[r].name, expected.rows[r].name);
    EXPECT_EQ(actual.rows[r].values, expected.rows[r].values);
    ASSERT_EQ(actual.rows[r].differences.size(), expected.rows[r].differences.size());
    EXPECT_EQ(actual.rows[r].differences.empty(), r != 1);
    for (std::size_t m = 0; m < actual.rows[r].differences.size(); ++m)
      EXPECT_TRUE(same(actual.rows[r].differences[m], expected.rows[r].differences[m])) << r << ' ' << m;
  }
  for (std::size_t m = 0; m < actual.metrics.size(); ++m) {
    const auto& spread = actual.rows[0].intervals[m];
    const auto& whole_one = expected.rows[0].intervals[m];
    ASSERT_EQ(spread.has_value(), whole_one.has_value());
    if (spread) {
      EXPECT_TRUE(spread->low == whole_one->low && spread->high == whole_one->high) << actual.metrics[m].name;
    }
  }
  ASSERT_EQ(actual.groups.size(), expected.groups.size());
  for (std::size_t g = 0; g < actual.groups.size(); ++g) {
    EXPECT_EQ(actual.groups[g].values, expected.groups[g].values);
    EXPECT_EQ(actual.groups[g].members, expected.groups[g].members);
    EXPECT_EQ(actual.groups[g].pairs, expected.groups[g].pairs);
  }
  EXPECT_EQ(actual.pairs, expected.pairs);
  EXPECT_EQ(actual.unknown_pairs, expected.unknown_pairs);
  EXPECT_EQ(actual.unranked_users, expected.unranked_users);
}

TEST(Evaluate, AModelDoesNotDifferFromItself) {
  const EvalCase whole = testing::random_case(70, 60, 4);
  EvaluateOptions options = asking_for({"rmse", "ndcg"}, {5});
  options.bootstrap = 50;
  const EvalCase mine = part_of(whole, world());
  const std::vector<NamedModel> twice{{"model", &mine.model}, {"again", &mine.model}};
  const Evaluation evaluation = evaluate(world(), twice, evaluation_data(mine.ratings, mine.part), options);
  for (const auto& difference : evaluation.rows.at(1).differences)
    EXPECT_TRUE(same(difference, PairedDifference{0, {0, 0}, 1}));
}

TEST(Evaluate, DifferencesAreAsWideAsTheStandardErrorOfPairsSays) {
  const EvalCase whole = testing::random_case(640, 30, 2);
  FactorModel other = whole.model;
  other.book_factors.row(3) *= -4;  // the two agree on most lists: pairs vary less than each alone
  EvaluateOptions options = asking_for({"precision"}, {5});
  options.bootstrap = 1000;
  const Communicator self = world().split(world().rank(), 0);
  const EvaluationData data = evaluation_data(whole.ratings, whole.part);
  std::vector<std::vector<double>> precision(2);
  Evaluation evaluation;
  for (const std::size_t first : {1U, 0U}) {
    options.observer = [&](std::int64_t, std::span<const ScoredBook> shown,
                           std::span<const BookIndex> relevant) {
      const auto hit = [&](const ScoredBook& book) {
        return std::binary_search(relevant.begin(), relevant.end(), book.book);
      };
      precision[first].push_back(static_cast<double>(std::count_if(shown.begin(), shown.end(), hit)) / 5);
    };
    const std::vector<const FactorModel*> models{&whole.model, &other};
    evaluation = evaluate(self, std::vector<NamedModel>{{"a", models[first]}, {"b", models[1 - first]}}, data,
                          options);
  }
  const auto n = static_cast<double>(precision[0].size());
  const PairedDifference difference = evaluation.rows.at(1).differences.at(0).value();
  double square = 0;
  for (std::size_t u = 0; u < precision[0].size(); ++u)
    square += std::pow(precision[0][u] - precision[1][u] - difference.value, 2);
  const double error = std::sqrt(square / (n * (n - 1)));
  EXPECT_NEAR((difference.interval.high - difference.interval.low) / (2 * 1.96 * error), 1, 0.1);
  EXPECT_NEAR(difference.p, std::erfc(std::abs(difference.value) / error / std::sqrt(2.0)), 0.05);
  const Interval alone = evaluation.rows[0].intervals[0].value();
  EXPECT_LT(difference.interval.high - difference.interval.low, alone.high - alone.low);
}

TEST(Evaluate, GroupsPartitionThePairs) {
  EvaluateOptions options = asking_for({"rmse"}, {});
  options.groups = true;
  const Evaluation evaluation = evaluate_spread(testing::random_case(70, 60, 4), options);
  const double rmse = values_of(evaluation, "model").at("rmse");
  for (const std::string kind : {"users", "books"}) {
    std::int64_t pairs = 0;
    double squares = 0;
    for (const EvaluatedGroup& group : evaluation.groups) {
      if (group.kind != kind) continue;
      pairs += group.pairs;
      squares += *group.values[0] * *group.values[0] * static_cast<double>(group.pairs);
    }
    EXPECT_EQ(pairs, evaluation.pairs) << kind;
    EXPECT_NEAR(std::sqrt(squares / static_cast<double>(pairs)), rmse, 1e-9) << kind;
  }
}

TEST(Evaluate, IntervalsHoldTheValueAndNarrowWithMoreUsers) {
  EvaluateOptions options = asking_for({"rmse", "precision"}, {5});
  options.bootstrap = 200;
  double few = 0;
  for (const std::int64_t users : {40, 640}) {
    const Evaluation evaluation = evaluate_spread(testing::random_case(users, 30, 2), options);
    for (std::size_t m = 0; m < 2; ++m) {
      const Interval interval = evaluation.rows[0].intervals[m].value();
      EXPECT_LT(interval.low, *evaluation.rows[0].values[m]);
      EXPECT_GT(interval.high, *evaluation.rows[0].values[m]);
    }
    const double width = evaluation.rows[0].intervals[0]->high - evaluation.rows[0].intervals[0]->low;
    if (users == 40) few = width;
    // Sixteen times the users: a quarter of the width, give or take.
    if (users == 640) {
      EXPECT_LT(width, few / 2);
    }
  }
}

TEST(Evaluate, IntervalsAreAsWideAsTheStandardErrorSays) {
  EvaluateOptions options = asking_for({"precision"}, {5});
  options.bootstrap = 1000;
  std::vector<double> values;
  options.observer = [&](std::int64_t, std::span<const ScoredBook> shown,
                         std::span<const BookIndex> relevant) {
    values.push_back(static_cast<double>(std::count_if(shown.begin(), shown.end(),
                                                       [&](const ScoredBook& book) {
                                                         return std::binary_search(relevant.begin(),
                                                                                   relevant.end(), book.book);
                                                       })) /
                     5);
  };
  const Evaluation evaluation = evaluate_whole(testing::random_case(640, 30, 2), options);
  const auto n = static_cast<double>(values.size());
  double square = 0;
  for (const double value : values) square += std::pow(value - *evaluation.rows[0].values[0], 2);
  const double error = std::sqrt(square / (n * (n - 1)));
  const Interval interval = evaluation.rows[0].intervals[0].value();
  EXPECT_NEAR((interval.high - interval.low) / (2 * 1.96 * error), 1, 0.1);
}

/// One user, held out whole, of 40 books all rated 3 but the `masked` first ones (rated 5), which are
/// tested; the model recommends the lowest indices first. `known` is how many others are known.
std::map<std::string, double> overlap_case(BookIndex masked, BookIndex known, float masked_rating = 5) {
  EvalCase whole;
  whole.ratings.users = {0, 1};
  whole.ratings.total_books = 40;
  for (BookIndex b = 0; b < masked + known; ++b) {
    whole.ratings.book.push_back(b);
    whole.ratings.rating.push_back(b < masked ? masked_rating : 3);
    whole.part.push_back(static_cast<std::uint8_t>(b < masked ? Part::test : Part::test_fold_in));
  }
  whole.ratings.offsets = {0, masked + known};
  FactorModel& model = whole.model;
  model.total_users = 1;
  model.total_books = 40;
  model.users = {0, 1};
  model.books = {0, 40};
  model.user_bias = {0};
  model.user_factors = Matrix::Zero(1, 1);
  model.book_factors = Matrix::Zero(40, 1);
  for (int b = 0; b < 40; ++b) model.book_bias.push_back(static_cast<float>(b < 4 ? 0 : b));
  return values_of(evaluate_spread(whole, asking_for({"overlap", "precision"}, {10})), "model");
}

TEST(Evaluate, OverlapIsOfTenHighestMaskedAndTwentyRatings) {
  // Books 39 down to 20 are shown first, unless known: of the masked books 0 to 9 none is among the first ten
  // as long as ten others are left; with 26 known books 36 to 39 and 4 to 9 are.
  EXPECT_DOUBLE_EQ(overlap_case(10, 10).at("overlap@10"), 0);
  EXPECT_NEAR(overlap_case(10, 26).at("overlap@10"), 0.6, 1e-12);
  EXPECT_EQ(overlap_case(10, 9).count("overlap@10"), 0U) << "19 ratings";
  EXPECT_EQ(overlap_case(9, 20).count("overlap@10"), 0U) << "9 masked";
  EXPECT_EQ(overlap_case(10, 10, 2).count("overlap@10"), 0U) << "the masked ones are not the highest";
  EXPECT_EQ(overlap_case(10, 10, 2).count("precision@10"), 1U);
}

TEST(Evaluate, PairsOfAUserWithoutAnyTrainingAreUnknown) {
  EvalCase whole = by_hand();
  whole.part[4] = static_cast<std::uint8_t>(Part::validation);
  const Evaluation evaluation = evaluate_spread(whole, asking_for({"rmse"}, {}));
  // User 1 has no training left, and so (0, 1) and (0, 3) have unknown books, (1, 0) an unknown user.
  EXPECT_EQ(evaluation.unknown_pairs, 3);
}

TEST(Evaluate, TheObserverHearsEveryUsersListInOrder) {
  std::vector<std::int64_t> heard;
  EvaluateOptions options = asking_for({"precision"}, {3});
  options.observer = [&](std::int64_t user, std::span<const ScoredBook> shown,
                         std::span<const BookIndex> relevant) {
    heard.push_back(user);
    EXPECT_LE(shown.size(), 3U);
    EXPECT_FALSE(relevant.empty());
  };
  const Evaluation evaluation = evaluate_spread(testing::random_case(70, 60, 4), options);
  EXPECT_TRUE(std::is_sorted(heard.begin(), heard.end()));
  EXPECT_EQ(world().sum_value(std::ssize(heard)), evaluation.users);
}

TEST(Evaluate, APredictionThatIsNotFiniteIsAnErrorOnEveryRank) {
  EvalCase whole = testing::random_case(70, 60, 4);
  whole.model.user_factors(1, 0) = std::numeric_limits<float>::quiet_NaN();
  try {
    evaluate_spread(whole, asking_for({"rmse"}, {}));
    FAIL() << "nothing was thrown";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::numerical);
    EXPECT_TRUE(error.on_all_ranks());
  }
}

TEST(Evaluate, ASecondModelStandsBesideTheFirst) {
  const EvalCase mine = testing::part_of(testing::random_case(70, 60, 4), world());
  FactorModel other = mine.model;
  other.traits.global_mean = 2;
  EvaluateOptions options = asking_for({"rmse", "ndcg"}, {5});
  options.baselines = false;
  const Evaluation evaluation =
      evaluate(world(), std::vector<NamedModel>{{"one", &mine.model}, {"two", &other}},
               evaluation_data(mine.ratings, mine.part), options);
  ASSERT_EQ(evaluation.rows.size(), 2U);
  EXPECT_NE(evaluation.rows[0].values[0], evaluation.rows[1].values[0]);
  EXPECT_EQ(evaluation.rows[1].name, "two");
}

}  // namespace
}  // namespace crucible
