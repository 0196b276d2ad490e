#include "crucible/eval/fit_link.hpp"

#include "crucible/core/random.hpp"
#include "eval_case.hpp"
#include "world.hpp"

#include <cmath>

#include <Eigen/Cholesky>
#include <gtest/gtest.h>

namespace crucible {
namespace {

using testing::EvalCase;
using testing::world;

constexpr std::int64_t users = 600;
constexpr std::int64_t books = 40;
constexpr std::int64_t k = 3;

/// Users of two tastes. They rate books of even or of odd numbers four times as often as others; whether that
/// says anything of their first factor is `telling`. Ratings are what the model says, with a little noise.
EvalCase tastes(bool telling) {
  EvalCase result;
  FactorModel& model = result.model;
  model.traits.global_mean = 3;
  model.traits.scale_low = 1;
  model.traits.scale_high = 5;
  model.traits.user_factor_ridge = 1;
  model.traits.user_bias_ridge = 1;
  model.total_users = users;
  model.total_books = books;
  model.users = {0, users};
  model.books = {0, books};
  model.user_factors = Matrix::Zero(users, k);
  model.book_factors = Matrix::Zero(books, k);
  RandomStream of_books(3, RandomPurpose::test);
  for (std::int64_t b = 0; b < books; ++b) {
    model.book_bias.push_back(static_cast<float>(0.3 * of_books.normal()));
    for (std::int64_t c = 0; c < k; ++c)
      model.book_factors(b, c) = static_cast<float>(0.5 * of_books.normal());
  }
  result.ratings.users = {0, users};
  result.ratings.total_books = books;
  for (std::int64_t u = 0; u < users; ++u) {
    RandomStream random(4, RandomPurpose::test, static_cast<std::uint64_t>(u));
    const bool even = random.uniform() < 0.5;
    const bool liked = telling ? even : random.uniform() < 0.5;
    for (std::int64_t c = 0; c < k; ++c) model.user_factors(u, c) = static_cast<float>(0.3 * random.normal());
    model.user_factors(u, 0) += liked ? 1.0F : -1.0F;
    model.user_bias.push_back(static_cast<float>(0.2 * random.normal()));
    for (std::int64_t b = 0; b < books; ++b) {
      if (random.uniform() > ((b % 2 == 0) == even ? 0.2 : 0.05)) continue;
      const double score = 3 + static_cast<double>(model.user_bias.back()) +
                           static_cast<double>(model.book_bias[static_cast<std::size_t>(b)]) +
                           static_cast<double>(model.user_factors.row(u).dot(model.book_factors.row(b)));
      result.ratings.book.push_back(static_cast<BookIndex>(b));
      result.ratings.rating.push_back(static_cast<float>(score + 0.3 * random.normal()));
      result.part.push_back(0);
    }
    result.ratings.offsets.push_back(std::ssize(result.ratings.book));
  }
  return result;
}

struct Fitted {
  LinkFit fit;
  RatedLink link;
};

Fitted fitted(const EvalCase& whole) {
  EvalCase mine = part_of(whole, world());
  Fitted result;
  result.fit = fit_link(world(), mine.model, mine.ratings);
  result.link = mine.model.link;
  return result;
}

/// The link of all users by the normal equations, dense, of their factors and biases about the mean.
MatrixD dense_link(const EvalCase& whole) {
  MatrixD pattern = MatrixD::Zero(users, books);
  MatrixD rows(users, k + 1);
  Eigen::RowVectorXd mean = Eigen::RowVectorXd::Zero(k + 1);
  double rated = 0;
  for (std::int64_t u = 0; u < users; ++u) {
    const auto place = static_cast<std::size_t>(u);
    const std::int64_t begin = whole.ratings.offsets[place];
    const std::int64_t end = whole.ratings.offsets[place + 1];
    for (std::int64_t i = begin; i < end; ++i)
      pattern(u, whole.ratings.book[static_cast<std::size_t>(i)]) =
          1 / std::sqrt(static_cast<double>(end - begin));
    rows.row(u).head(k) = whole.model.user_factors.row(u).cast<double>();
    rows(u, k) = static_cast<double>(whole.model.user_bias[place]);
    if (begin == end) continue;
    mean += rows.row(u);
    ++rated;
  }
  rows.rowwise() -= mean / rated;
  MatrixD normal = pattern.transpose() * pattern;
  normal.diagonal().array() += 5;
  return normal.llt().solve(pattern.transpose() * rows);
}

TEST(FitLink, IsTheRidgeRegressionOfUsersOnWhatTheyRated) {
  const EvalCase whole = tastes(true);
  const MatrixD expected = dense_link(whole);
  const RatedLink link = fitted(whole).link;
  ASSERT_FALSE(link.empty());
  ASSERT_EQ(link.mean.size(), static_cast<std::size_t>(k) + 1);
  EXPECT_LT((link.book.cast<double>() - expected).norm(), 0.02 * expected.norm());
  EXPECT_GT(link.book(0, 0) - link.book(1, 0), 0.1) << "the planted taste";
}

TEST(FitLink, SaysByHowMuchNewUsersGetMorePredictable) {
  const LinkFit fit = fitted(tastes(true)).fit;
  EXPECT_GT(fit.ratings, 200);
  EXPECT_LT(fit.rmse_after, 0.97 * fit.rmse_before);
  EXPECT_GT(fit.rmse_before, 0.3) << "the noise of the ratings";
}

TEST(FitLink, ThereIsNoneWhereBooksThatWereRatedTellNothing) {
  const Fitted result = fitted(tastes(false));
  EXPECT_GT(result.fit.ratings, 200);
  EXPECT_TRUE(result.link.empty());
}

TEST(FitLink, ThereIsNoneWithoutRatings) {
  EvalCase whole = tastes(true);
  whole.ratings.book.clear();
  whole.ratings.rating.clear();
  whole.part.clear();
  std::fill(whole.ratings.offsets.begin(), whole.ratings.offsets.end(), 0);
  const Fitted result = fitted(whole);
  EXPECT_EQ(result.fit.ratings, 0);
  EXPECT_TRUE(result.link.empty());
}

TEST(FitLink, HasTheSameBitsAtAnyNumberOfRanks) {
  // The whole case on each rank alone: what one rank computes.
  EvalCase whole = tastes(true);
  const Communicator alone = world().split(world().rank(), 0);
  const LinkFit fit = fit_link(alone, whole.model, whole.ratings);
  const Fitted together = fitted(tastes(true));
  EXPECT_EQ(together.fit.rmse_before, fit.rmse_before);
  EXPECT_EQ(together.fit.rmse_after, fit.rmse_after);
  EXPECT_EQ(together.link.mean, whole.model.link.mean);
  EXPECT_TRUE(together.link.book == whole.model.link.book);
}

}  // namespace
}  // namespace crucible
