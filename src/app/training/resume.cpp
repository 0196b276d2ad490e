#include "training/resume.hpp"

#include "crucible/cli/option_names.hpp"
#include "crucible/mpi/collective.hpp"
#include "crucible/store/previous_models.hpp"

#include <cmath>
#include <string>
#include <utility>
#include <vector>

namespace crucible {

std::optional<ModelStore> open_unfinished(Job& job, std::int64_t keep, const OptionTable& options) {
  GoodModel found = newest_good_model(job.comm, job.common.output, keep, !job.common.dry_run);
  if (found.model && !found.problems.empty())
    job.log.warning(with_option_names(found.problems, options) + "going on from " + found.model->path());
  return std::move(found.model);
}

bool is_finished(const ModelStore& old, const TrainOptionBinding& binding) {
  if (!old.has_state()) return true;
  const TrainingState state = old.read_state();
  if (state.stopped == "early") return true;
  const std::vector<EpochReport>& history = state.progress.history;
  // The usual number of epochs depends on a validation part, which has left its figure in every epoch.
  const bool validated = !history.empty() && !std::isnan(history.back().validation_rmse);
  return state.progress.epoch >= binding.epochs(validated);
}

void resume(Job& job, Trainer& trainer, const ModelStore& old) {
  const TrainingState state = on_every_rank(job.comm, [&] { return old.read_state(); });
  trainer.restore(state.progress, [&](const StateSlot& slot) {
    return on_every_rank(job.comm, [&] { return old.read_slot(slot); });
  });
  const std::string now(name_of(trainer.instruction_set()));
  if (old.record().instruction_set != now)
    job.log.warning(old.path() + " was trained with " + old.record().instruction_set +
                    " instructions and goes on with " + now + ": the last digits will differ");
  job.log.info("going on from " + old.path() + " after epoch " + std::to_string(state.progress.epoch));
}

}  // namespace crucible
