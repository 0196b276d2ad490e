#include "crucible/data/split.hpp"

#include "crucible/core/error.hpp"
#include "crucible/core/number_text.hpp"
#include "crucible/core/text_hash.hpp"
#include "crucible/data/split_rules.hpp"
#include "crucible/mpi/collective.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

namespace crucible {

namespace {

constexpr std::int64_t most_folds = 256;  ///< fold labels are bytes

std::string parameters_of(const SplitSpec& spec) {
  std::string text = "test=" + number_text(spec.test) + " validation=" + number_text(spec.validation);
  if (spec.k) text += " k=" + std::to_string(*spec.k);
  if (spec.masked_share) text += " masked-share=" + number_text(*spec.masked_share);
  if (spec.global_time) text += " global-time";
  if (spec.by_id) text += " by-id";
  if (spec.folds > 0) text += " folds=" + std::to_string(spec.folds);
  return text;
}

/// Collective. The earliest moment such that at most `share` of all ratings were given at or after it.
std::int64_t moment_of_share(const Communicator& comm, std::span<const std::int64_t> timestamps,
                             double share) {
  std::int64_t low = std::numeric_limits<std::int64_t>::max();
  std::int64_t high = std::numeric_limits<std::int64_t>::min();
  for (const std::int64_t time : timestamps) {
    low = std::min(low, time);
    high = std::max(high, time);
  }
  low = comm.min_value(low);
  high = comm.max_value(high);
  const auto total = comm.sum_value(static_cast<std::int64_t>(timestamps.size()));
  const auto allowed = static_cast<std::int64_t>(std::floor(share * static_cast<double>(total)));
  // The moment is in [low, high + 1]. It is high + 1 if nothing is held out.
  if (total == 0 || high == std::numeric_limits<std::int64_t>::max()) return high;
  ++high;
  while (low < high) {
    const std::int64_t middle = std::midpoint(low, high);
    const std::int64_t from_there = std::count_if(timestamps.begin(), timestamps.end(),
                                                  [&](std::int64_t time) { return time >= middle; });
    if (comm.sum_value(from_there) <= allowed) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low;
}

TimeCuts time_cuts(const Communicator& comm, std::span<const std::int64_t> timestamps,
                   const SplitSpec& spec) {
  TimeCuts cuts;
  cuts.test = moment_of_share(comm, timestamps, spec.test);
  cuts.validation = moment_of_share(comm, timestamps, spec.test + spec.validation);
  return cuts;
}

void label_user(const SplitSpec& spec, const TimeCuts& cuts, const UserRatings& ratings,
                std::span<std::uint8_t> part) {
  switch (spec.protocol) {
    case SplitProtocol::random:
      return split_random(spec, ratings, part);
    case SplitProtocol::per_user:
      return split_per_user(spec, ratings, part);
    case SplitProtocol::last:
      return spec.global_time ? split_at(spec, cuts, ratings, part) : split_last(spec, ratings, part);
    case SplitProtocol::users:
      return split_users(spec, ratings, part);
  }
}

void label_all(const RatingShard& shard, std::span<const std::int64_t> timestamps, const SplitSpec& spec,
               const SplitKeys& keys, const TimeCuts& cuts, SplitLabels& labels) {
  const auto count = static_cast<std::size_t>(shard.size());
  require(timestamps.empty() || timestamps.size() == count, "split: one timestamp a rating");
  require(!spec.by_id || (keys.user.size() + 1 == shard.offsets.size() &&
                          std::cmp_equal(keys.book.size(), shard.total_books)),
          "split: by id, one key a user and a book");
  labels.part.resize(count);
  if (spec.folds > 0) labels.fold.resize(count);
  for (std::int64_t u = 0; u < shard.users.size(); ++u) {
    const auto first = static_cast<std::size_t>(shard.offsets[static_cast<std::size_t>(u)]);
    const auto size = static_cast<std::size_t>(shard.offsets[static_cast<std::size_t>(u) + 1]) - first;
    UserRatings ratings{shard.users.begin + u, std::span(shard.book).subspan(first, size),
                        std::span(shard.rating).subspan(first, size),
                        timestamps.empty() ? timestamps : timestamps.subspan(first, size)};
    if (spec.by_id) ratings.user_key = keys.user[static_cast<std::size_t>(u)];
    if (spec.by_id) ratings.book_key = keys.book;
    label_user(spec, cuts, ratings, std::span(labels.part).subspan(first, size));
    if (spec.folds > 0) deal_folds(spec, ratings, std::span(labels.fold).subspan(first, size));
  }
}

}  // namespace

std::optional<std::int64_t> parameter_of(const std::string& parameters, const std::string& name) {
  const std::string text = " " + parameters + " ";
  const std::size_t at = text.find(" " + name + "=");
  if (at == std::string::npos) return std::nullopt;
  const char* begin = text.data() + at + name.size() + 2;
  std::int64_t value = 0;
  const auto [end, failure] = std::from_chars(begin, text.data() + text.size(), value);
  if (failure != std::errc() || *end != ' ') return std::nullopt;
  return value;
}

bool masks_a_share(std::string_view parameters) noexcept {
  return parameters.find(" masked-share=") != std::string_view::npos;
}

std::string_view name_of(SplitProtocol protocol) noexcept {
  constexpr std::array<std::string_view, 4> names = {"random", "per-user", "last", "users"};
  return names[static_cast<std::size_t>(protocol)];
}

std::string_view name_of(Part part) noexcept {
  constexpr std::array<std::string_view, part_count> names = {"train", "validation", "test", "test fold-in",
                                                              "validation fold-in"};
  return names[static_cast<std::size_t>(part)];
}

Part part_named(const std::string& name) {
  std::string known;
  for (std::size_t p = 0; p < part_count; ++p) {
    const auto part = static_cast<Part>(p);
    if (name == name_of(part)) return part;
    known += (known.empty() ? "" : ", ") + std::string(name_of(part));
  }
  throw UsageError("`part`: " + printable(name) + " is none of " + known);
}

void check(const SplitSpec& spec, bool has_timestamps) {
  const auto refuse = [](const std::string& argument, const std::string& problem) {
    throw UsageError("`" + argument + "`: " + problem);
  };
  if (spec.name.empty() || spec.name.find_first_of("/ \t\n") != std::string::npos || spec.name == "." ||
      spec.name == "..")
    refuse("name", printable(spec.name) + " is no name for a split: use letters, digits, - and _");
  if (!(spec.test >= 0 && spec.test < 1))
    refuse("test", number_text(spec.test) + " is not from 0 to below 1");
  if (!(spec.validation >= 0 && spec.test + spec.validation < 1))
    refuse("validation", number_text(spec.validation) +
                             " must be 0 or more, and below 1 together with `test` " +
                             number_text(spec.test));
  if (spec.k && *spec.k < 1) refuse("k", std::to_string(*spec.k) + " is not 1 or more");
  if (spec.k && (spec.protocol == SplitProtocol::random || spec.global_time))
    refuse("k",
           "goes with `protocol` per-user, last (of each user) and users; use `test` and `validation` here");
  if (spec.masked_share) {
    const double share = *spec.masked_share;
    if (!(share > 0 && share < 1)) refuse("masked_share", number_text(share) + " is not between 0 and 1");
    if (spec.protocol != SplitProtocol::users) refuse("masked_share", "goes with `protocol` users only");
    if (spec.k) refuse("masked_share", "says in the place of `k` how many ratings are masked");
    if (spec.folds > 0)
      refuse("masked_share", "does not go with `folds`: these mask the `k` best-liked books");
  }
  if (spec.global_time && spec.protocol != SplitProtocol::last)
    refuse("global_time", "goes with `protocol` last only");
  if (spec.protocol == SplitProtocol::last && !has_timestamps)
    refuse("protocol", "last needs the times of the ratings, and these have none");
  if (spec.folds != 0 && (spec.folds < 2 || spec.folds > most_folds))
    refuse("folds", std::to_string(spec.folds) + " is not in 2 to " + std::to_string(most_folds));
}

SplitLabels make_split(const Communicator& comm, const RatingShard& ratings,
                       std::span<const std::int64_t> timestamps, const SplitSpec& spec,
                       const SplitKeys& keys) {
  const bool has_timestamps = comm.any(!timestamps.empty());
  check(spec, has_timestamps || comm.sum_value(ratings.size()) == 0);
  SplitLabels labels{spec.name, std::string(name_of(spec.protocol)), parameters_of(spec), spec.seed, {}, {}};
  const TimeCuts cuts = spec.global_time ? time_cuts(comm, timestamps, spec) : TimeCuts{};
  on_every_rank(comm, [&] { label_all(ratings, timestamps, spec, keys, cuts, labels); });
  return labels;
}

// What is drawn with it is hashed once more.
std::uint64_t id_key(std::string_view id) noexcept { return text_hash(id); }

std::array<std::int64_t, part_count> part_counts(const Communicator& comm, const SplitLabels& labels) {
  std::array<std::int64_t, part_count> counts{};
  for (const std::uint8_t part : labels.part)
    if (part < counts.size()) ++counts[part];
  comm.sum(std::span<std::int64_t>(counts));
  return counts;
}

std::vector<std::int64_t> fold_counts(const Communicator& comm, const SplitLabels& labels,
                                      std::int64_t folds) {
  std::vector<std::int64_t> counts(static_cast<std::size_t>(folds));
  for (const std::uint8_t fold : labels.fold) ++counts.at(fold);
  comm.sum(std::span<std::int64_t>(counts));
  return counts;
}

}  // namespace crucible
