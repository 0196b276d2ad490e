#include "schedule/book_merger.hpp"
#include "schedule/gram_step.hpp"
#include "schedule/schedule.hpp"
#include "schedule/sync_modes.hpp"

#include <memory>
#include <vector>

namespace crucible {

namespace {

/// Every rank trains on its own copy of all books. After each slice of its users the changes are merged.
class AllreduceSchedule : public Schedule {
 public:
  explicit AllreduceSchedule(Workbench& bench) : bench_(bench), books_(bench.arrays.blocks.front()) {
    // With one shard on several ranks, the merger gives its books to the other ranks.
    if (bench.shard_count() > 1 || bench.comm.size() > 1)
      merger_ = std::make_unique<BookMerger>(bench, books_);
  }

  EpochSums run_epoch(std::int64_t epoch, double rate_factor) override {
    const KernelRates rates = kernel_rates(bench_.hyper, rate_factor);
    EpochSums sums;
    std::vector<double> squared_error(bench_.train.size());
    for (const std::int64_t slice : epoch_order(bench_.options.seed, bench_.syncs, epoch, 0)) {
      for (std::size_t s = 0; s < bench_.train.size(); ++s) {
        squared_error[s] += train_slice(s, slice, epoch, rates);
        if (s + 1 < bench_.train.size()) merger_->take_shard(slice, s, rates);
      }
      if (merger_ != nullptr) sums.bytes_sent += merger_->merge(slice, rates);
      if (bench_.options.unrated_weight > 0) forget_unrated(slice, rate_factor);
    }
    sums.squared_error = sum_in_shard_order(bench_.comm, squared_error, 1)[0];
    sums.updates = bench_.visited_ratings;
    return sums;
  }

  void predict_validation() override { predict_with_copy(bench_, books_); }

  void arrays_changed() override {
    if (merger_ != nullptr) merger_->reset();
  }

 private:
  double train_slice(std::size_t s, std::int64_t slice, std::int64_t epoch, const KernelRates& rates) {
    const ShardLayout& layout = bench_.train[s];
    const IndexRange tiles = layout.users().tiles_of(slice);
    double squared_error = 0;
    for (std::int64_t u = tiles.begin; u < tiles.end; ++u) {
      const std::int64_t shard = bench_.shards.begin + static_cast<std::int64_t>(s);
      squared_error +=
          train_cells(bench_, layout, {u, u + 1},
                      tile_order(bench_, {0, bench_.books.tiles()}, epoch, shard, u), books_, rates);
    }
    return squared_error;
  }

  /// The Gram step of a slice, with its users and all books.
  void forget_unrated(std::int64_t slice, double rate_factor) {
    std::vector<RowSpan> users;
    for (const ShardLayout& layout : bench_.train)
      users.push_back(span_of(bench_.arrays.users, layout.users().range_of(slice)));
    const RowSpan books = span_of(books_, books_.rows());
    take_gram_step(bench_, {.rate_factor = rate_factor}, users, {&books, 1}, true);
    if (merger_ != nullptr) merger_->reset();
  }

  Workbench& bench_;
  FactorRows& books_;
  std::unique_ptr<BookMerger> merger_;
};

std::unique_ptr<Schedule> make(Workbench& bench) { return std::make_unique<AllreduceSchedule>(bench); }

}  // namespace

const SyncMode allreduce_mode{
    .name = "allreduce", .summary = "merge copies of the book factors", .make = &make, .merges_copies = true};

}  // namespace crucible
