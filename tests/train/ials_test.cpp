// Implicit ALS: a block sweep against solutions by Eigen in double precision, and what training with it
// promises.
#include "als/block_sweep.hpp"
#include "complaint.hpp"
#include "crucible/core/error.hpp"
#include "crucible/core/matrix.hpp"
#include "crucible/core/random.hpp"
#include "crucible/recommend/fold_in.hpp"
#include "crucible/train/optimizer.hpp"
#include "crucible/train/rate_schedule.hpp"
#include "crucible/train/trainer.hpp"
#include "planted.hpp"
#include "world.hpp"

#include <functional>
#include <string>
#include <vector>

#include <Eigen/Cholesky>
#include <gtest/gtest.h>

namespace crucible {
namespace {

using testing::planted_data;
using testing::whole_model;
using testing::world;

constexpr std::int64_t users = 37;
constexpr std::int64_t books = 150;  // more than are added up in float at once
constexpr std::int64_t k = 21;

std::size_t at(std::int64_t index) { return static_cast<std::size_t>(index); }

/// Some users and books with random rows, and which of them are rated: a share that differs from user to
/// user.
struct Problem {
  explicit Problem(IndexRange own) : p({0, users}, k, false), q({0, books}, k, false) {
    RandomStream stream(4, RandomPurpose::test, 1);
    for (FactorRows* rows : {&p, &q})
      for (std::int64_t r = 0; r < rows->rows().size(); ++r)
        for (std::int64_t i = 0; i < k; ++i) rows->factors(r)[i] = static_cast<float>(0.3 * stream.normal());
    for (std::int64_t u = 0; u < users; ++u) {
      RandomStream of_user(4, RandomPurpose::test, 2, static_cast<std::uint64_t>(u));
      for (std::int64_t b = 0; b < books; ++b) {
        const bool rated = of_user.uniform() < static_cast<double>(u) / users;
        const auto value = static_cast<float>(of_user.uniform());
        if (!rated || !own.contains(u)) continue;
        ratings.other.push_back(static_cast<std::int32_t>(b));
        ratings.value.push_back(value);
      }
      if (own.contains(u)) ratings.offsets.push_back(std::ssize(ratings.other));
    }
  }
  FactorRows p, q;
  SideRatings ratings;
};

MatrixD rows_of(const FactorRows& rows) {
  MatrixD all(rows.rows().size(), rows.k());
  for (std::int64_t r = 0; r < all.rows(); ++r)
    for (std::int64_t i = 0; i < all.cols(); ++i) all(r, i) = static_cast<double>(rows.factors(r)[i]);
  return all;
}

std::vector<double> padded(const MatrixD& gram) {
  const std::int64_t stride = padded_factors(gram.cols());
  std::vector<double> result(at(stride * stride));
  for (std::int64_t i = 0; i < gram.rows(); ++i)
    for (std::int64_t j = 0; j < gram.cols(); ++j) result[at(i * stride + j)] = gram(i, j);
  return result;
}

/// The columns [begin, end) of each row of `p` at their best place while the others stay: the normal
/// equations of all entries, rated or not, one by one.
void move_block(MatrixD& p, const MatrixD& q, const SideRatings& ratings, const AlsObjective& objective,
                IndexRange columns) {
  for (std::int64_t u = 0; u < p.rows(); ++u) {
    if (ratings.count(u) == 0) continue;
    MatrixD a = MatrixD::Identity(columns.size(), columns.size()) * objective.ridge(ratings.count(u));
    Eigen::VectorXd right = Eigen::VectorXd::Zero(columns.size());
    Eigen::VectorXd rest = p.row(u).transpose();
    rest.segment(columns.begin, columns.size()).setZero();
    const auto add = [&](std::int64_t b, double weight, double target) {
      const Eigen::VectorXd h = q.row(b).segment(columns.begin, columns.size()).transpose();
      a += weight * h * h.transpose();
      right += weight * (target - q.row(b).dot(rest)) * h;
    };
    for (std::int64_t b = 0; b < q.rows(); ++b) add(b, objective.unrated, 0);
    for (std::int64_t i = ratings.offsets[at(u)]; i < ratings.offsets[at(u + 1)]; ++i)
      add(ratings.other[at(i)], 1, static_cast<double>(ratings.value[at(i)]));
    p.row(u).segment(columns.begin, columns.size()) = a.llt().solve(right).transpose();
  }
}

class BlockSweepTest : public ::testing::TestWithParam<std::int64_t> {};

TEST_P(BlockSweepTest, IsTheSolutionOfEachBlockInTurn) {
  const AlsObjective objective{0.3, 0.05};
  Problem whole({0, users});
  MatrixD p = rows_of(whole.p);
  const MatrixD q = rows_of(whole.q);
  const std::int64_t blocks = (k + GetParam() - 1) / GetParam();
  const std::int64_t width = (k + blocks - 1) / blocks;
  for (std::int64_t first = 0; first < k; first += width)
    move_block(p, q, whole.ratings, objective, {first, std::min(k, first + width)});

  const IndexRange own = even_part(users, world().size(), world().rank());
  Problem mine(own);
  BlockSweep sweep(best_instruction_set(), k, GetParam());
  const SideRatings none;
  const AlsSide side{mine.p, world().size() == 1, own, users, mine.ratings};
  const std::vector<double> errors =
      sweep(world(), side, {mine.q, true, even_part(books, world().size(), world().rank()), books, none},
            padded(q.transpose() * q), objective);

  sweep.share(world(), side);
  EXPECT_LT((rows_of(mine.p) - p).norm(), 2e-6 * p.norm());
  for (std::int64_t u = own.begin; u < own.end; ++u) {
    double squares = 0;
    for (std::int64_t i = whole.ratings.offsets[at(u)]; i < whole.ratings.offsets[at(u + 1)]; ++i) {
      const double error =
          static_cast<double>(whole.ratings.value[at(i)]) - p.row(u).dot(q.row(whole.ratings.other[at(i)]));
      squares += error * error;
    }
    EXPECT_NEAR(errors[at(u - own.begin)], squares, 1e-5 * (1 + squares));
  }
}

// A single block of all columns is a sweep of plain ALS.
INSTANTIATE_TEST_SUITE_P(Widths, BlockSweepTest, ::testing::Values(1, 4, 8, 16, 21, 64));

TrainOptions alternating(std::int64_t sweeps, std::int64_t factors = 6) {
  TrainOptions options;
  options.optimizer = &optimizer_named("ials");
  options.unrated_weight = 0.2;
  options.factors = factors;
  options.epochs = sweeps;
  return options;
}

constexpr testing::Planted plan{.users = 240, .books = 90, .low = 1, .high = 5};

/// What training makes small, of a whole model, with the counts of the training part.
double objective_of(const FactorModel& model, const TrainData& data, const TrainOptions& options, double l2) {
  const MatrixD p = model.user_factors.cast<double>();
  const MatrixD q = model.book_factors.cast<double>();
  double value = options.unrated_weight * (p * q.transpose()).squaredNorm();
  Eigen::VectorXd user_count = Eigen::VectorXd::Zero(p.rows());
  Eigen::VectorXd book_count = Eigen::VectorXd::Zero(q.rows());
  for (std::int64_t u = 0; u < p.rows(); ++u) {
    for (std::int64_t i = data.train.offsets[at(u)]; i < data.train.offsets[at(u + 1)]; ++i) {
      const BookIndex b = data.train.book[at(i)];
      const double error = training_target(model.traits, static_cast<double>(data.train.rating[at(i)])) -
                           p.row(u).dot(q.row(b));
      value += error * error;
      ++user_count(u);
      ++book_count(b);
    }
  }
  for (std::int64_t u = 0; u < p.rows(); ++u) value += l2 * user_count(u) * p.row(u).squaredNorm();
  for (std::int64_t b = 0; b < q.rows(); ++b) value += l2 * book_count(b) * q.row(b).squaredNorm();
  return value;
}

TEST(Ials, EachSweepLowersTheObjective) {
  const Communicator alone = world().split(world().rank(), 0);
  const TrainData data = planted_data(plan, 3, alone);
  for (const Target target : {Target::rating, Target::presence}) {
    TrainOptions options = alternating(6, 40);  // two blocks
    options.target = target;
    options.regularization.all = 0.01;
    Trainer trainer(alone, options, planted_data(plan, 3, alone));
    double before = INFINITY;
    while (!trainer.finished()) {
      trainer.run_epoch();
      const double now = objective_of(trainer.last_model(), data, options, 0.01);
      EXPECT_LT(now, before) << trainer.progress().epoch;
      before = now;
    }
  }
}

TEST(Ials, HasTheBitsOfOneRank) {
  constexpr std::int64_t shards = 12;
  const TrainOptions options = alternating(4, 40);
  Trainer together(world(), options, planted_data(plan, shards, world()));
  together.run(nullptr);
  const Communicator alone = world().split(world().rank(), 0);
  Trainer serial(alone, options, planted_data(plan, shards, alone));
  serial.run(nullptr);
  for (std::size_t epoch = 0; epoch < serial.progress().history.size(); ++epoch)
    EXPECT_EQ(together.progress().history[epoch].train_rmse, serial.progress().history[epoch].train_rmse);
  EXPECT_EQ(together.progress().best_rmse, serial.progress().best_rmse);
  EXPECT_EQ(whole_model(world(), together.last_model()), whole_model(alone, serial.last_model()));
}

// The users of the next sweep are what fold-in makes of their ratings with the books of this one.
TEST(Ials, OneRankMayHaveAllUsers) {
  const testing::Planted one_user{.users = 1, .low = 1, .high = 5};
  Trainer together(world(), alternating(2), planted_data(one_user, 1, world()));
  together.run(nullptr);
  const Communicator alone = world().split(world().rank(), 0);
  Trainer serial(alone, alternating(2), planted_data(one_user, 1, alone));
  serial.run(nullptr);
  EXPECT_EQ(whole_model(world(), together.last_model()), whole_model(alone, serial.last_model()));
}

TEST(Ials, FoldInSolvesWhatASweepSolves) {
  const Communicator alone = world().split(world().rank(), 0);
  const TrainData data = planted_data(plan, 1, alone);
  for (const Target target : {Target::rating, Target::presence}) {
    TrainOptions options = alternating(4, 20);
    options.target = target;
    Trainer trainer(alone, options, planted_data(plan, 1, alone));
    for (int sweep = 0; sweep < 3; ++sweep) trainer.run_epoch();
    const FactorModel before = trainer.last_model();
    trainer.run_epoch();
    const FactorModel after = trainer.last_model();
    const BookGram gram = book_gram(before);
    for (std::int64_t u = 0; u < plan.users; u += 17) {
      const std::size_t first = at(data.train.offsets[at(u)]);
      const std::size_t count = at(data.train.offsets[at(u + 1)]) - first;
      const UserFactors folded = fold_in(before, gram, std::span(data.train.book).subspan(first, count),
                                         std::span(data.train.rating).subspan(first, count));
      const Eigen::Map<const Eigen::VectorXf> row(folded.factors.data(), before.k());
      EXPECT_LT((after.user_factors.row(u).transpose() - row).norm(), 1e-4 * row.norm()) << u;
    }
  }
}

TEST(Ials, RefusesWhatItHasNoUseFor) {
  const auto complaint = [](const std::function<void(TrainOptions&)>& change) {
    return testing::complaint_of(alternating(1), change);
  };
  EXPECT_EQ(complaint([](TrainOptions& o) { o.learning_rate.all = 0.1; }),
            "`learning_rate`: `optimizer` ials has none to set");
  EXPECT_EQ(complaint([](TrainOptions& o) { o.schedule = &rate_schedule_named("bold-driver"); }),
            "`rate_schedule`: `optimizer` ials has none to set");
  EXPECT_EQ(complaint([](TrainOptions& o) { o.regularization.all = 0.1; }), "nothing was thrown");
  EXPECT_EQ(complaint([](TrainOptions& o) { o.unrated_weight = 0; }),
            "`optimizer` ials: learns from unrated entries too; give an `unrated_weight`, such as 0.2");
  EXPECT_EQ(complaint([](TrainOptions& o) {
              o.optimizer = &default_optimizer();
              o.unrated_weight = 0;
              o.target = Target::presence;
            }),
            "`target`: without an `unrated_weight` all targets would be 1; give one, such as 0.2");
}

TEST(Ials, IsTheDefaultForUnratedEntries) { EXPECT_EQ(default_optimizer_for_unrated().name, "ials"); }

}  // namespace
}  // namespace crucible
