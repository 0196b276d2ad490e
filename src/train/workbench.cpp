#include "workbench.hpp"

#include "crucible/core/random.hpp"

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
  const auto pass = bench.options.optimizer == Optimizer::adagrad ? bench.kernels.adagrad : bench.kernels.sgd;
  double loss = 0;
  for (std::int64_t u = user_tiles.begin; u < user_tiles.end; ++u) {
    for (const std::int64_t b : book_tiles) {
      CellTask task = layout.cell(u, b);
      if (task.ratings == 0) continue;
      const std::int64_t first_book = bench.books.tile_range(b).begin;
      attach_rows(task, bench.arrays.users, layout.users().tile_range(u).begin, books, first_book);
      loss += pass(task, rates);
    }
  }
  return loss;
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

double loss_of_cells(const Workbench& bench, const ShardLayout& layout, IndexRange book_tiles,
                     const FactorRows& books) {
  const auto low = static_cast<float>(bench.low - bench.global_mean);
  const auto high = static_cast<float>(bench.high - bench.global_mean);
  double loss = 0;
  for (std::int64_t b = book_tiles.begin; b < book_tiles.end; ++b) {
    for (std::int64_t u = 0; u < layout.users().tiles(); ++u) {
      CellTask task = layout.cell(u, b);
      if (task.ratings == 0) continue;
      // The loss kernel only reads; CellTask serves the kernels that write as well.
      attach_rows(task, const_cast<FactorRows&>(bench.arrays.users), layout.users().tile_range(u).begin,
                  const_cast<FactorRows&>(books), bench.books.tile_range(b).begin);
      loss += bench.kernels.loss(task, low, high);
    }
  }
  return loss;
}

std::vector<double> sum_in_shard_order(const Communicator& comm, std::span<const double> mine,
                                       std::int64_t columns) {
  const std::vector<double> all = comm.concatenate_all(mine);
  std::vector<double> total(static_cast<std::size_t>(columns));
  for (std::size_t i = 0; i < all.size(); ++i) total[i % total.size()] += all[i];
  return total;
}

}  // namespace crucible
