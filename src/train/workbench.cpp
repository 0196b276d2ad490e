#include "workbench.hpp"

#include "crucible/core/random.hpp"

#include <cmath>
#include <numeric>

namespace crucible {

KernelRates kernel_rates(const Hyperparameters& hyper, double factor) noexcept {
  KernelRates rates;
  rates.user_factor_rate = static_cast<float>(hyper.user_factor_rate * factor);
  rates.book_factor_rate = static_cast<float>(hyper.book_factor_rate * factor);
  rates.user_factor_l2 = static_cast<float>(hyper.user_factor_l2);
  rates.book_factor_l2 = static_cast<float>(hyper.book_factor_l2);
  rates.user_bias_l2 = static_cast<float>(hyper.user_bias_l2);
  rates.book_bias_l2 = static_cast<float>(hyper.book_bias_l2);
  if (hyper.biases) {
    rates.user_bias_rate = static_cast<float>(hyper.user_bias_rate * factor);
    rates.book_bias_rate = static_cast<float>(hyper.book_bias_rate * factor);
  }
  return rates;
}

void attach_rows(CellTask& task, FactorRows& users, std::int64_t first_user, FactorRows& books,
                 std::int64_t first_book) noexcept {
  const std::int64_t user = first_user - users.rows().begin;
  const std::int64_t book = first_book - books.rows().begin;
  task.stride = users.stride();
  task.user_factors = users.factors(user);
  task.user_bias = users.data(RowArray::bias) + user;
  task.book_factors = books.factors(book);
  task.book_bias = books.data(RowArray::bias) + book;
  if (!users.has_sums()) return;
  task.user_factor_sum = users.data(RowArray::factor_sum) + user;
  task.user_bias_sum = users.data(RowArray::bias_sum) + user;
  task.book_factor_sum = books.data(RowArray::factor_sum) + book;
  task.book_bias_sum = books.data(RowArray::bias_sum) + book;
}

double train_cells(Workbench& bench, const ShardLayout& layout, IndexRange user_tiles,
                   std::span<const std::int64_t> book_tiles, FactorRows& books, const KernelRates& rates) {
  const KernelPass pass = bench.pass;
  double squared_error = 0;
  for (std::int64_t u = user_tiles.begin; u < user_tiles.end; ++u) {
    for (const std::int64_t b : book_tiles) {
      CellTask task = layout.cell(u, b);
      if (task.ratings == 0) continue;
      const std::int64_t first_book = bench.books.tile_range(b).begin;
      attach_rows(task, bench.arrays.users, layout.users().tile_range(u).begin, books, first_book);
      squared_error += pass(task, rates);
    }
  }
  return squared_error;
}

std::vector<std::int64_t> epoch_order(std::uint64_t seed, std::int64_t count, std::int64_t epoch,
                                      std::int64_t key) {
  std::vector<std::int64_t> order(static_cast<std::size_t>(count));
  std::iota(order.begin(), order.end(), std::int64_t{0});
  RandomStream stream(seed, RandomPurpose::stratum_order, static_cast<std::uint64_t>(epoch),
                      static_cast<std::uint64_t>(key));
  shuffle(order.data(), count, stream);
  return order;
}

std::vector<std::int64_t> tile_order(const Workbench& bench, IndexRange tiles, std::int64_t epoch,
                                     std::int64_t shard, std::int64_t user_tile) {
  const std::int64_t key = 1 + shard * (std::int64_t{1} << 32U) + user_tile;
  std::vector<std::int64_t> order = epoch_order(bench.options.seed, tiles.size(), epoch, key);
  for (std::int64_t& tile : order) tile += tiles.begin;
  return order;
}

void predict_cells(Workbench& bench, JudgedShard& shard, IndexRange book_tiles, FactorRows& books) {
  const ShardLayout& layout = shard.layout;
  for (std::int64_t b = book_tiles.begin; b < book_tiles.end; ++b) {
    for (std::int64_t u = 0; u < layout.users().tiles(); ++u) {
      CellTask task = layout.cell(u, b);
      if (task.ratings == 0) continue;
      attach_rows(task, bench.arrays.users, layout.users().tile_range(u).begin, books,
                  bench.books.tile_range(b).begin);
      bench.kernels.parts(task, shard.learnt.data() + layout.place_of(u, b));
    }
  }
}

void predict_with_copy(Workbench& bench, FactorRows& books) {
  for (JudgedShard& shard : bench.validation) predict_cells(bench, shard, {0, bench.books.tiles()}, books);
}

Judgement judge(const Workbench& bench) {
  Judgement result;
  const PartSums sums = sums_of(bench.comm, bench.validation);
  // Ranks on other processors may round otherwise.
  if (bench.weighs_parts()) result.weights = bench.comm.broadcast_value(best_weights(sums));
  result.factor_rms = std::sqrt(sums.product_squares() / static_cast<double>(bench.total_validation));
  std::vector<double> errors;
  for (const JudgedShard& shard : bench.validation)
    errors.push_back(
        clipped_error(shard, result.weights, bench.low - bench.global_mean, bench.high - bench.global_mean));
  const double total = sum_in_shard_order(bench.comm, errors, 1)[0];
  result.rmse = std::sqrt(total / static_cast<double>(bench.total_validation));
  return result;
}

}  // namespace crucible
