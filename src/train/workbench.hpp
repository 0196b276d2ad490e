#pragma once

#include "crucible/mpi/communicator.hpp"
#include "crucible/train/factor_rows.hpp"
#include "crucible/train/kernel.hpp"
#include "crucible/train/shard_layout.hpp"
#include "crucible/train/train_data.hpp"
#include "crucible/train/train_options.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace crucible {

/// Everything that training changes: this rank's users, and the books that are at home here. With allreduce
/// that is one block of all books, with rotate the blocks of this rank's shards, one after the other.
struct TrainingArrays {
  FactorRows users;
  std::vector<FactorRows> blocks;
  std::vector<FactorRows> moments;  ///< adamw: first and second of the users, first and second of the books
};

/// What an epoch yields besides changed parameters.
struct EpochSums {
  double squared_error = 0;     ///< over all ranks
  std::int64_t updates = 0;     ///< over all ranks
  std::int64_t bytes_sent = 0;  ///< this rank's
};

/// What the schedules share: the data laid out, the parameters, the kernels and what the options mean.
struct Workbench {
  Workbench(const Communicator& communicator, const TrainOptions& given)
      : comm(communicator), options(given) {}

  const Communicator& comm;
  TrainOptions options;
  Hyperparameters hyper;
  Kernels kernels;
  std::int64_t total_users = 0;
  std::int64_t total_books = 0;
  std::vector<std::int64_t> shard_bounds;
  IndexRange shards;  ///< this rank's
  IndexRange users;   ///< this rank's
  double mean_rating = 0;
  double global_mean = 0;  ///< of predictions: the mean rating, or 0 without biases
  double spread = 0;
  double scale_low = 0;  ///< of the ratings
  double scale_high = 0;
  double low = 0;  ///< bounds of what is predicted (ratings, or targets with an unrated weight)
  double high = 0;
  std::int64_t total_ratings = 0;  ///< of the training part
  std::int64_t total_validation = 0;
  std::int64_t syncs = 1;
  Tiling books;
  std::vector<ShardLayout> train;       ///< one a shard of this rank
  RatingShard ratings;                  ///< adamw, instead of layouts: targets in place of ratings
  std::vector<ShardLayout> validation;  ///< one a shard of this rank; empty where nothing is validated
  TrainingArrays arrays;

  std::int64_t shard_count() const noexcept { return static_cast<std::int64_t>(shard_bounds.size()) - 1; }
  /// The books that this rank writes: those at home here, or with copies everywhere an even part.
  IndexRange own_books() const noexcept {
    if (!rotates()) return even_part(total_books, comm.size(), comm.rank());
    const auto first_book = [&](std::int64_t block) {
      return books.tile[static_cast<std::size_t>(books.part[static_cast<std::size_t>(block)])];
    };
    return {first_book(shards.begin), first_book(shards.end)};
  }
  bool rotates() const noexcept {
    return options.sync == SyncMode::rotate && options.optimizer != Optimizer::adamw;
  }
};

/// Collective. Measures the ratings, decides what the options left open, lays out the data and draws the
/// start.
Workbench make_workbench(const Communicator& comm, const TrainOptions& options, TrainData data);

/// The rates of an epoch for the kernels: `factor` is what the schedule multiplies the learning rates by.
KernelRates kernel_rates(const Hyperparameters& hyper, double factor) noexcept;

/// Points a cell's rows at the tile's first rows.
void attach_rows(CellTask& task, FactorRows& users, std::int64_t first_user, FactorRows& books,
                 std::int64_t first_book) noexcept;

/// Trains one shard on the cells (tiles of users x tiles of books), books of a tile of users in the order
/// `book_tiles`; the sum of squared errors.
double train_cells(Workbench& bench, const ShardLayout& layout, IndexRange user_tiles,
                   std::span<const std::int64_t> book_tiles, FactorRows& books, const KernelRates& rates);

/// 0..count-1 in the order of this epoch. `key` tells apart what is ordered; 0 is the same on all ranks.
std::vector<std::int64_t> epoch_order(std::uint64_t seed, std::int64_t count, std::int64_t epoch,
                                      std::int64_t key);

/// The book tiles `tiles` in the order in which a shard's tile of users takes them in this epoch.
std::vector<std::int64_t> tile_order(const Workbench& bench, IndexRange tiles, std::int64_t epoch,
                                     std::int64_t shard, std::int64_t user_tile);

/// Sum of squared errors of clipped predictions over the cells of the book tiles, all users of the shard.
double loss_of_cells(const Workbench& bench, const ShardLayout& layout, IndexRange book_tiles,
                     const FactorRows& books);

/// Collective. The total over all shards of `columns` numbers a shard, added in the order of the shards: the
/// same bits at any number of ranks. `mine` has columns x (this rank's shards) numbers, shard by shard.
std::vector<double> sum_in_shard_order(const Communicator& comm, std::span<const double> mine,
                                       std::int64_t columns);

}  // namespace crucible
