#pragma once

#include "crucible/data/train_data.hpp"
#include "crucible/mpi/communicator.hpp"
#include "crucible/train/draw_plan.hpp"
#include "crucible/train/optimizer.hpp"
#include "crucible/train/rate_schedule.hpp"
#include "crucible/train/sync_mode.hpp"
#include "crucible/train/train_options.hpp"
#include "crucible/train/warm_start.hpp"
#include "defaults/plain_biases.hpp"
#include "kernel/factor_rows.hpp"
#include "kernel/kernel.hpp"
#include "kernel/shard_layout.hpp"
#include "validation.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace crucible {

/// Everything that training changes: this rank's users, and the books that are at home here. With allreduce
/// there is one block of all books. With rotate there are the blocks of this rank's shards, one after the
/// other.
struct TrainingArrays {
  FactorRows users;
  std::vector<FactorRows> blocks;
  std::vector<FactorRows> user_companions;  ///< further arrays that a resume needs, such as moments
  std::vector<FactorRows> book_companions;
  std::span<const std::string_view> companion_names;
};

/// The results of an epoch besides the changed parameters.
struct EpochSums {
  double squared_error = 0;     ///< over all ranks
  std::int64_t updates = 0;     ///< over all ranks
  std::int64_t bytes_sent = 0;  ///< by this rank
};

/// The rows of an older chain: this rank's users, all books.
struct WarmChain {
  enum Kind : std::uint8_t { draw, mean, link };
  std::array<FactorRows, 3> users;
  std::array<FactorRows, 3> books;
  std::uint64_t night = 0;  ///< of WarmDraws
};

/// A standard deviation of ratings below this is rounding: they are all the same.
inline constexpr double no_spread = 1e-9;

/// Everything that the schedules work on: the data laid out for training, the parameters, the kernels and the
/// options.
struct Workbench {
  Workbench(const Communicator& communicator, const TrainOptions& given)
      : comm(communicator), options(given) {}

  const Communicator& comm;
  TrainOptions options;
  Hyperparameters hyper;
  Kernels kernels;
  KernelPass pass = nullptr;       ///< null with mini-batches
  const SyncMode* mode = nullptr;  ///< how epochs run: the mode of the options, or mini-batches
  std::int64_t total_users = 0;
  std::int64_t total_books = 0;
  std::vector<std::int64_t> shard_bounds;
  IndexRange shards;  ///< of this rank
  IndexRange users;   ///< of this rank
  double mean_rating = 0;
  double global_mean = 0;  ///< of predictions: the mean rating, or 0 without biases
  double spread = 0;
  double unit = 1;  ///< the spread that rates and L2 go by: 1 for targets in 0..1, or where there is none
  double scale_low = 0;  ///< of the ratings
  double scale_high = 0;
  double low = 0;  ///< bounds of the predictions (ratings, or targets with an unrated weight)
  double high = 0;
  std::int64_t total_ratings = 0;    ///< of the training part
  std::int64_t visited_ratings = 0;  ///< of them, those that an epoch passes over
  std::int64_t total_validation = 0;
  std::int64_t syncs = 1;
  DrawPlan draws;  ///< what follows the steps
  Tiling books;
  std::vector<ShardLayout> train;  ///< one a shard of this rank
  RatingShard ratings;             ///< for sampling, until it takes them: targets in place of ratings
  RatingShard raw_validation;      ///< for sampling as well: the validation part, targets in place of ratings
  std::vector<JudgedShard> validation;  ///< one a shard of this rank; empty where nothing is validated
  PlainBiases plain;                    ///< zeros where the parts of the model are not weighed
  TrainingArrays arrays;
  std::optional<WarmChain> warm_chain;  ///< that goes on, until the trainer takes it

  std::int64_t shard_count() const noexcept { return static_cast<std::int64_t>(shard_bounds.size()) - 1; }
  /// The books that this rank writes: those at home here, or an even part if every rank has a copy.
  IndexRange own_books() const noexcept {
    if (!rotates()) return even_part(total_books, comm.size(), comm.rank());
    const auto first_book = [&](std::int64_t block) {
      return books.tile[static_cast<std::size_t>(books.part[static_cast<std::size_t>(block)])];
    };
    return {first_book(shards.begin), first_book(shards.end)};
  }
  /// True: each shard owns a block of the books. False: this rank has a copy of all books.
  bool rotates() const noexcept { return mode->books_travel; }
  /// Validation weighs the parts of the model. Not where it knows the rated entries alone, and the model is
  /// to fit the others too.
  bool weighs_parts() const noexcept { return total_validation > 0 && options.unrated_weight == 0; }
  bool has_accumulators() const noexcept { return options.optimizer->accumulators != nullptr; }
};

/// Collective. Measures the ratings, decides what the options left open, lays out the data and draws the
/// start values, or takes them up from an older model.
Workbench make_workbench(const Communicator& comm, const TrainOptions& options, TrainData data,
                         const WarmStart* from = nullptr);

/// The rates of an epoch for the kernels. The learning rates are multiplied by `factor`, which the rate
/// schedule gives.
KernelRates kernel_rates(const Hyperparameters& hyper, double factor) noexcept;

/// Sets the row pointers of a cell to the first rows of its tiles.
void attach_rows(CellTask& task, FactorRows& users, std::int64_t first_user, FactorRows& books,
                 std::int64_t first_book) noexcept;

/// Local. Trains one shard on the cells (tiles of users x tiles of books). Each tile of users takes the tiles
/// of books in the order of `book_tiles`. Returns the sum of squared errors.
double train_cells(Workbench& bench, const ShardLayout& layout, IndexRange user_tiles,
                   std::span<const std::int64_t> book_tiles, FactorRows& books, const KernelRates& rates);

/// 0..count-1 in a random order for this epoch. Different keys give different orders.
std::vector<std::int64_t> epoch_order(std::uint64_t seed, std::int64_t count, std::int64_t epoch,
                                      std::int64_t key);

/// The book tiles `tiles`, in the order in which a shard's tile of users takes them in this epoch.
std::vector<std::int64_t> tile_order(const Workbench& bench, IndexRange tiles, std::int64_t epoch,
                                     std::int64_t shard, std::int64_t user_tile);

/// Predicts the ratings of the book tiles, all users of the shard. Changes no row; the task of a cell has one
/// kind of rows for kernels that write and those that read.
void predict_cells(Workbench& bench, JudgedShard& shard, IndexRange book_tiles, FactorRows& books);

/// The same for all validation ratings of this rank, which has a copy of all books.
void predict_with_copy(Workbench& bench, FactorRows& books);

/// Collective. Judges what was predicted: weighs the parts where the bench does so, and measures.
Judgement judge(const Workbench& bench);

}  // namespace crucible
