#include "evaluation/judged.hpp"

#include "crucible/mpi/collective.hpp"
#include "crucible/store/model_store.hpp"
#include "crucible/store/same_ids.hpp"
#include "crucible/store/training_data.hpp"
#include "options/split_choice.hpp"

#include <algorithm>
#include <filesystem>
#include <optional>

namespace crucible {

namespace {

/// Local. `timed`: with the times of the ratings.
EvaluationData read_data(const RatingStore& store, IndexRange users, const std::string& split,
                         std::optional<std::int64_t> fold, Part judged, bool timed) {
  const RatingShard shard = store.read(users);
  const SplitLabels labels = store.read_split(users, split);
  const std::vector<std::int64_t> times = timed ? store.read_timestamps(users) : std::vector<std::int64_t>();
  if (!fold) return evaluation_data(shard, labels.part, judged, times);
  return evaluation_data_of_fold(shard, labels, *fold, times);
}

}  // namespace

std::vector<NamedModel> Judged::named(const EvaluateSettings& settings) const {
  std::vector<NamedModel> result;
  for (std::size_t i = 0; i < models.size(); ++i) {
    const std::string& path = i == 0 ? settings.model : settings.beside[i - 1];
    result.push_back(
        {settings.beside.empty() ? std::filesystem::path(path).filename().string() : path, &models[i]});
  }
  return result;
}

Judged load_judged(Job& job, EvaluateSettings& settings, const RatingStore& ratings) {
  std::vector<ModelStore> stores;
  stores.push_back(ModelStore::open(job.comm, settings.model));
  for (const std::string& path : settings.beside) stores.push_back(ModelStore::open(job.comm, path));
  Judged judged;
  settings.split =
      on_every_rank(job.comm, [&] { return choose_split_to_judge_by(ratings, settings.split, job.log); });
  on_every_rank(job.comm, [&] {
    std::optional<std::int64_t>& fold = settings.fold;
    if (!fold && settings.split == split_of_training(stores.front())) fold = fold_of_training(stores.front());
    if (fold) check_fold(ratings, settings.split, *fold);
    if (fold && settings.judged_part() != Part::test)
      throw UsageError("crucible evaluate: --part: all ratings of fold " + std::to_string(*fold) +
                       " judge, whatever their part; leave --part out");
    const IndexRange users = ratings.plan(job.comm.size()).users(job.comm.rank());
    for (const ModelStore& store : stores) {
      check_same_ids(store, ratings);
      for (const std::string& doubt : doubts_about_split(store, ratings, settings.split, fold))
        job.log.warning(doubt);
      judged.models.push_back(store.read(users, {0, store.total_books()}));
      judged.models.back().link = store.read_link();
      if (ratings.has_timestamps())
        judged.models.back().times = store.read_times(users);
      else if (!store.time_layers().empty())
        job.log.warning(ratings.path() + " has no times: " + store.path() +
                        ", which has learnt from times, is judged by what it expects at present");
    }
    const bool timed = std::any_of(judged.models.begin(), judged.models.end(),
                                   [](const FactorModel& model) { return !model.times.empty(); });
    judged.data = read_data(ratings, users, settings.split, fold, settings.judged_part(), timed);
  });
  return judged;
}

}  // namespace crucible
