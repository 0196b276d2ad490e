#include "spread.hpp"

#include "crucible/core/random.hpp"
#include "eval_case.hpp"
#include "world.hpp"

#include <gtest/gtest.h>

namespace crucible {
namespace {

using testing::EvalCase;
using testing::world;

/// Deviation of the ratings of user `u` and book `b`: users differ threefold, books twofold.
double planted(std::int64_t u, std::int64_t b) { return (u % 2 == 0 ? 0.5 : 1.5) * (b % 3 == 0 ? 1 : 0.5); }

/// A model that predicts 0, and ratings that are noise. Of the ratings, 70 % are for training, 10 % for
/// validation and 20 % for the test.
EvalCase noise_case(std::int64_t users, std::int64_t books) {
  EvalCase result;
  result.ratings.users = {0, users};
  result.ratings.total_books = books;
  for (std::int64_t u = 0; u < users; ++u) {
    RandomStream random(5, RandomPurpose::test, static_cast<std::uint64_t>(u));
    for (std::int64_t b = 0; b < books; ++b) {
      result.ratings.book.push_back(static_cast<BookIndex>(b));
      result.ratings.rating.push_back(static_cast<float>(planted(u, b) * random.normal()));
      const double draw = random.uniform();
      const Part part = draw < 0.7 ? Part::train : draw < 0.8 ? Part::validation : Part::test;
      result.part.push_back(static_cast<std::uint8_t>(part));
    }
    result.ratings.offsets.push_back(std::ssize(result.ratings.book));
  }
  FactorModel& model = result.model;
  model.total_users = users;
  model.total_books = books;
  model.users = {0, users};
  model.books = {0, books};
  model.user_bias.assign(static_cast<std::size_t>(users), 0);
  model.book_bias.assign(static_cast<std::size_t>(books), 0);
  model.user_factors = Matrix::Zero(users, 1);
  model.book_factors = Matrix::Zero(books, 1);
  return result;
}

struct Judged {
  Spread spread;
  std::optional<Calibration> calibration;
};

Judged judged(const Communicator& comm, const EvalCase& whole, Part tested = Part::test) {
  const EvalCase mine = part_of(whole, comm);
  const EvaluationData data = evaluation_data(mine.ratings, mine.part, tested);
  return {fit_spread(comm, mine.model, data), calibrate(comm, mine.model, data)};
}

TEST(Spread, FindsWhoseRatingsAreHardToPredict) {
  const std::int64_t users = 60;
  const std::int64_t books = 90;
  const Judged result = judged(world(), noise_case(users, books));
  ASSERT_FALSE(result.spread.empty());
  // Shrinking leaves two thirds of the planted ratios of 3 and 2.
  const IndexRange mine = even_part(users, world().size(), world().rank());
  for (std::int64_t u = mine.begin; u + 1 < mine.end; ++u) {
    const auto place = static_cast<std::size_t>(u - mine.begin);
    const double ratio = static_cast<double>(result.spread.user[place] / result.spread.user[place + 1]);
    EXPECT_GT(u % 2 == 0 ? 1 / ratio : ratio, 1.6) << u;
  }
  double hard = 0;
  double easy = 0;
  for (std::size_t b = 0; b < static_cast<std::size_t>(books); b += 3) {
    hard += static_cast<double>(result.spread.book[b]);
    easy += static_cast<double>(result.spread.book[b + 1]);
  }
  EXPECT_NEAR(hard / easy, 1.6, 0.2);
}

TEST(Spread, ANewUserIsAsTheOthersAre) {
  const Judged result = judged(world(), noise_case(60, 90));
  double squares = 0;
  for (const float user : result.spread.user)
    squares += static_cast<double>(user) * static_cast<double>(user);
  EXPECT_NEAR(result.spread.new_user, std::sqrt(world().sum_value(squares) / 60), 1e-6);
}

TEST(Calibration, IntervalsHoldWhatTheyPromise) {
  const Judged result = judged(world(), noise_case(80, 100));
  ASSERT_TRUE(result.calibration);
  for (const PredictionInterval& interval : result.calibration->intervals)
    EXPECT_NEAR(interval.covered, interval.level, 0.04);
  // The entropy of the planted noise: the mean of -log(deviation) - (1 + log(2 pi)) / 2. One deviation for
  // all ratings would be .37 below it.
  double expected = 0;
  for (std::int64_t u = 0; u < 2; ++u)
    for (std::int64_t b = 0; b < 3; ++b) expected -= (std::log(planted(u, b)) + 1.418939) / 6;
  EXPECT_NEAR(result.calibration->log_likelihood, expected, 0.12);
}

TEST(Calibration, IsTheSameAtAnyNumberOfRanks) {
  const EvalCase whole = noise_case(40, 50);
  const Judged all = judged(world(), whole);
  const Communicator alone = world().split(world().rank(), 0);
  const Judged one = judged(alone, whole);
  ASSERT_TRUE(all.calibration && one.calibration);
  EXPECT_EQ(all.spread.book, one.spread.book);
  EXPECT_EQ(all.spread.reach, one.spread.reach);
  EXPECT_EQ(all.calibration->log_likelihood, one.calibration->log_likelihood);
  for (std::size_t i = 0; i < 3; ++i)
    EXPECT_EQ(all.calibration->intervals[i].covered, one.calibration->intervals[i].covered);
}

TEST(Calibration, NeedsAValidationPartAndErrors) {
  EvalCase whole = noise_case(20, 30);
  EXPECT_FALSE(judged(world(), whole, Part::validation).calibration) << "it judges itself";
  EvalCase exact = whole;
  std::fill(exact.ratings.rating.begin(), exact.ratings.rating.end(), 0.0F);
  EXPECT_FALSE(judged(world(), exact).calibration);
  for (std::uint8_t& part : whole.part)
    if (part == static_cast<std::uint8_t>(Part::validation)) part = static_cast<std::uint8_t>(Part::train);
  EXPECT_FALSE(judged(world(), whole).calibration);
}

TEST(Calibration, FewValidationRatingsGiveNormalIntervals) {
  const Judged result = judged(world(), noise_case(10, 30));
  ASSERT_FALSE(result.spread.empty());
  EXPECT_LT(result.spread.fitted_on, 200);
  EXPECT_DOUBLE_EQ(result.spread.reach[1], 1.2816);
}

}  // namespace
}  // namespace crucible
