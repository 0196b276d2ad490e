#include "crucible/train/optimizer.hpp"
#include "crucible/train/sync_mode.hpp"
#include "crucible/train/trainer.hpp"
#include "planted.hpp"
#include "schedule/batch_order.hpp"
#include "world.hpp"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

namespace crucible {
namespace {

using testing::Planted;
using testing::planted_data;
using testing::whole_model;
using testing::without_validation;
using testing::world;

struct Triplet {
  std::size_t user, book;
  double value;
};

std::vector<Triplet> all_ratings(const Planted& plan) {
  std::vector<Triplet> all;
  for (std::int64_t u = 0; u < plan.users; ++u)
    for (std::int64_t b = 0; b < plan.books; ++b)
      if (const auto entry = testing::planted_entry(plan, u, b); entry.part == 1)
        all.push_back(
            {static_cast<std::size_t>(u), static_cast<std::size_t>(b), static_cast<double>(entry.rating)});
  return all;
}

/// Dense AdamW of the mean squared error over the same batches, in double, straight from the paper.
class Reference {
 public:
  Reference(std::vector<float> start, std::size_t users, std::size_t k)
      : x_(start.begin(), start.end()), m_(start.size()), v_(start.size()), users_(users), k_(k) {}

  void step(const std::vector<Triplet>& ratings, const std::vector<std::int64_t>& batch, double rate,
            double decay) {
    std::vector<double> gradient(x_.size());
    for (const std::int64_t index : batch) {
      const Triplet& rating = ratings[static_cast<std::size_t>(index)];
      const std::size_t p = rating.user * k_;
      const std::size_t q = users_ * (k_ + 1) + rating.book * k_;  // behind the users' factors and biases
      double error = -rating.value;
      for (std::size_t i = 0; i < k_; ++i) error += x_[p + i] * x_[q + i];
      for (std::size_t i = 0; i < k_; ++i) {
        gradient[p + i] += 2 * error * x_[q + i] / static_cast<double>(batch.size());
        gradient[q + i] += 2 * error * x_[p + i] / static_cast<double>(batch.size());
      }
    }
    ++t_;
    for (std::size_t i = 0; i < x_.size(); ++i) {
      m_[i] = 0.9 * m_[i] + 0.1 * gradient[i];
      v_[i] = 0.999 * v_[i] + 0.001 * gradient[i] * gradient[i];
      const double m = m_[i] / (1 - std::pow(0.9, t_));
      const double v = v_[i] / (1 - std::pow(0.999, t_));
      x_[i] = x_[i] * (1 - rate * decay) - rate * m / (std::sqrt(v) + 1e-8);
    }
  }
  const std::vector<double>& values() const { return x_; }

 private:
  std::vector<double> x_, m_, v_;
  std::size_t users_, k_;
  int t_ = 0;
};

TEST(AdamW, FiftyStepsAreThoseOfOneProcessInDouble) {
  const Planted plan;
  const std::vector<Triplet> ratings = all_ratings(plan);
  const auto count = static_cast<std::int64_t>(ratings.size());
  for (const SyncMode* sync : {&sync_mode_named("allreduce"), &sync_mode_named("rotate")}) {
    TrainOptions options;
    options.optimizer = &optimizer_named("adamw");
    options.sync = sync;
    options.factors = 16;
    options.epochs = 5;
    options.batch = (count + 9) / 10;
    Trainer trainer(world(), options, without_validation(planted_data(plan, 6, world())));
    Reference reference(whole_model(world(), trainer.last_model()), static_cast<std::size_t>(plan.users), 16);

    trainer.run(nullptr);

    for (std::int64_t epoch = 0; epoch < 5; ++epoch) {
      const BatchOrder order(count, options.seed, epoch);
      for (std::int64_t first = 0; first < count; first += options.batch) {
        std::vector<std::int64_t> batch;
        for (std::int64_t j = first; j < std::min(count, first + options.batch); ++j)
          batch.push_back(order(j));
        reference.step(ratings, batch, 1e-3, 1e-2);
      }
    }
    const std::vector<float> trained = whole_model(world(), trainer.last_model());
    double off = 0;
    double size = 0;
    for (std::size_t i = 0; i < trained.size(); ++i) {
      off += std::pow(trained[i] - reference.values()[i], 2);
      size += std::pow(reference.values()[i], 2);
    }
    EXPECT_LT(std::sqrt(off / size), 1e-5) << sync->name;
  }
}

}  // namespace
}  // namespace crucible
