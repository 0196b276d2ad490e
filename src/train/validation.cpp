#include "validation.hpp"

#include <algorithm>
#include <utility>

namespace crucible {

namespace {

/// The parts of the layout's rating `place`, in the order of part_weights.
PartValues parts_of(const JudgedShard& shard, std::size_t place) noexcept {
  const LearntParts& learnt = shard.learnt[place];
  const PlainParts& plain = shard.plain[place];
  return {static_cast<double>(learnt.user_bias), static_cast<double>(learnt.book_bias),
          static_cast<double>(learnt.product), static_cast<double>(plain.user_bias),
          static_cast<double>(plain.book_bias)};
}

/// All numbers of `sums` but the count, in one order.
template <typename Sums, typename Visit>
void visit_numbers(Sums& sums, const Visit& visit) {
  visit(sums.target_squares);
  for (auto& value : sums.with_target) visit(value);
  for (auto& row : sums.with_parts)
    for (auto& value : row) visit(value);
}

}  // namespace

JudgedShard judged_shard(ShardLayout layout, const Tiling& books, IndexRange users,
                         const PlainBiases& plain) {
  JudgedShard shard{std::move(layout), {}, {}};
  shard.plain.resize(static_cast<std::size_t>(shard.layout.size()));
  shard.learnt.resize(shard.plain.size());
  for (std::int64_t u = 0; u < shard.layout.users().tiles(); ++u) {
    const float* user_bias = plain.user.data() + (shard.layout.users().tile_range(u).begin - users.begin);
    for (std::int64_t b = 0; b < books.tiles(); ++b) {
      const CellTask cell = shard.layout.cell(u, b);
      const float* book_bias = plain.book.data() + books.tile_range(b).begin;
      PlainParts* to = shard.plain.data() + shard.layout.place_of(u, b);
      const std::uint16_t* user = cell.user;
      for (std::int64_t i = 0; i < cell.ratings; ++i) {
        to[i] = {user_bias[*user], book_bias[cell.book[i] & (last_of_run - 1)]};
        if ((cell.book[i] & last_of_run) != 0) ++user;
      }
    }
  }
  return shard;
}

PartSums sums_of(const Communicator& comm, const std::vector<JudgedShard>& shards) {
  std::vector<double> mine;
  PartSums total;
  for (const JudgedShard& shard : shards) {
    PartSums sums;
    const std::span<const float> targets = shard.layout.values();
    for (std::size_t i = 0; i < targets.size(); ++i)
      sums.add(static_cast<double>(targets[i]), parts_of(shard, i));
    total.count += sums.count;
    visit_numbers(sums, [&](double value) { mine.push_back(value); });
  }
  total.count = comm.sum_value(total.count);
  std::int64_t columns = 0;
  visit_numbers(total, [&](double) { ++columns; });
  const std::vector<double> all = sum_in_shard_order(comm, mine, columns);
  auto next = all.begin();
  visit_numbers(total, [&](double& value) { value = *next++; });
  return total;
}

double clipped_error(const JudgedShard& shard, const PartWeights& weights, double low, double high) noexcept {
  const std::span<const float> targets = shard.layout.values();
  double error = 0;
  for (std::size_t i = 0; i < targets.size(); ++i) {
    const PartValues parts = parts_of(shard, i);
    double guess = 0;
    for (std::size_t p = 0; p < part_count; ++p) guess += weights.*part_weights[p].second * parts[p];
    const double left = static_cast<double>(targets[i]) - std::clamp(guess, low, high);
    error += left * left;
  }
  return error;
}

std::vector<double> sum_in_shard_order(const Communicator& comm, std::span<const double> mine,
                                       std::int64_t columns) {
  const std::vector<double> all = comm.concatenate_all(mine);
  std::vector<double> total(static_cast<std::size_t>(columns));
  for (std::size_t i = 0; i < all.size(); ++i) total[i % total.size()] += all[i];
  return total;
}

}  // namespace crucible
