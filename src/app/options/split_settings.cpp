#include "options/split_settings.hpp"

#include "crucible/core/error.hpp"

#include <algorithm>
#include <array>

namespace crucible {

namespace {

constexpr std::array protocols = {SplitProtocol::random, SplitProtocol::per_user, SplitProtocol::last,
                                  SplitProtocol::users};

std::vector<std::string> protocol_names() {
  std::vector<std::string> names;
  for (const SplitProtocol protocol : protocols) names.emplace_back(name_of(protocol));
  return names;
}

SplitProtocol protocol_named(const std::string& name) {
  const auto* const found = std::find_if(protocols.begin(), protocols.end(),
                                         [&](SplitProtocol protocol) { return name_of(protocol) == name; });
  require(found != protocols.end(), "a protocol is not in its table");
  return *found;
}

}  // namespace

void SplitSettings::declare(OptionTable& options) {
  options.positional("RATINGS", ratings_,
                     "ratings.h5; without --output it is replaced by the copy with the split");
  options.add("name", spec_.name, "NAME", "what the split is called");
  options.add_choice(
      "protocol", protocol_, protocol_names(),
      "what is held out: ratings by chance, of each user equally many by chance, the newest, "
      "or whole users with their best-liked books masked, or with --masked-share some by chance");
  options.add("test", spec_.test, "SHARE",
              "share of the ratings (`users` protocol: of the users) to judge by", {0, 1});
  options.add("validation", spec_.validation, "SHARE", "the same, to tell when training should stop", {0, 1});
  options.add(
      "k", spec_.k, "N",
      "per-user, last: N test (and, unless --validation 0, N validation) ratings of each user instead of "
      "shares; users: N masked books (10)",
      {1, 1e9});
  options.add(
      "masked-share", spec_.masked_share, "SHARE",
      "users: mask this share of the ratings of each user held out, by chance, instead of the best-liked "
      "books (0.2 is the usual protocol of papers on implicit feedback)",
      {0, 1});
  options.add("global-time", spec_.global_time,
              "last: hold out what was rated after one moment, the same for all");
  options.add(
      "by-id", spec_.by_id,
      "draw by the ids of users and books: a rating keeps its part in files of other nights, with more or "
      "fewer users and books (for train --from)");
  options.add("folds", spec_.folds, "N",
              "besides, deal all ratings (`users` protocol: whole users) out to N folds", {0, 256});
  options.add("seed", seed_, "N", "another seed, another hold-out");
}

void SplitSettings::settle() {
  spec_.seed = static_cast<std::uint64_t>(seed_);
  spec_.protocol = protocol_named(protocol_);
}

void SplitSettings::check_against(const RatingStore& store, bool force) const {
  if (spec_.protocol == SplitProtocol::last && !store.has_timestamps())
    throw UsageError("crucible split: --protocol: last needs the times of the ratings, and " + store.path() +
                     " has none (dataset /ratings/timestamp); take random, per-user or users");
  check(spec_, store.has_timestamps());
  if (store.find_split(spec_.name) != nullptr && !force)
    throw UsageError("crucible split: --name: " + store.path() + " has a split " + printable(spec_.name) +
                     " already; give another --name, or --force to replace it");
}

}  // namespace crucible
