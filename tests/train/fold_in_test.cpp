// fold_in() against what training arrived at: the two solve the same problem.
#include "crucible/recommend/fold_in.hpp"

#include "crucible/synthetic/generate.hpp"
#include "crucible/train/trainer.hpp"
#include "planted.hpp"
#include "world.hpp"

#include <algorithm>

#include <gtest/gtest.h>

namespace crucible {
namespace {

using testing::world;

constexpr std::int64_t enough_ratings = 50;

/// All users and books of a small made-up catalogue, on one rank.
TrainData small_catalogue(const Communicator& alone) {
  GenerateOptions options;
  options.users = 400;
  options.books = 500;
  options.ratings = 40'000;
  const RatingTable table = generate(alone, options);
  TrainData data;
  data.total_users = options.users;
  data.total_books = options.books;
  data.scale_low = options.scale_low;
  data.scale_high = options.scale_high;
  data.shard_bounds = {0, options.users};
  data.train = table.ratings;
  data.validation.users = table.ratings.users;
  data.validation.total_books = options.books;
  data.validation.offsets.assign(static_cast<std::size_t>(options.users) + 1, 0);
  return data;
}

double correlation(const Eigen::VectorXd& a, const Eigen::VectorXd& b) {
  const Eigen::VectorXd x = a.array() - a.mean();
  const Eigen::VectorXd y = b.array() - b.mean();
  return x.dot(y) / (x.norm() * y.norm());
}

double median(std::vector<double> values) {
  std::nth_element(values.begin(), values.begin() + std::ssize(values) / 2, values.end());
  return values[values.size() / 2];
}

/// Medians over the users with at least 50 ratings: how the dot products with all books of the trained
/// user and of the same user folded in from the ratings of the training go together.
struct Agreement {
  double correlation = 0;
  double distance = 0;  ///< length of the difference over that of the trained user's
};

Agreement agreement_of(const TrainOptions& options) {
  const Communicator alone = world().split(world().rank(), 0);
  TrainData data = small_catalogue(alone);
  const RatingShard ratings = data.train;
  Trainer trainer(alone, options, std::move(data));
  while (!trainer.finished()) trainer.run_epoch();
  const FactorModel model = trainer.last_model();
  const BookGram gram = book_gram(model);
  const MatrixD books = model.book_factors.cast<double>();
  std::vector<double> correlations;
  std::vector<double> distances;
  for (std::int64_t u = 0; u < ratings.users.size(); ++u) {
    const auto first = static_cast<std::size_t>(ratings.offsets[static_cast<std::size_t>(u)]);
    const std::size_t count =
        static_cast<std::size_t>(ratings.offsets[static_cast<std::size_t>(u) + 1]) - first;
    if (count < enough_ratings) continue;
    const UserFactors folded = fold_in(model, gram, std::span(ratings.book).subspan(first, count),
                                       std::span(ratings.rating).subspan(first, count));
    const Eigen::Map<const Eigen::VectorXf> p(folded.factors.data(), model.k());
    const Eigen::VectorXd learnt = books * model.user_factors.row(u).transpose().cast<double>();
    const Eigen::VectorXd found = books * p.cast<double>();
    correlations.push_back(correlation(learnt, found));
    distances.push_back((learnt - found).norm() / learnt.norm());
  }
  EXPECT_GT(correlations.size(), 200U);
  return {median(correlations), median(distances)};
}

TEST(FoldInOfTrainedUsers, GivesWhatWasTrained) {
  TrainOptions options;
  options.factors = 16;
  options.epochs = 60;
  const Agreement agreement = agreement_of(options);
  EXPECT_GT(agreement.correlation, 0.98);
  EXPECT_LT(agreement.distance, 0.15);
}

TEST(FoldInOfTrainedUsers, GivesWhatWasTrainedWithUnratedEntries) {
  TrainOptions options;
  options.factors = 16;
  options.epochs = 60;
  options.unrated_weight = 0.2;
  const Agreement agreement = agreement_of(options);
  EXPECT_GT(agreement.correlation, 0.98);
  EXPECT_LT(agreement.distance, 0.15);
}

}  // namespace
}  // namespace crucible
