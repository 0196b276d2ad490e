#include "schedule/gram_step.hpp"

#include "crucible/train/trainer.hpp"
#include "planted.hpp"
#include "world.hpp"

#include <Eigen/LU>
#include <gtest/gtest.h>

namespace crucible {
namespace {

using testing::planted_data;
using testing::world;

MatrixD rows_of(const FactorRows& rows) {
  MatrixD all(rows.rows().size(), rows.k());
  for (std::int64_t r = 0; r < rows.rows().size(); ++r)
    for (std::int64_t i = 0; i < rows.k(); ++i) all(r, i) = rows.factors(r)[i];
  return all;
}

TEST(GramStep, IsTheImplicitStepOfTheUnratedObjective) {
  TrainOptions options;
  options.factors = 6;
  options.unrated_weight = 0.7;
  options.learning_rate.user_factors = 0.3;
  options.learning_rate.book_factors = 0.2;
  const Communicator alone = world().split(world().rank(), 0);
  Workbench bench = make_workbench(alone, options, planted_data({}, 1, alone));
  FactorRows& users = bench.arrays.users;
  FactorRows& books = bench.arrays.blocks.front();
  const MatrixD p = rows_of(users);
  const MatrixD q = rows_of(books);
  const RowSpan user_span = span_of(users, users.rows());
  const RowSpan book_span = span_of(books, books.rows());

  take_gram_step(bench, {.user_share = 0.5, .book_share = 1, .rate_factor = 0.9}, {&user_span, 1},
                 {&book_span, 1}, true);

  const MatrixD identity = MatrixD::Identity(6, 6);
  const MatrixD new_p = p * (identity + 0.7 * 0.3 * 0.5 * 0.9 * q.transpose() * q).inverse();
  const MatrixD new_q = q * (identity + 0.7 * 0.2 * 0.9 * p.transpose() * p).inverse();
  EXPECT_LT((rows_of(users) - new_p).norm(), 1e-5 * new_p.norm());
  EXPECT_LT((rows_of(books) - new_q).norm(), 1e-5 * new_q.norm());
  EXPECT_LT(new_q.norm(), 0.9 * q.norm()) << "the step must be large enough to be seen";
}

TEST(GramStep, PullsUnratedPredictionsTowardsZero) {
  // the mean squared prediction over all entries falls with the weight
  std::vector<double> squares;
  for (const double weight : {0.001, 0.3}) {
    TrainOptions options;
    options.factors = 8;
    options.epochs = 15;
    options.unrated_weight = weight;
    Trainer trainer(world(), options, planted_data({.low = 1, .high = 5}, world().size(), world()));
    trainer.run(nullptr);
    const std::vector<float> all = testing::whole_model(world(), trainer.last_model());
    const testing::Planted plan;
    const Eigen::Map<const Matrix> p(all.data(), plan.users, 8);
    const Eigen::Map<const Matrix> q(all.data() + plan.users * 9, plan.books, 8);
    squares.push_back((p * q.transpose()).squaredNorm());
  }
  EXPECT_LT(squares[1], 0.8 * squares[0]);
}

}  // namespace
}  // namespace crucible
