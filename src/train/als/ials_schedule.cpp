#include "als/block_sweep.hpp"
#include "crucible/core/error.hpp"
#include "crucible/mpi/collective.hpp"
#include "schedule/gram_step.hpp"
#include "schedule/schedule.hpp"
#include "schedule/sync_modes.hpp"

#include <algorithm>
#include <limits>
#include <memory>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

namespace crucible {

namespace {

std::size_t at(std::int64_t index) { return static_cast<std::size_t>(index); }

/// Implicit alternating least squares, one sweep over users and then books an epoch. A rank solves for its
/// users and an even part of the books. It has a copy of all books; of the users of other ranks it only ever
/// has a block of columns. A sweep depends on the rows alone, so a resume goes on exactly.
class IalsSchedule : public Schedule {
 public:
  explicit IalsSchedule(Workbench& bench)
      : bench_(bench),
        by_user_(take_ratings(bench)),
        by_book_(ratings_by_book(bench.comm, by_user_, bench.users, bench.total_books)),
        users_{bench.arrays.users, bench.comm.size() == 1, bench.users, bench.total_users, by_user_},
        books_{bench.arrays.blocks.front(), true,
               even_part(bench.total_books, bench.comm.size(), bench.comm.rank()), bench.total_books,
               by_book_},
        sweep_(bench.kernels.instruction_set, bench.options.factors) {}

  EpochSums run_epoch(std::int64_t /*epoch*/, double /*rate_factor*/) override {
    const Communicator& comm = bench_.comm;
    const double unrated = bench_.options.unrated_weight;
    sweep_(comm, users_, books_, gram_of(bench_, pieces_of_books(), false),
           {unrated, bench_.hyper.user_factor_l2});
    const std::vector<double> errors = sweep_(comm, books_, users_, gram_of(bench_, pieces_of_users(), false),
                                              {unrated, bench_.hyper.book_factor_l2});
    sweep_.share(comm, books_);
    EpochSums sums;
    const std::vector<double> all = comm.concatenate_all(std::span<const double>(errors));
    sums.squared_error = std::accumulate(all.begin(), all.end(), 0.0);
    sums.updates = bench_.total_ratings;
    // Each block of the users twice, for guesses and for steps; the books once.
    if (comm.size() > 1)
      sums.bytes_sent = (2 * users_.own.size() + books_.own.size()) * bench_.options.factors *
                        static_cast<std::int64_t>(sizeof(float));
    return sums;
  }

  void predict_validation() override { predict_with_copy(bench_, bench_.arrays.blocks.front()); }

 private:
  static SideRatings take_ratings(Workbench& bench) {
    if (bench.total_users > std::numeric_limits<std::int32_t>::max())
      throw_on_all_ranks(UsageError("`optimizer` ials: takes up to 2147483647 users, not " +
                                    std::to_string(bench.total_users) + "; use sgd"));
    RatingShard ratings = std::exchange(bench.ratings, {});
    bench.raw_validation = {};
    return {std::move(ratings.offsets), std::move(ratings.book), std::move(ratings.rating)};
  }

  std::vector<RowSpan> pieces_of_users() {
    std::vector<RowSpan> pieces;
    for (std::int64_t s = bench_.shards.begin; s < bench_.shards.end; ++s)
      pieces.push_back(
          span_of(bench_.arrays.users, {bench_.shard_bounds[at(s)], bench_.shard_bounds[at(s + 1)]}));
    return pieces;
  }

  /// Every rank has all books, and adds up some of the pieces. What the pieces are does not depend on ranks.
  std::vector<RowSpan> pieces_of_books() {
    constexpr int pieces_in_all = 16;
    std::vector<RowSpan> pieces;
    const IndexRange mine = even_part(pieces_in_all, bench_.comm.size(), bench_.comm.rank());
    for (std::int64_t p = mine.begin; p < mine.end; ++p)
      pieces.push_back(span_of(bench_.arrays.blocks.front(),
                               even_part(bench_.total_books, pieces_in_all, static_cast<int>(p))));
    return pieces;
  }

  Workbench& bench_;
  SideRatings by_user_;
  SideRatings by_book_;
  AlsSide users_;
  AlsSide books_;
  BlockSweep sweep_;
};

std::unique_ptr<Schedule> make(Workbench& bench) { return std::make_unique<IalsSchedule>(bench); }

}  // namespace

// Ranks share rows, not shards; but Gram matrices are added shard by shard.
const SyncMode ials_mode{.name = "alternating",
                         .summary = "least squares of all users, then of all books",
                         .make = &make,
                         .fixed_shards = true,
                         .raw_ratings = true};

}  // namespace crucible
