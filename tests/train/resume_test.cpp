#include "crucible/core/error.hpp"
#include "crucible/train/optimizer.hpp"
#include "crucible/train/rate_schedule.hpp"
#include "crucible/train/sync_mode.hpp"
#include "crucible/train/trainer.hpp"
#include "planted.hpp"
#include "world.hpp"

#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace crucible {
namespace {

using testing::planted_data;
using testing::whole_model;
using testing::world;

/// What a checkpoint file would hold: progress, and every slot's rows in global order.
struct Checkpoint {
  TrainingProgress progress;
  std::map<std::string, std::vector<float>> slots;
};

Checkpoint save(const Trainer& trainer, const Communicator& comm) {
  Checkpoint saved{trainer.progress(), {}};
  for (const StateSlot& slot : trainer.slots()) {
    const std::vector<float> mine = trainer.slot_values(slot);
    saved.slots[slot.name] = comm.concatenate_all(std::span<const float>(mine));
    EXPECT_EQ(static_cast<std::int64_t>(saved.slots[slot.name].size()), slot.total_rows * slot.columns)
        << slot.name;
  }
  return saved;
}

void load(Trainer& trainer, const Checkpoint& saved) {
  trainer.restore(saved.progress, [&](const StateSlot& slot) {
    const std::vector<float>& all = saved.slots.at(slot.name);
    return std::vector<float>(all.begin() + slot.needed.begin * slot.columns,
                              all.begin() + slot.needed.end * slot.columns);
  });
}

struct Case {
  const char* name;
  const char* optimizer;
  const char* sync;
  const char* schedule;
  double unrated_weight;
};

class ResumeTest : public ::testing::TestWithParam<Case> {
 protected:
  TrainOptions options() const {
    TrainOptions options;
    options.factors = 10;
    options.epochs = 7;
    options.batch = 500;
    options.optimizer = &optimizer_named(GetParam().optimizer);
    options.sync = &sync_mode_named(GetParam().sync);
    if (options.optimizer->has_rates) options.schedule = &rate_schedule_named(GetParam().schedule);
    options.unrated_weight = GetParam().unrated_weight;
    if (options.optimizer == &optimizer_named("sgd"))
      options.learning_rate.all = 0.3;  // overfits: the best epoch is not the last
    return options;
  }
  TrainData data(const Communicator& comm) const { return planted_data({}, 12, comm); }
};

TEST_P(ResumeTest, GoesOnAsIfItHadNeverStopped) {
  Trainer whole(world(), options(), data(world()));
  whole.run(nullptr);
  Trainer first(world(), options(), data(world()));
  for (int epoch = 0; epoch < 4; ++epoch) first.run_epoch();
  const Checkpoint saved = save(first, world());

  Trainer second(world(), options(), data(world()));
  load(second, saved);
  second.run(nullptr);

  EXPECT_EQ(whole_model(world(), second.last_model()), whole_model(world(), whole.last_model()));
  EXPECT_EQ(whole_model(world(), second.best_model()), whole_model(world(), whole.best_model()));
  EXPECT_EQ(second.progress().best_epoch, whole.progress().best_epoch);
  EXPECT_EQ(second.progress().history.size(), whole.progress().history.size());
}

TEST_P(ResumeTest, RotateResumesAtAnotherNumberOfRanks) {
  if (!options().sync->fixed_shards)
    GTEST_SKIP() << "allreduce promises the same bits at the same number of ranks";
  const Communicator alone = world().split(world().rank(), 0);
  Trainer first(world(), options(), data(world()));
  for (int epoch = 0; epoch < 3; ++epoch) first.run_epoch();
  const Checkpoint saved = save(first, world());
  first.run(nullptr);

  Trainer second(alone, options(), data(alone));
  load(second, saved);
  second.run(nullptr);

  EXPECT_EQ(whole_model(alone, second.last_model()), whole_model(world(), first.last_model()));
}

INSTANTIATE_TEST_SUITE_P(Kinds, ResumeTest,
                         ::testing::Values(Case{"sgd_allreduce", "sgd", "allreduce", "decay", 0},
                                           Case{"sgd_rotate_bold", "sgd", "rotate", "bold-driver", 0},
                                           Case{"adamw_allreduce", "adamw", "allreduce", "constant", 0},
                                           Case{"adamw_rotate", "adamw", "rotate", "bold-driver", 0},
                                           Case{"unrated_allreduce", "sgd", "allreduce", "decay", 0.1},
                                           Case{"unrated_rotate", "adagrad", "rotate", "bold-driver", 0.1},
                                           Case{"adagrad_allreduce", "adagrad", "allreduce", "constant", 0},
                                           Case{"adagrad_rotate", "adagrad", "rotate", "constant", 0},
                                           Case{"gibbs", "gibbs", "rotate", "constant", 0},
                                           Case{"ials", "ials", "rotate", "constant", 0.1},
                                           Case{"averaged", "averaged", "allreduce", "decay", 0}),
                         [](const auto& parameters) { return std::string(parameters.param.name); });

TEST(Resume, GoesOnAmongDrawsAsIfItHadNeverStopped) {
  for (const SyncMode* sync : sync_mode_table()) {
    TrainOptions options;
    options.optimizer = &optimizer_named("averaged");
    options.sync = sync;
    options.factors = 6;
    options.epochs = 60;
    options.patience = 3;
    Trainer whole(world(), options, planted_data({}, 12, world()));
    while (whole.progress().steps_ended == 0 || whole.progress().epoch < whole.progress().steps_ended + 3)
      whole.run_epoch();
    const Checkpoint saved = save(whole, world());
    whole.run(nullptr);

    Trainer second(world(), options, planted_data({}, 12, world()));
    load(second, saved);
    second.run(nullptr);

    EXPECT_EQ(second.progress().epoch, whole.progress().epoch) << sync->name;
    EXPECT_EQ(second.progress().best_rmse, whole.progress().best_rmse) << sync->name;
    EXPECT_EQ(whole_model(world(), second.last_model()), whole_model(world(), whole.last_model()));
    EXPECT_EQ(whole_model(world(), second.best_model()), whole_model(world(), whole.best_model()));
  }
}

TEST(Resume, ASlotOfAnotherSizeIsRefused) {
  Trainer trainer(world(), TrainOptions{}, planted_data({}, world().size(), world()));

  EXPECT_THROW(trainer.restore({}, [](const StateSlot&) { return std::vector<float>(1); }), LogicError);
}

}  // namespace
}  // namespace crucible
