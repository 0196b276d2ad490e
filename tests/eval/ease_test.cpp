// EASE against a plain Eigen reference, at any number of ranks.
#include "crucible/core/error.hpp"
#include "ease/ease_recommender.hpp"
#include "ease/ease_weights.hpp"
#include "evaluate_case.hpp"

#include <algorithm>
#include <numeric>

#include <Eigen/Dense>
#include <gtest/gtest.h>

namespace crucible {
namespace {

using testing::world;

EvaluationData data_of(const testing::EvalCase& some) { return evaluation_data(some.ratings, some.part); }

/// The entry of a rating, told apart from the code under test.
double entry(float rating, const EvaluateOptions& options) {
  if (options.relevant_from && rating < *options.relevant_from) return 0;
  return options.ease_by_rating ? rating * rating / 25.0 : 1.0;
}

/// (users x books), of one part of the whole data.
MatrixD dense(const RatingShard& shard, const EvaluateOptions& options) {
  MatrixD x = MatrixD::Zero(shard.users.size(), shard.total_books);
  for (std::int64_t u = 0; u < shard.users.size(); ++u) {
    const UserRow row = user_row(shard, u);
    for (std::size_t i = 0; i < row.book.size(); ++i) x(u, row.book[i]) = entry(row.rating[i], options);
  }
  return x;
}

MatrixD reference_weights(const MatrixD& x, double lambda) {
  const auto n = x.cols();
  const MatrixD p = (x.transpose() * x + lambda * MatrixD::Identity(n, n)).inverse();
  MatrixD b = -p * p.diagonal().cwiseInverse().asDiagonal();
  b.diagonal().setZero();
  return b;
}

/// Scores of every user for every book; minus infinity for books that the user has rated.
MatrixD reference_scores(const EvaluationData& whole, double lambda, const EvaluateOptions& options) {
  const MatrixD train = dense(whole.train, options);
  MatrixD known = train;
  for (std::int64_t u = 0; u < whole.train.users.size(); ++u)
    if (user_row(whole.train, u).book.empty()) known.row(u) = dense(whole.fold_in, options).row(u);
  MatrixD scores = known * reference_weights(train, lambda);
  for (std::int64_t u = 0; u < whole.rated.users.size(); ++u)
    for (const BookIndex book : user_row(whole.rated, u).book) scores(u, book) = -1e300;
  return scores;
}

/// Checks that `list` holds the highest of `scores`. Scores that differ by rounding may change places.
void expect_best(std::span<const ScoredBook> list, const Eigen::VectorXd& scores, std::int64_t top) {
  std::vector<double> sorted(scores.begin(), scores.end());
  std::sort(sorted.rbegin(), sorted.rend());
  const auto rankable =
      std::count_if(sorted.begin(), sorted.end(), [](double score) { return score > -1e299; });
  ASSERT_EQ(std::ssize(list), std::min<std::int64_t>(top, rankable));
  const double tolerance =
      1e-6 *
      std::max(1e-300, std::abs(sorted.front()) + std::abs(sorted[static_cast<std::size_t>(rankable - 1)]));
  for (std::size_t i = 0; i < list.size(); ++i) {
    EXPECT_NEAR(static_cast<double>(list[i].score), sorted[i], tolerance);
    EXPECT_NEAR(scores(list[i].book), sorted[i], tolerance);
    if (i > 0) {
      EXPECT_TRUE(stands_before(list[i - 1], list[i]));
    }
  }
}

void expect_reference_lists(const testing::EvalCase& whole, const EvaluateOptions& options) {
  const testing::EvalCase mine = testing::part_of(whole, world());
  const EvaluationData data = data_of(mine);
  std::vector<std::int64_t> users(static_cast<std::size_t>(data.test.users.size()));
  std::iota(users.begin(), users.end(), 0);
  const FittedBaseline fitted = make_ease_baseline(world(), data, users, options);
  ASSERT_EQ(fitted.settings.size(), 1U);
  const MatrixD scores = reference_scores(data_of(whole), fitted.settings[0].value, options);
  const std::int64_t top = longest_list(options.metrics);
  fitted.who->start(users);
  const TopLists lists = fitted.who->lists(top);
  for (const std::int64_t user : users)
    expect_best(lists.of(user), scores.row(data.test.users.begin + user), top);
}

TEST(EaseWeights, ByHand) {
  // Three users and two books: both, both, the first one alone. P = [3 -2; -2 4] / 8.
  RatingShard whole;
  whole.users = {0, 3};
  whole.total_books = 2;
  whole.offsets = {0, 2, 4, 5};
  whole.book = {0, 1, 0, 1, 0};
  whole.rating = {5, 1, 3, 3, 2};
  const RatingShard mine = testing::users_of(whole, even_part(3, world().size(), world().rank()));
  const EaseWeights ease = ease_weights(world(), mine, {}, 1.0);
  EXPECT_EQ(ease.books, even_part(2, world().size(), world().rank()));
  if (ease.books.contains(0)) {
    EXPECT_NEAR(ease.weights(-ease.books.begin, 1), 2.0 / 3, 1e-15);
    EXPECT_EQ(ease.weights(-ease.books.begin, 0), 0);
  }
  if (ease.books.contains(1)) {
    EXPECT_NEAR(ease.weights(1 - ease.books.begin, 0), 0.5, 1e-15);
  }
}

TEST(EaseWeights, AreThoseOfEigen) {
  // 150 books are three blocks of the matrix.
  const testing::EvalCase whole = testing::random_case(90, 150, 2);
  const testing::EvalCase mine = testing::part_of(whole, world());
  const MatrixD x = dense(data_of(whole).train, {});
  for (const double lambda : {1e-3, 0.5, 20.0, 1e9}) {
    const EaseWeights ease = ease_weights(world(), data_of(mine).train, {}, lambda);
    const MatrixD expected =
        reference_weights(x, lambda).transpose().middleRows(ease.books.begin, ease.books.size());
    const double condition = x.squaredNorm() / lambda + 1;
    EXPECT_LT((ease.weights - expected).norm(), 1e-13 * condition * reference_weights(x, lambda).norm())
        << lambda;
  }
}

TEST(EaseWeights, ABookWithoutRatingsHasNone) {
  const testing::EvalCase mine = testing::part_of(testing::random_case(40, 30, 2), world());
  const EaseWeights ease = ease_weights(world(), data_of(mine).train, {}, std::nullopt);
  for (std::int64_t book = std::max<std::int64_t>(27, ease.books.begin); book < ease.books.end; ++book)
    EXPECT_TRUE(ease.weights.row(book - ease.books.begin).isZero(0)) << book;
  EXPECT_TRUE(ease.weights.rightCols(3).isZero(0));
}

TEST(EaseWeights, LambdaByDefaultFollowsTheRatingsOfARatedBook) {
  EXPECT_DOUBLE_EQ(default_ease_lambda(std::vector<double>{4, 0, 14, 0}), 75);
  EXPECT_DOUBLE_EQ(default_ease_lambda(std::vector<double>{0, 0}), 25);
}

TEST(EaseWeights, RefusesALambdaThatCannotBe) {
  const testing::EvalCase mine = testing::part_of(testing::random_case(40, 30, 2), world());
  const EvaluationData data = data_of(mine);
  for (const double lambda : {0.0, -1.0, 1e-12, std::nan("")}) {
    try {
      ease_weights(world(), data.train, {}, lambda);
      ADD_FAILURE() << lambda << " is taken";
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::usage);
      EXPECT_TRUE(error.on_all_ranks());
      EXPECT_NE(std::string(error.what()).find("`ease_lambda`"), std::string::npos) << error.what();
    }
  }
}

TEST(Ease, ListsAreThoseOfThePlainFormula) {
  expect_reference_lists(testing::random_case(70, 90, 2), testing::asking_for({"ndcg"}, {12}));
}

TEST(Ease, CountsOnlyRelevantRatings) {
  EvaluateOptions options = testing::asking_for({"ndcg"}, {12});
  options.relevant_from = 4;
  expect_reference_lists(testing::random_case(70, 90, 2), options);
}

TEST(Ease, CanWeighRatings) {
  EvaluateOptions options = testing::asking_for({"ndcg"}, {12});
  options.ease_by_rating = true;
  options.ease_lambda = 3;
  expect_reference_lists(testing::random_case(70, 90, 2), options);
}

TEST(Ease, MoreRanksThanBooksOrUsers) {
  expect_reference_lists(testing::random_case(30, 4, 2), testing::asking_for({"ndcg"}, {12}));
  expect_reference_lists(testing::random_case(3, 40, 2), testing::asking_for({"ndcg"}, {12}));
}

TEST(Ease, RefusesToWeighNegativeRatings) {
  testing::EvalCase mine = testing::part_of(testing::random_case(40, 30, 2), world());
  EvaluateOptions options = testing::asking_for({"ndcg"}, {5});
  options.ease_by_rating = true;
  for (float& rating : mine.ratings.rating)
    if (world().rank() == world().size() - 1) rating -= 3;
  EXPECT_THROW(make_ease_baseline(world(), data_of(mine), {}, options), UsageError);
}

TEST(Ease, AUserWithoutRatingsGetsTheFirstBooks) {
  RatingShard whole;
  whole.users = {0, 3};
  whole.total_books = 3;
  whole.offsets = {0, 2, 3, 4};
  whole.book = {0, 1, 2, 1};
  whole.rating = {5, 5, 5, 5};
  const RatingShard mine = testing::users_of(whole, even_part(3, world().size(), world().rank()));
  std::vector<std::uint8_t> part(mine.book.size(), static_cast<std::uint8_t>(Part::train));
  const bool has_last = mine.users.contains(2);
  if (has_last) part.back() = static_cast<std::uint8_t>(Part::test);
  const std::vector<std::int64_t> users(has_last ? 1 : 0, 2 - mine.users.begin);
  const FittedBaseline fitted =
      make_ease_baseline(world(), evaluation_data(mine, part), users, testing::asking_for({"ndcg"}, {2}));
  if (!has_last) return;
  fitted.who->start(users);
  const TopLists lists = fitted.who->lists(2);
  ASSERT_EQ(lists.shown.at(0), 2);
  EXPECT_EQ(lists.of(0)[0].book, 0);
  EXPECT_EQ(lists.of(0)[1].book, 1);
}

TEST(Ease, ARowHasTheSameFiguresAtAnyNumberOfRanks) {
  const testing::EvalCase whole = testing::random_case(120, 80, 2);
  EvaluateOptions options = testing::asking_for({"ndcg", "recall", "overlap"}, {10});
  options.extra_baselines = {"ease"};
  const auto expected = testing::values_of(testing::evaluate_whole(whole, options), "ease");
  const auto actual = testing::values_of(testing::evaluate_spread(whole, options), "ease");
  ASSERT_EQ(expected.size(), 3U);
  for (const auto& [name, value] : expected) {
    EXPECT_GT(value, 0);
    EXPECT_NEAR(actual.at(name), value, 1e-9) << name;
  }
}

}  // namespace
}  // namespace crucible
