#include "import/import_balance.hpp"

#include "ids/id_owner_plan.hpp"

#include <algorithm>
#include <numeric>
#include <string_view>
#include <utility>

namespace crucible {

std::vector<int> balanced_ranks(const Communicator& comm, std::span<const std::int64_t> degrees) {
  const std::int64_t mine = std::accumulate(degrees.begin(), degrees.end(), std::int64_t{0});
  const std::int64_t total = std::max<std::int64_t>(1, comm.sum_value(mine));
  std::int64_t before = comm.sum_before(mine);
  std::vector<int> ranks;
  ranks.reserve(degrees.size());
  for (const std::int64_t degree : degrees) {
    // The middle of the user's ratings decides. As doubles: exact enough, ascending, and no product
    // overflows.
    const double middle =
        (static_cast<double>(before) + 0.5 * static_cast<double>(degree)) / static_cast<double>(total);
    ranks.push_back(std::min(static_cast<int>(middle * comm.size()), comm.size() - 1));
    before += degree;
  }
  return ranks;
}

std::vector<std::int64_t> counts_by_rank(std::span<const int> ranks, int size) {
  std::vector<std::int64_t> counts(static_cast<std::size_t>(size), 0);
  for (const int rank : ranks) ++counts[static_cast<std::size_t>(rank)];
  return counts;
}

void rebalance(const Communicator& comm, RatingTable& table) {
  RatingShard& ratings = table.ratings;
  std::vector<std::int64_t> degrees;
  for (std::size_t u = 0; u + 1 < ratings.offsets.size(); ++u)
    degrees.push_back(ratings.offsets[u + 1] - ratings.offsets[u]);
  const std::vector<int> ranks = balanced_ranks(comm, degrees);
  const bool moves = std::any_of(ranks.begin(), ranks.end(), [&](int rank) { return rank != comm.rank(); });
  if (!comm.any(moves)) return;

  const std::vector<std::int64_t> user_counts = counts_by_rank(ranks, comm.size());
  std::vector<std::int64_t> row_counts(static_cast<std::size_t>(comm.size()), 0);
  for (std::size_t u = 0; u < ranks.size(); ++u) row_counts[static_cast<std::size_t>(ranks[u])] += degrees[u];
  const auto moved = [&]<typename T>(const std::vector<T>& values, const std::vector<std::int64_t>& counts) {
    return comm.exchange(std::span<const T>(values), counts);
  };
  // No rank may skip an exchange, though a rank without rows has no timestamps to show.
  const bool timed = comm.any(!table.timestamp.empty());
  degrees = moved(degrees, user_counts);
  ratings.book = moved(ratings.book, row_counts);
  ratings.rating = moved(ratings.rating, row_counts);
  if (timed) table.timestamp = moved(table.timestamp, row_counts);
  const std::vector<std::string_view> ids(table.user_ids.begin(), table.user_ids.end());
  table.user_ids = exchange_texts(comm, ids, user_counts);

  const auto users = static_cast<std::int64_t>(degrees.size());
  const std::int64_t begin = comm.sum_before(users);
  ratings.users = {begin, begin + users};
  ratings.offsets.assign(degrees.size() + 1, 0);
  std::partial_sum(degrees.begin(), degrees.end(), ratings.offsets.begin() + 1);
}

}  // namespace crucible
