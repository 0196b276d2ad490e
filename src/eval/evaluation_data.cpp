#include "crucible/eval/evaluation_data.hpp"

#include "crucible/core/error.hpp"
#include "crucible/data/split_rules.hpp"

#include <algorithm>
#include <vector>

namespace crucible {
namespace {

/// The ratings that `wanted(i)` picks.
template <typename Wanted>
RatingShard pick(const RatingShard& ratings, Wanted wanted) {
  RatingShard result;
  result.users = ratings.users;
  result.total_books = ratings.total_books;
  result.offsets.reserve(ratings.offsets.size());
  for (std::size_t u = 0; u + 1 < ratings.offsets.size(); ++u) {
    for (auto i = static_cast<std::size_t>(ratings.offsets[u]);
         i < static_cast<std::size_t>(ratings.offsets[u + 1]); ++i)
      if (wanted(i)) {
        result.book.push_back(ratings.book[i]);
        result.rating.push_back(ratings.rating[i]);
      }
    result.offsets.push_back(std::ssize(result.book));
  }
  return result;
}

/// The times of the same ratings.
template <typename Wanted>
std::vector<std::int64_t> pick_times(std::span<const std::int64_t> timestamps, Wanted wanted) {
  std::vector<std::int64_t> result;
  for (std::size_t i = 0; i < timestamps.size(); ++i)
    if (wanted(i)) result.push_back(timestamps[i]);
  return result;
}

}  // namespace

std::span<const std::int64_t> times_of_user(std::span<const std::int64_t> times, const RatingShard& shard,
                                            std::int64_t user) {
  if (times.empty()) return times;
  const auto u = static_cast<std::size_t>(user);
  return times.subspan(static_cast<std::size_t>(shard.offsets[u]),
                       static_cast<std::size_t>(shard.offsets[u + 1] - shard.offsets[u]));
}

std::optional<std::int64_t> time_at(std::span<const std::int64_t> times, std::size_t i) {
  return times.empty() ? std::nullopt : std::optional(times[i]);
}

EvaluationData evaluation_data(const RatingShard& ratings, std::span<const std::uint8_t> part, Part tested,
                               std::span<const std::int64_t> timestamps) {
  require(std::ssize(part) == ratings.size(), "evaluation was not given one label a rating");
  require(timestamps.empty() || std::ssize(timestamps) == ratings.size(),
          "evaluation was not given one time a rating");
  require(tested == Part::test || tested == Part::validation,
          "only a test or a validation part can be judged");
  const auto held = static_cast<std::uint8_t>(tested);
  const auto fold_in =
      static_cast<std::uint8_t>(tested == Part::test ? Part::test_fold_in : Part::validation_fold_in);
  const auto train = static_cast<std::uint8_t>(Part::train);
  const auto validation = static_cast<std::uint8_t>(Part::validation);
  const auto is_train = [&](std::size_t i) { return part[i] == train; };
  const auto is_held = [&](std::size_t i) { return part[i] == held; };
  const auto is_validation = [&](std::size_t i) { return tested == Part::test && part[i] == validation; };
  return {pick(ratings, is_train),
          pick(ratings, [&](std::size_t i) { return part[i] == fold_in; }),
          pick(ratings, is_held),
          pick(ratings, [&](std::size_t i) { return part[i] != held; }),
          pick(ratings, is_validation),
          {pick_times(timestamps, is_train), pick_times(timestamps, is_held),
           pick_times(timestamps, is_validation)}};
}

EvaluationData evaluation_data_of_fold(const RatingShard& ratings, const SplitLabels& labels,
                                       std::int64_t tested, std::span<const std::int64_t> timestamps) {
  require(std::ssize(labels.fold) == ratings.size(), "evaluation was not given one fold a rating");
  const bool whole_users = labels.protocol == "users";
  std::vector<std::uint8_t> part(labels.fold.size());
  for (std::size_t i = 0; i < part.size(); ++i)
    part[i] = static_cast<std::uint8_t>(labels.fold[i] == tested ? Part::test : Part::train);
  for (std::int64_t u = 0; whole_users && u < ratings.users.size(); ++u) {
    const auto first = static_cast<std::size_t>(ratings.offsets[static_cast<std::size_t>(u)]);
    const UserRow row = user_row(ratings, u);
    if (row.book.empty() || labels.fold[first] != tested) continue;
    const auto masked =
        static_cast<std::size_t>(parameter_of(labels.parameters, "k").value_or(default_masked));
    const std::span<std::uint8_t> own = std::span(part).subspan(first, row.book.size());
    if (row.book.size() / 2 < masked)
      std::fill(own.begin(), own.end(), static_cast<std::uint8_t>(Part::validation));
    else
      mask_highest(labels.seed, masked, {ratings.users.begin + u, row.book, row.rating, {}}, Part::test,
                   Part::test_fold_in, own);
  }
  return evaluation_data(ratings, part, Part::test, timestamps);
}

}  // namespace crucible
