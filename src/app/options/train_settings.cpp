#include "options/train_settings.hpp"

#include "crucible/core/error.hpp"
#include "crucible/core/number_text.hpp"
#include "crucible/train/train_options.hpp"

namespace crucible {

namespace {

/// Seconds; far longer than any time between two syncs of data that fits into memory.
constexpr double default_hang_timeout = 600;

}  // namespace

void TrainSettings::declare(OptionTable& options) {
  options.positional("RATINGS", ratings, "ratings.h5, or any HDF5 file with ratings in a known layout");
  options.add("split", split, "NAME", "train on this split's training part (none: on all ratings)");
  options.add("fold", fold, "N",
              "train on all folds of the split but fold N (from 0), which evaluate then judges by", {0, 255});
  options.add("triplets", triplets, "USER,BOOK,RATING",
              "where an HDF5 file that is not ours has its ratings, unless that is found: datasets of user "
              "ids, book "
              "ids and ratings, or one table or group");
  options.add(
      "from", from, "MODEL",
      "go on from this model of older ratings of the same kind, which averaged or sgd trained: users and "
      "books "
      "are matched by their ids, options are the model's, and a few epochs do (default: train from nothing)");
  options.add("replay", replay, "SHARE",
              "with --from and sgd: pass also over the ratings of this share of the users whose ratings did "
              "not change "
              "(default: " +
                  number_text(default_replay) + ")",
              {0, 1});
  binding.declare(options);
  options.add("overlap-every", overlap_every, "N",
              "measure overlap@10 of the users that the split holds out whole for validation, every N "
              "epochs (default: never)",
              {1, 1e9});
  options.add("no-time-effects", no_time_effects,
              "leave the times of ratings alone (default: where the validation part shows that they tell "
              "something, the model learns it; one that is finished stays as it is)");
  plot.declare(options, "the errors by epoch");
  options.group("Checkpoints");
  options.add("fresh", fresh, "start over where the output exists, and keep the old as previous");
  options.add("checkpoint-every", checkpoint_every, "N",
              "epochs between checkpoints (default: every 5 minutes)", {1, 1e9});
  options.add("keep", keep, "N", "previous checkpoints that are kept", {0, 100});
  options.add("max-time", max_time, "SECONDS",
              "stop in time with a checkpoint and exit code 3 (default: the end of the Slurm job)", {0, 1e9});
  options.add("hang-timeout", hang_timeout_, "SECONDS",
              "end the job when nothing goes on for this long: a rank, link or disk has stopped; must be "
              "longer than "
              "the time between two syncs (default: 600 with several ranks, none with one; 0: none)",
              {0, 1e9});
}

void TrainSettings::check(const Job& job) const {
  if (replay && from.empty()) throw UsageError("crucible train: --replay goes with --from");
  if (fold && !from.empty())
    throw UsageError("crucible train: --from goes on from a model that has seen the ratings of --fold");
  if (job.common.force) throw UsageError("crucible train: --force is not for train; --fresh starts over");
  if (fold && overlap_every)
    throw UsageError("crucible train: --overlap-every looks at the validation part, on which --fold trains");
}

std::vector<std::string> TrainSettings::inputs() const {
  return from.empty() ? std::vector<std::string>{ratings} : std::vector<std::string>{ratings, from};
}

double TrainSettings::hang_timeout(int ranks) const {
  return hang_timeout_.value_or(ranks == 1 ? 0 : default_hang_timeout);
}

TrainOptions TrainSettings::train_options(bool validates) const { return binding.options(validates); }

}  // namespace crucible
