#include "crucible/data/split_rules.hpp"

#include "crucible/core/error.hpp"
#include "crucible/core/random.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

namespace crucible {

namespace {

/// What a hash decides. It is part of the hash, so that no two decisions are correlated.
enum class Decision : std::uint64_t { part = 0, fold = 1, user_part = 2, first_fold = 3 };

/// Of the user, and the book at `place` among the user's ratings; of the user alone without a place.
std::uint64_t hash_of(const SplitSpec& spec, Decision decision, const UserRatings& ratings,
                      std::optional<std::size_t> place = {}) noexcept {
  const std::uint64_t user = ratings.user_key.value_or(static_cast<std::uint64_t>(ratings.user));
  const auto mark = static_cast<std::uint64_t>(decision) << 32U;
  if (!place) return random_hash(spec.seed, RandomPurpose::split, user, mark);
  const auto book = static_cast<std::size_t>(ratings.book[*place]);
  if (ratings.book_key.empty()) return random_hash(spec.seed, RandomPurpose::split, user, mark | book);
  // The key of a book fills all 64 bits: the decision is hashed together with the user before.
  return random_hash(spec.seed, RandomPurpose::split,
                     random_hash(spec.seed, RandomPurpose::split, user, mark), ratings.book_key[book]);
}

/// A hash below this is drawn with probability `share`. @pre 0 <= share < 1
std::uint64_t threshold(double share) noexcept { return static_cast<std::uint64_t>(share * 0x1.0p64); }

/// `hash` as a number in [0, count). @pre 0 < count < 2^32
std::uint64_t scaled(std::uint64_t hash, std::int64_t count) noexcept {
  return (hash >> 32U) * static_cast<std::uint64_t>(count) >> 32U;
}

std::uint8_t label(Part part) noexcept { return static_cast<std::uint8_t>(part); }

Part part_of(const SplitSpec& spec, std::uint64_t hash) noexcept {
  if (hash < threshold(spec.test)) return Part::test;
  if (hash < threshold(spec.test + spec.validation)) return Part::validation;
  return Part::train;
}

std::vector<std::uint64_t> rating_hashes(const SplitSpec& spec, Decision decision,
                                         const UserRatings& ratings) {
  std::vector<std::uint64_t> hashes;
  hashes.reserve(ratings.size());
  for (std::size_t i = 0; i < ratings.size(); ++i) hashes.push_back(hash_of(spec, decision, ratings, i));
  return hashes;
}

/// The places 0, 1, ... of `count` ratings, sorted by `before`, with ties in book order.
template <typename Before>
std::vector<std::size_t> ordered(std::size_t count, Before before) {
  std::vector<std::size_t> order(count);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), before);
  return order;
}

bool has_training(std::span<const std::uint8_t> part) {
  return std::find(part.begin(), part.end(), label(Part::train)) != part.end();
}

/// Labels the first ratings of `order` test, the next ones validation, and the rest train.
void label_first(const SplitSpec& spec, std::span<const std::size_t> order, std::span<std::uint8_t> part) {
  const auto count = static_cast<std::int64_t>(order.size());
  const auto wanted = [&](double share) {
    if (share == 0) return std::int64_t{0};
    return spec.k.value_or(std::llround(share * static_cast<double>(count)));
  };
  const std::int64_t test =
      std::clamp<std::int64_t>(wanted(spec.test), 0, std::max<std::int64_t>(count - 1, 0));
  const std::int64_t room = std::max<std::int64_t>(count - 1 - test, 0);
  const std::int64_t validation = std::clamp<std::int64_t>(wanted(spec.validation), 0, room);
  for (std::int64_t i = 0; i < count; ++i)
    part[order[static_cast<std::size_t>(i)]] = label(i < test                ? Part::test
                                                     : i < test + validation ? Part::validation
                                                                             : Part::train);
}

/// How many ratings of a user with `ratings` ones are masked; 0 if the user cannot be held out.
std::size_t number_masked(const SplitSpec& spec, std::size_t ratings) {
  if (spec.masked_share) return static_cast<std::size_t>(*spec.masked_share * static_cast<double>(ratings));
  const auto masked = static_cast<std::size_t>(spec.k.value_or(default_masked));
  return ratings / 2 < masked ? 0 : masked;
}

/// Labels the first `count` ratings of `order` `first`, and the rest `rest`.
void label_in_order(std::span<const std::size_t> order, std::size_t count, Part first, Part rest,
                    std::span<std::uint8_t> part) {
  for (std::size_t i = 0; i < order.size(); ++i) part[order[i]] = label(i < count ? first : rest);
}

}  // namespace

void split_random(const SplitSpec& spec, const UserRatings& ratings, std::span<std::uint8_t> part) {
  std::uint64_t highest = 0;
  std::size_t highest_place = 0;
  for (std::size_t i = 0; i < ratings.size(); ++i) {
    const std::uint64_t hash = hash_of(spec, Decision::part, ratings, i);
    part[i] = label(part_of(spec, hash));
    if (hash > highest) {
      highest = hash;
      highest_place = i;
    }
  }
  if (!part.empty() && !has_training(part)) part[highest_place] = label(Part::train);
}

void split_per_user(const SplitSpec& spec, const UserRatings& ratings, std::span<std::uint8_t> part) {
  const auto hashes = rating_hashes(spec, Decision::part, ratings);
  const auto order =
      ordered(ratings.size(), [&](std::size_t a, std::size_t b) { return hashes[a] < hashes[b]; });
  label_first(spec, order, part);
}

void split_last(const SplitSpec& spec, const UserRatings& ratings, std::span<std::uint8_t> part) {
  require(ratings.timestamp.size() == ratings.size(), "split by time: no timestamps");
  const auto hashes = rating_hashes(spec, Decision::part, ratings);
  const auto& time = ratings.timestamp;
  const auto order = ordered(ratings.size(), [&](std::size_t a, std::size_t b) {
    return time[a] > time[b] || (time[a] == time[b] && hashes[a] < hashes[b]);
  });
  label_first(spec, order, part);
}

void split_at(const SplitSpec& spec, const TimeCuts& cuts, const UserRatings& ratings,
              std::span<std::uint8_t> part) {
  require(ratings.timestamp.size() == ratings.size(), "split by time: no timestamps");
  for (std::size_t i = 0; i < ratings.size(); ++i) {
    const std::int64_t time = ratings.timestamp[i];
    part[i] = label(time >= cuts.test         ? Part::test
                    : time >= cuts.validation ? Part::validation
                                              : Part::train);
  }
  if (part.empty() || has_training(part)) return;
  const auto hashes = rating_hashes(spec, Decision::part, ratings);
  const auto& time = ratings.timestamp;
  const auto order = ordered(ratings.size(), [&](std::size_t a, std::size_t b) {
    return time[a] < time[b] || (time[a] == time[b] && hashes[a] < hashes[b]);
  });
  part[order.front()] = label(Part::train);
}

void split_users(const SplitSpec& spec, const UserRatings& ratings, std::span<std::uint8_t> part) {
  const Part held_out = part_of(spec, hash_of(spec, Decision::user_part, ratings));
  const Part known = held_out == Part::test ? Part::test_fold_in : Part::validation_fold_in;
  const std::size_t masked = number_masked(spec, ratings.size());
  if (held_out == Part::train || masked == 0) {
    std::fill(part.begin(), part.end(), label(Part::train));
  } else if (spec.masked_share) {
    const auto hashes = rating_hashes(spec, Decision::part, ratings);
    label_in_order(
        ordered(ratings.size(), [&](std::size_t a, std::size_t b) { return hashes[a] < hashes[b]; }), masked,
        held_out, known, part);
  } else {
    mask_highest(spec.seed, masked, ratings, held_out, known, part);
  }
}

void mask_highest(std::uint64_t seed, std::size_t masked, const UserRatings& ratings, Part high, Part low,
                  std::span<std::uint8_t> part) {
  std::vector<std::uint64_t> ties;
  ties.reserve(ratings.size());
  const std::uint64_t user = ratings.user_key.value_or(static_cast<std::uint64_t>(ratings.user));
  for (const BookIndex book : ratings.book) {
    const std::uint64_t key = ratings.book_key.empty() ? static_cast<std::uint64_t>(book)
                                                       : ratings.book_key[static_cast<std::size_t>(book)];
    ties.push_back(random_hash(seed, RandomPurpose::tie_break, user, key));
  }
  const auto& rating = ratings.rating;
  const auto order = ordered(ratings.size(), [&](std::size_t a, std::size_t b) {
    return rating[a] > rating[b] || (rating[a] == rating[b] && ties[a] < ties[b]);
  });
  label_in_order(order, masked, high, low, part);
}

void deal_folds(const SplitSpec& spec, const UserRatings& ratings, std::span<std::uint8_t> fold) {
  const std::uint64_t first = scaled(hash_of(spec, Decision::first_fold, ratings), spec.folds);
  if (spec.protocol == SplitProtocol::users) {
    std::fill(fold.begin(), fold.end(), static_cast<std::uint8_t>(first));
    return;
  }
  const auto hashes = rating_hashes(spec, Decision::fold, ratings);
  const auto order =
      ordered(ratings.size(), [&](std::size_t a, std::size_t b) { return hashes[a] < hashes[b]; });
  for (std::size_t i = 0; i < order.size(); ++i)
    fold[order[i]] = static_cast<std::uint8_t>((first + i) % static_cast<std::uint64_t>(spec.folds));
}

}  // namespace crucible
