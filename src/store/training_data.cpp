#include "crucible/store/training_data.hpp"

#include "crucible/core/error.hpp"
#include "crucible/data/split_rules.hpp"
#include "crucible/mpi/collective.hpp"

namespace crucible {

namespace {

/// `shard` without the ratings of users who have no ratings in `train`.
RatingShard of_trained_users(const RatingShard& shard, const RatingShard& train) {
  RatingShard kept;
  kept.users = shard.users;
  kept.total_books = shard.total_books;
  for (std::size_t u = 0; u + 1 < shard.offsets.size(); ++u) {
    const auto begin = static_cast<std::ptrdiff_t>(shard.offsets[u]);
    const auto end = static_cast<std::ptrdiff_t>(shard.offsets[u + 1]);
    if (train.offsets[u + 1] > train.offsets[u]) {
      kept.book.insert(kept.book.end(), shard.book.begin() + begin, shard.book.begin() + end);
      kept.rating.insert(kept.rating.end(), shard.rating.begin() + begin, shard.rating.begin() + end);
    }
    kept.offsets.push_back(static_cast<std::int64_t>(kept.book.size()));
  }
  return kept;
}

RatingShard nothing_of(IndexRange users, std::int64_t books) {
  RatingShard shard;
  shard.users = users;
  shard.total_books = books;
  shard.offsets.assign(static_cast<std::size_t>(users.size()) + 1, 0);
  return shard;
}

}  // namespace

TrainData load_training_data(const Communicator& comm, const RatingStore& store, const std::string& split,
                             std::int64_t shards, Part judged, std::optional<std::int64_t> fold) {
  TrainData data;
  data.total_users = store.total_users();
  data.total_books = store.total_books();
  data.scale_low = store.scale_low();
  data.scale_high = store.scale_high();
  on_every_rank(comm, [&] {
    data.shard_bounds = store.plan(shards).boundaries;
    const IndexRange users = users_of_rank(data.shard_bounds, comm.size(), comm.rank());
    if (split.empty())
      data.train = store.read(users);
    else
      data.train =
          fold ? store.read_fold(users, split, *fold, false) : store.read_part(users, split, {Part::train});
    data.validation = split.empty() || fold
                          ? nothing_of(users, store.total_books())
                          : of_trained_users(store.read_part(users, split, {judged}), data.train);
  });
  if (comm.sum_value(data.train.size()) > 0) return data;
  on_every_rank(comm, [&] { throw InputError(store.path(), "has no ratings to train on in this split"); });
  return data;
}

std::int64_t folds_of(const RatingStore& store, const std::string& split) {
  for (const SplitSummary& summary : store.splits())
    if (summary.name == split && summary.has_folds)
      return parameter_of(summary.parameters, "folds").value_or(0);
  return 0;
}

std::int64_t masked_books_of(const SplitSummary& split) {
  if (split.protocol != name_of(SplitProtocol::users) || masks_a_share(split.parameters)) return 0;
  return parameter_of(split.parameters, "k").value_or(default_masked);
}

void check_fold(const RatingStore& store, const std::string& split, std::int64_t fold) {
  const std::int64_t folds = folds_of(store, split);
  if (folds == 0)
    throw UsageError("`fold`: split " + printable(split) + " of " + store.path() +
                     " has no folds; make one with: crucible split, and ask for folds");
  if (fold < 0 || fold >= folds)
    throw UsageError("`fold`: split " + printable(split) + " has folds 0 to " + std::to_string(folds - 1) +
                     ", not " + std::to_string(fold));
}

}  // namespace crucible
