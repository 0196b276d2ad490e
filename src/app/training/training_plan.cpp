#include "training/training_plan.hpp"

#include "crucible/eval/overlap_watch.hpp"
#include "crucible/mpi/collective.hpp"
#include "crucible/store/training_data.hpp"
#include "options/split_choice.hpp"
#include "training/resume.hpp"
#include "training/training_config.hpp"

namespace crucible {

namespace {

/// Shards of the schedule. Local.
std::int64_t shards_for(const Job& job, const TrainOptionBinding& binding, const RatingStore& store,
                        const std::optional<ModelStore>& old) {
  if (!has_fixed_shards(binding.options(false))) return job.comm.size();
  return rotate_shards(store, binding.shards, old ? &*old : nullptr);
}

}  // namespace

TrainingPlan plan_training(Job& job, TrainSettings& settings, const OptionTable& options,
                           const RatingStore& store, const std::string& warm_config) {
  const TrainOptionBinding& binding = settings.binding;
  TrainingPlan plan;
  settings.split = on_every_rank(job.comm, [&] { return choose_split(store, settings.split, job.log); });
  on_every_rank(job.comm, [&] {
    if (settings.fold) check_fold(store, settings.split, *settings.fold);
    if (settings.overlap_every) check_overlap_split(store, settings.split);
    plan.config = config_that_matters(options, binding, store, settings.split);
    plan.config += warm_config;
  });
  if (!settings.fresh) plan.old = open_unfinished(job, settings.keep, options);
  on_every_rank(job.comm, [&] {
    if (plan.old) check_resumable(*plan.old, plan.config, store.ratings_fingerprint());
    plan.shards = shards_for(job, binding, store, plan.old);
    if (!plan.old) return;
    if (const auto syncs = binding.options(false).syncs_per_epoch)
      check_same_syncs(*plan.old, syncs_line(*syncs, true), plan.shards);
    plan.finished = is_finished(*plan.old, binding);
  });
  return plan;
}

}  // namespace crucible
