#include "crucible/recommend/user_source.hpp"

#include "crucible/core/error.hpp"
#include "crucible/mpi/collective.hpp"
#include "crucible/store/same_ids.hpp"

#include <algorithm>

namespace crucible {
namespace {

/// Number of users read at a time.
constexpr std::int64_t block = 1 << 16;

/// Calls `take` for pieces of `range`.
template <typename Take>
void each_block(IndexRange range, Take take) {
  for (std::int64_t begin = range.begin; begin < range.end; begin += block)
    take(IndexRange{begin, std::min(begin + block, range.end)});
}

}  // namespace

UserSource::UserSource(const ModelStore& model, const RatingStore* ratings)
    : model_(model), ratings_(ratings) {
  if (ratings == nullptr) return;
  check_same_ids(model, *ratings);
  const std::string split = split_of_training(model);
  fold_ = fold_of_training(model);
  for (const SplitSummary& summary : ratings->splits()) {
    if (summary.name != split || summary.protocol != "users") continue;
    if (fold_ && !summary.has_folds)
      throw InputError(ratings->path(), "split " + split +
                                            " has no folds, but the model was trained without fold " +
                                            std::to_string(*fold_) + " of it: give the file of the training");
    split_ = split;
  }
}

std::vector<User> UserSource::read(IndexRange range) const {
  const FactorModel model = model_.read(range, {0, 0});
  const Spread spread = model_.read_spread(range, {0, 0});
  const std::vector<std::string> ids = model_.user_ids(range);
  RatingShard shard;
  SplitLabels labels;
  if (ratings_ != nullptr) shard = ratings_->read(range);
  if (!split_.empty()) labels = ratings_->read_split(range, split_);
  const auto trained_on = [&](std::int64_t rating) {
    const auto at = static_cast<std::size_t>(rating);
    return fold_ ? labels.fold[at] != *fold_ : labels.part[at] == static_cast<std::uint8_t>(Part::train);
  };
  std::vector<User> users;
  for (std::int64_t u = range.begin; u < range.end; ++u) {
    const auto row = static_cast<std::size_t>(u - range.begin);
    User user{ids[row], std::nullopt, {}};
    bool trained = true;
    if (ratings_ != nullptr) {
      const auto begin = shard.offsets[row];
      const auto end = shard.offsets[row + 1];
      user.own = {{shard.book.begin() + begin, shard.book.begin() + end},
                  {shard.rating.begin() + begin, shard.rating.begin() + end}};
      if (!split_.empty()) {
        trained = begin == end;
        for (auto rating = begin; rating < end && !trained; ++rating) trained = trained_on(rating);
      }
    }
    if (trained) user.trained = user_of(model, u);
    if (!spread.user.empty()) user.deviation = static_cast<double>(spread.user[row]);
    users.push_back(std::move(user));
  }
  return users;
}

std::vector<std::int64_t> find_users(const Communicator& comm, const ModelStore& model,
                                     const std::vector<std::string>& ids) {
  std::vector<std::int64_t> found(ids.size(), -1);
  on_every_rank(comm, [&] {
    each_block(even_part(model.total_users(), comm.size(), comm.rank()), [&](IndexRange range) {
      const std::vector<std::string> here = model.user_ids(range);
      for (std::size_t i = 0; i < ids.size(); ++i) {
        const auto place = std::find(here.begin(), here.end(), ids[i]);
        if (place != here.end()) found[i] = range.begin + (place - here.begin());
      }
    });
  });
  comm.max(std::span<std::int64_t>(found));
  return found;
}

std::vector<std::int64_t> count_ratings(const Communicator& comm, const RatingStore& ratings) {
  std::vector<std::int64_t> counts(static_cast<std::size_t>(ratings.total_books()), 0);
  on_every_rank(comm, [&] {
    each_block(ratings.plan(comm.size()).users(comm.rank()), [&](IndexRange range) {
      for (const BookIndex book : ratings.read(range).book) ++counts[static_cast<std::size_t>(book)];
    });
  });
  comm.sum(std::span<std::int64_t>(counts));
  return counts;
}

}  // namespace crucible
