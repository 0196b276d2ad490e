// Gibbs sampling: the draws against their distributions, the running mean against a whole decomposition, and
// training as users see it.
#include "complaint.hpp"
#include "crucible/core/error.hpp"
#include "crucible/train/optimizer.hpp"
#include "crucible/train/rate_schedule.hpp"
#include "crucible/train/trainer.hpp"
#include "eigen_svd.hpp"
#include "planted.hpp"
#include "posterior/chain_side.hpp"
#include "posterior/noise.hpp"
#include "posterior/rank_k_mean.hpp"
#include "posterior/row_draw.hpp"
#include "posterior/row_prior.hpp"
#include "world.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include <Eigen/Cholesky>
#include <Eigen/LU>
#include <gtest/gtest.h>

namespace crucible {
namespace {

using testing::planted_data;
using testing::whole_model;
using testing::without_validation;
using testing::world;

constexpr std::uint64_t seed = 7;

RandomStream stream(std::uint64_t a) { return {seed, RandomPurpose::test, a}; }

TEST(DrawGamma, HasTheMomentsOfItsShape) {
  constexpr int draws = 40'000;
  for (const double shape : {0.5, 1.0, 3.7, 200.0}) {
    RandomStream random = stream(static_cast<std::uint64_t>(10 * shape));
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < draws; ++i) {
      const double x = draw_gamma(shape, random);
      sum += x;
      squares += x * x;
    }
    const double mean = sum / draws;
    const double variance = squares / draws - mean * mean;
    EXPECT_NEAR(mean, shape, 5 * std::sqrt(shape / draws)) << shape;
    EXPECT_NEAR(variance, shape, 0.1 * shape) << shape;
  }
}

TEST(DrawPrior, SurroundsTheMomentsOfManyRows) {
  constexpr int d = 3;
  constexpr double rows = 5000;
  MatrixD covariance(d, d);
  covariance << 2, 0.5, 0, 0.5, 1, -0.3, 0, -0.3, 0.5;
  const Eigen::Vector3d mean(1, -2, 0.5);
  RowSums sums;
  sums.rows = rows;
  const Eigen::Vector3d total = rows * mean;
  sums.sum.assign(total.data(), total.data() + d);
  sums.products = rows * (covariance + mean * mean.transpose());
  RandomStream random = stream(1);
  const RowPrior prior = draw_prior(sums, std::vector<double>(d, 0.1), random);
  const MatrixD drawn = prior.precision.inverse();
  for (int i = 0; i < d; ++i) {
    EXPECT_NEAR(prior.mean[static_cast<std::size_t>(i)], mean(i), 0.15);
    for (int j = 0; j < d; ++j) EXPECT_NEAR(drawn(i, j), covariance(i, j), 0.15);
  }
}

TEST(RowDraw, HasMeanAndCovarianceOfTheNormalPosterior) {
  constexpr int d = 3;
  constexpr std::int64_t stride = 8;
  constexpr double noise_precision = 2;
  RowPrior prior;
  prior.mean = {0.3, -0.2, 0.1};
  prior.precision = MatrixD(d, d);
  prior.precision << 2, 0.3, 0, 0.3, 1, 0.2, 0, 0.2, 1.5;
  MatrixD y(5, d);
  Eigen::VectorXd target(5);
  RandomStream entries = stream(2);
  for (int i = 0; i < 5; ++i) {
    for (int j = 0; j < d; ++j) y(i, j) = entries.normal();
    target(i) = entries.normal();
  }
  std::vector<double> gram(stride * stride);
  for (int i = 0; i < d; ++i) {
    for (int j = 0; j < d; ++j) gram[static_cast<std::size_t>(i * stride + j)] = y.col(i).dot(y.col(j));
    gram[static_cast<std::size_t>(i * stride + d)] = y.col(i).dot(target);
  }
  const MatrixD precision = prior.precision + noise_precision * y.transpose() * y;
  const float linked[d] = {0.5F, 0, -1};
  const Eigen::Vector3d prior_mean(prior.mean[0] + 0.5, prior.mean[1], prior.mean[2] - 1);
  const Eigen::VectorXd mean =
      precision.llt().solve(prior.precision * prior_mean + noise_precision * y.transpose() * target);
  const MatrixD covariance = precision.inverse();

  RowDraw draw(kernels_for(best_instruction_set(), d + 1), prior, noise_precision);
  constexpr int draws = 40'000;
  Eigen::VectorXd sum = Eigen::VectorXd::Zero(d);
  MatrixD products = MatrixD::Zero(d, d);
  for (int i = 0; i < draws; ++i) {
    RandomStream random = stream(100 + static_cast<std::uint64_t>(i));
    float x[d];
    ASSERT_TRUE(draw(gram.data(), linked, x, random));
    const Eigen::Vector3d row(static_cast<double>(x[0]), static_cast<double>(x[1]),
                              static_cast<double>(x[2]));
    sum += row;
    products += row * row.transpose();
  }
  const Eigen::VectorXd seen = sum / draws;
  const MatrixD spread = products / draws - seen * seen.transpose();
  for (int i = 0; i < d; ++i) {
    EXPECT_NEAR(seen(i), mean(i), 5 * std::sqrt(covariance(i, i) / draws));
    for (int j = 0; j < d; ++j) EXPECT_NEAR(spread(i, j), covariance(i, j), 0.02);
  }
}

TEST(RowDraw, SaysWhereARowHasNoPosterior) {
  RowPrior prior{{0, 0}, MatrixD::Identity(2, 2)};
  RowDraw draw(kernels_for(best_instruction_set(), 3), prior, 1);
  std::vector<double> gram(64, std::nan(""));
  const float linked[2] = {};
  float x[2];
  RandomStream random = stream(3);
  EXPECT_FALSE(draw(gram.data(), linked, x, random));
}

TEST(NoiseVariance, TakesThePosteriorVarianceFromTheErrors) {
  // Noise 2 and a posterior variance of 0.5: q as the weights of the draws give it.
  constexpr double noise = 2;
  constexpr double posterior = 0.5;
  constexpr std::int64_t draws = 5;
  std::vector<double> weights;
  for (std::int64_t draw = 1; draw <= draws; ++draw) {
    for (double& weight : weights) weight *= 1 - draw_weight(draw);
    weights.push_back(draw_weight(draw));
  }
  double sum = 0;
  double squares = 0;
  for (const double weight : weights) {
    sum += weight;
    squares += weight * weight;
  }
  EXPECT_NEAR(sum, 1, 1e-12);
  constexpr double many = 1e12;
  const HeldOutErrors errors{many, many * (noise + (1 + squares) * posterior),
                             many * (noise + 2 * posterior)};
  EXPECT_NEAR(noise_variance(errors, draws, 3), noise, 1e-9);
}

TEST(NoiseVariance, StaysBetweenAPartOfTheErrorAndTheSpread) {
  constexpr double many = 1e12;
  EXPECT_EQ(noise_variance({}, 5, 3), 9);
  EXPECT_EQ(noise_variance({many, 2 * many, 3 * many}, 0, 3), 9);
  EXPECT_EQ(noise_variance({many, 100 * many, 100 * many}, 5, 3), 9);
  EXPECT_NEAR(noise_variance({many, 2 * many, 100 * many}, 5, 3), 0.5, 1e-9);
  EXPECT_NEAR(noise_variance({many, 2 * many, many}, 5, 3), 2, 1e-9);
}

TEST(NoiseVariance, TakesFewRatingsThatWereHitForChance) {
  EXPECT_NEAR(noise_variance({1, 1e-6, 1e-6}, 5, 3), 9 * 10.0 / 11, 1e-5);
  EXPECT_NEAR(noise_variance({10, 20, 20}, 5, 3), (10 * 9 + 20) / 20.0, 1e-12);
}

TEST(RankKMaps, AreTheTruncatedDecompositionOfTheProduct) {
  constexpr int m = 6;
  constexpr int k = 3;
  MatrixD x(40, m);
  MatrixD y(25, m);
  RandomStream random = stream(4);
  for (MatrixD* matrix : {&x, &y})
    for (Eigen::Index i = 0; i < matrix->size(); ++i) matrix->data()[i] = random.normal();
  const MatrixD product = x * y.transpose();
  const testing::EigenSvd svd = testing::eigen_svd(product);
  const MatrixD best = svd.u.leftCols(k) * svd.values.head(k).asDiagonal() * svd.v.leftCols(k).transpose();
  const RankKMaps maps = rank_k_maps(x.transpose() * x, y.transpose() * y, k, 40);
  const MatrixD users = x * maps.users;
  EXPECT_LT((users * (y * maps.books).transpose() - best).norm(), 1e-10 * best.norm());
  EXPECT_LT((users.transpose() * users / 40 - MatrixD::Identity(k, k)).norm(), 1e-10);
}

TEST(RankKMaps, LeaveColumnsBeyondTheRankAtZero) {
  MatrixD x = MatrixD::Zero(10, 4);
  MatrixD y = MatrixD::Zero(8, 4);
  x.col(1).setLinSpaced(1, 2);
  y.col(1).setLinSpaced(-1, 1);
  const RankKMaps maps = rank_k_maps(x.transpose() * x, y.transpose() * y, 2, 10);
  const MatrixD product = (x * maps.users) * (y * maps.books).transpose();
  EXPECT_LT((product - x * y.transpose()).norm(), 1e-10 * product.norm());
  EXPECT_EQ((x * maps.users).col(1).norm(), 0);
  const RankKMaps nothing = rank_k_maps(MatrixD::Zero(4, 4), MatrixD::Zero(4, 4), 2, 10);
  EXPECT_EQ(nothing.users.norm() + nothing.books.norm(), 0);
}

TEST(RatingsByBook, AreTheSameAtAnyNumberOfRanks) {
  const TrainData mine = planted_data({}, world().size(), world());
  const Communicator alone = world().split(world().rank(), 0);
  const TrainData all = planted_data({}, 1, alone);
  const auto by_user = [](const RatingShard& shard) {
    return SideRatings{shard.offsets, {shard.book.begin(), shard.book.end()}, shard.rating};
  };
  const SideRatings part = ratings_by_book(world(), by_user(mine.train), mine.train.users, mine.total_books);
  const SideRatings whole = ratings_by_book(alone, by_user(all.train), all.train.users, all.total_books);
  const IndexRange books = even_part(all.total_books, world().size(), world().rank());
  ASSERT_EQ(std::ssize(part.offsets), books.size() + 1);
  for (std::int64_t b = 0; b < books.size(); ++b) {
    const auto begin = whole.offsets[static_cast<std::size_t>(books.begin + b)];
    ASSERT_EQ(part.count(b), whole.count(books.begin + b));
    for (std::int64_t i = 0; i < part.count(b); ++i) {
      const auto to = static_cast<std::size_t>(part.offsets[static_cast<std::size_t>(b)] + i);
      const auto from = static_cast<std::size_t>(begin + i);
      EXPECT_EQ(part.other[to], whole.other[from]);
      EXPECT_EQ(part.value[to], whole.value[from]);
    }
  }
}

TrainOptions sampling(std::int64_t sweeps) {
  TrainOptions options;
  options.optimizer = &optimizer_named("gibbs");
  options.factors = 6;
  options.epochs = sweeps;
  return options;
}

// The moments of the ratings and the weights of the parts enter the draws: double by double.
TEST(Gibbs, HasTheBitsOfOneRank) {
  constexpr std::int64_t shards = 6;
  const testing::Planted plan{.users = 420, .books = 400, .density = 0.1};  // enough to link both sides
  Trainer together(world(), sampling(12), planted_data(plan, shards, world()));
  together.run(nullptr);
  for (const StateSlot& slot : together.slots()) {
    if (slot.name != "user_factors_link" && slot.name != "book_factors_link") continue;
    const std::vector<float> link = together.slot_values(slot);
    EXPECT_TRUE(std::any_of(link.begin(), link.end(), [](float x) { return x != 0; })) << slot.name;
  }
  const Communicator alone = world().split(world().rank(), 0);
  Trainer serial(alone, sampling(12), planted_data(plan, shards, alone));
  serial.run(nullptr);
  EXPECT_EQ(together.spread(), serial.spread());
  for (std::size_t epoch = 0; epoch < serial.progress().history.size(); ++epoch)
    EXPECT_EQ(together.progress().history[epoch].weights, serial.progress().history[epoch].weights);
  EXPECT_EQ(whole_model(world(), together.last_model()), whole_model(alone, serial.last_model()));
}

TEST(Gibbs, BeatsTunedStepsOnWhatWasPlanted) {
  Trainer gibbs(world(), sampling(60), planted_data({}, world().size(), world()));
  gibbs.run(nullptr);
  TrainOptions steps;
  steps.factors = 6;
  double best = INFINITY;
  for (const double l2 : {0.02, 0.05, 0.1, 0.2}) {
    steps.regularization.user_factors = steps.regularization.book_factors = l2;
    Trainer sgd(world(), steps, planted_data({}, world().size(), world()));
    sgd.run(nullptr);
    best = std::min(best, sgd.progress().best_rmse);
  }
  EXPECT_LT(gibbs.progress().best_rmse, 1.005 * best);
}

TEST(Gibbs, HoldsSomeRatingsOutWhereNothingIsValidated) {
  TrainData data = without_validation(planted_data({}, world().size(), world()));
  const std::int64_t ratings = world().sum_value(data.train.size());
  Trainer trainer(world(), sampling(8), std::move(data));
  trainer.run(nullptr);
  const EpochReport& last = trainer.progress().history.back();
  EXPECT_LT(last.updates, ratings);
  EXPECT_GT(last.updates, ratings * 9 / 10);
  EXPECT_LT(last.train_rmse, trainer.progress().history.front().train_rmse);
}

TEST(Gibbs, RefusesWhatItHasNoUseFor) {
  const auto complaint = [](const std::function<void(TrainOptions&)>& change) {
    return testing::complaint_of(sampling(1), change);
  };
  EXPECT_EQ(complaint([](TrainOptions& o) { o.learning_rate.all = 0.1; }),
            "`learning_rate`: `optimizer` gibbs has none to set");
  EXPECT_EQ(complaint([](TrainOptions& o) { o.regularization.user_bias = 0.1; }),
            "`regularization`: `optimizer` gibbs has none to set");
  EXPECT_EQ(complaint([](TrainOptions& o) { o.schedule = &rate_schedule_named("bold-driver"); }),
            "`rate_schedule`: `optimizer` gibbs has none to set");
  EXPECT_EQ(complaint([](TrainOptions& o) { o.factors = 1025; }), "`factors`: 1025 is not in 1..1024");
  EXPECT_EQ(complaint([](TrainOptions& o) { o.unrated_weight = 0.1; }),
            "`unrated_weight`: `optimizer` gibbs learns from rated entries alone");
}

}  // namespace
}  // namespace crucible
