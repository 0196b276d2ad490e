#include "crucible/core/error.hpp"
#include "crucible/core/random.hpp"
#include "crucible/mpi/collective.hpp"
#include "crucible/synthetic/generate.hpp"

#include <algorithm>
#include <cmath>

namespace crucible {

namespace {

__extension__ using Wide = unsigned __int128;

constexpr std::uint64_t count_stream = 1;

/// How eager a user is to rate: log-normally distributed, a whole number from 1 to 2^24.
std::uint32_t eagerness(std::uint64_t seed, std::int64_t user) {
  RandomStream stream(seed, RandomPurpose::generate_users, static_cast<std::uint64_t>(user), count_stream);
  return static_cast<std::uint32_t>(std::clamp(0x1.0p16 * std::exp(stream.normal()), 1.0, 0x1.0p24));
}

/// The number of a user's ratings as a function of one level that all users share: min(most, least + level x
/// eagerness / 2^32).
struct CountRule {
  std::int64_t least = 1;
  std::int64_t most = 1;

  std::int64_t count(std::uint64_t level, std::uint32_t eager) const noexcept {
    const auto extra = static_cast<Wide>(level) * eager >> 32U;
    const auto room = static_cast<Wide>(most - least);
    return least + static_cast<std::int64_t>(std::min(extra, room));
  }
  /// The level at which every user has `most`.
  std::uint64_t top_level() const noexcept { return static_cast<std::uint64_t>(most - least) << 32U; }
};

/// The sum of all counts on this rank, or limit + 1 if it exceeds `limit`.
std::int64_t sum_of_counts(const CountRule& rule, std::uint64_t level, std::span<const std::uint32_t> eager,
                           std::int64_t limit) {
  std::int64_t sum = 0;
  for (const std::uint32_t e : eager) {
    sum += rule.count(level, e);
    if (sum > limit) return limit + 1;
  }
  return sum;
}

}  // namespace

std::vector<std::int64_t> planted_rating_counts(const Communicator& comm, const GenerateOptions& options,
                                                IndexRange users) {
  check(options);
  const CountRule rule{std::max<std::int64_t>(1, options.ratings / options.users / 5),
                       std::min(options.books, options.ratings)};
  const auto eager = on_every_rank(comm, [&] {
    std::vector<std::uint32_t> values;
    values.reserve(static_cast<std::size_t>(users.size()));
    for (std::int64_t u = users.begin; u < users.end; ++u) values.push_back(eagerness(options.seed, u));
    return values;
  });
  const auto total = [&](std::uint64_t level) {
    return comm.sum_value(sum_of_counts(rule, level, eager, options.ratings));
  };
  // Find the highest level that does not give too many ratings. Sums of whole numbers are the same at any
  // number of ranks.
  std::uint64_t low = 0;
  std::uint64_t high = rule.top_level();
  while (low < high) {
    const std::uint64_t middle = low + (high - low + 1) / 2;
    if (total(middle) <= options.ratings) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  // The next level would give some users one more rating. The first of these users get the missing ratings.
  const std::int64_t missing = options.ratings - total(low);
  std::vector<std::int64_t> counts;
  counts.reserve(eager.size());
  for (const std::uint32_t e : eager) counts.push_back(rule.count(low, e));
  std::int64_t could = 0;
  for (const std::uint32_t e : eager) could += rule.count(low + 1, e) - rule.count(low, e);
  std::int64_t left = missing - comm.sum_before(could);
  for (std::size_t u = 0; u < eager.size() && left > 0; ++u) {
    const std::int64_t more = rule.count(low + 1, eager[u]) - counts[u];
    counts[u] += more;
    left -= more;
  }
  return counts;
}

}  // namespace crucible
