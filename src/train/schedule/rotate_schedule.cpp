#include "crucible/core/narrow.hpp"
#include "schedule/block_ring.hpp"
#include "schedule/gram_step.hpp"
#include "schedule/schedule.hpp"
#include "schedule/sync_modes.hpp"

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

namespace crucible {

namespace {

/// Stratified rotation (DSGD; Gemulla, Nijkamp, Haas, Sismanis: KDD 2011). An epoch has V sub-epochs. In
/// each, the V shards train on V different book blocks. Within a sub-epoch, shards share neither users nor
/// books, so their ranks and their order do not matter. The model depends only on data, options, seed and V.
class RotateSchedule : public Schedule {
 public:
  explicit RotateSchedule(Workbench& bench) : bench_(bench), ring_(bench) {}

  EpochSums run_epoch(std::int64_t epoch, double rate_factor) override {
    const KernelRates rates = kernel_rates(bench_.hyper, rate_factor);
    const std::int64_t steps = bench_.shard_count();
    const std::vector<std::int64_t> shifts = epoch_order(bench_.options.seed, steps, epoch, 0);
    const auto shift_at = [&](std::int64_t step) {
      return step < steps ? shifts[static_cast<std::size_t>(step)] : 0;
    };
    std::vector<double> squared_error(bench_.train.size());
    ring_.reset_bytes();
    ring_.expect(0, shift_at(0));
    ring_.leave_home(shift_at(0));
    for (std::int64_t step = 0; step < steps; ++step) {
      ring_.expect(shift_at(step), shift_at(step + 1));
      std::vector<FactorRows> blocks = blocks_after_gram(step, shift_at(step), rate_factor);
      for (std::int64_t shard = bench_.shards.begin; shard < bench_.shards.end; ++shard) {
        const auto mine = static_cast<std::size_t>(shard - bench_.shards.begin);
        FactorRows block = blocks.empty() ? ring_.take(shard, shift_at(step)) : std::move(blocks[mine]);
        squared_error[mine] += train_shard(shard, (shard + shift_at(step)) % steps, epoch, block, rates);
        ring_.hand_on(shard, std::move(block), shift_at(step), shift_at(step + 1));
      }
      ring_.finish_sends();
    }
    ring_.come_home();
    if (bench_.options.unrated_weight > 0) forget_unrated(bench_.arrays.blocks, rate_factor);
    EpochSums sums;
    sums.squared_error = sum_in_shard_order(bench_.comm, squared_error, 1)[0];
    sums.updates = bench_.visited_ratings;
    sums.bytes_sent = ring_.bytes_sent();
    return sums;
  }

  void predict_validation() override;

 private:
  double train_shard(std::int64_t shard, std::int64_t block, std::int64_t epoch, FactorRows& books,
                     const KernelRates& rates) {
    const ShardLayout& layout = bench_.train[static_cast<std::size_t>(shard - bench_.shards.begin)];
    double squared_error = 0;
    for (std::int64_t u = 0; u < layout.users().tiles(); ++u)
      squared_error +=
          train_cells(bench_, layout, {u, u + 1},
                      tile_order(bench_, bench_.books.tiles_of(block), epoch, shard, u), books, rates);
    return squared_error;
  }

  /// If a Gram step is due before this sub-epoch, waits for all of this rank's blocks, takes the step and
  /// returns them. Else returns nothing. The steps are spread evenly over the epoch; the last one is at its
  /// end.
  std::vector<FactorRows> blocks_after_gram(std::int64_t step, std::int64_t shift, double rate_factor) {
    const std::int64_t steps = bench_.shard_count();
    const auto done_by = [&](std::int64_t s) { return s * std::min(bench_.syncs, steps) / steps; };
    std::vector<FactorRows> blocks;
    if (bench_.options.unrated_weight == 0 || step == 0 || done_by(step) == done_by(step - 1)) return blocks;
    for (std::int64_t shard = bench_.shards.begin; shard < bench_.shards.end; ++shard)
      blocks.push_back(ring_.take(shard, shift));
    forget_unrated(blocks, rate_factor);
    return blocks;
  }

  /// One of the Gram steps of an epoch. Each uses all users and all books.
  void forget_unrated(std::vector<FactorRows>& blocks, double rate_factor) {
    const double share = 1.0 / static_cast<double>(std::min(bench_.syncs, bench_.shard_count()));
    std::vector<RowSpan> users;
    std::vector<RowSpan> books;
    users.reserve(bench_.train.size());
    books.reserve(blocks.size());
    for (const ShardLayout& layout : bench_.train)
      users.push_back(span_of(bench_.arrays.users, layout.users().range_of(0)));
    for (FactorRows& block : blocks) books.push_back(span_of(block, block.rows()));
    take_gram_step(bench_, {.user_share = share, .book_share = share, .rate_factor = rate_factor}, users,
                   books, false);
  }

  Workbench& bench_;
  BlockRing ring_;
};

/// The ranks' blocks go once round the ring of ranks.
void RotateSchedule::predict_validation() {
  const int ranks = bench_.comm.size();
  const int rank = bench_.comm.rank();
  const auto blocks_of = [&](int owner) { return even_part(bench_.shard_count(), ranks, owner); };
  std::vector<FactorRows> visiting;
  for (int turn = 0; turn < ranks; ++turn) {
    std::vector<FactorRows>& now = turn == 0 ? bench_.arrays.blocks : visiting;
    const IndexRange ids = blocks_of((rank + turn) % ranks);
    std::vector<FactorRows> next;
    std::vector<Request> requests;
    if (turn + 1 < ranks) {
      const IndexRange next_ids = blocks_of((rank + turn + 1) % ranks);
      for (std::int64_t b = next_ids.begin; b < next_ids.end; ++b) {
        next.emplace_back(bench_.books.range_of(b), bench_.options.factors, bench_.has_accumulators());
        requests.push_back(
            bench_.comm.start_receive(next.back().buffer(), (rank + 1) % ranks, narrow<int>(b)));
      }
      for (std::int64_t b = ids.begin; b < ids.end; ++b)
        requests.push_back(
            bench_.comm.start_send(std::as_const(now[narrow<std::size_t>(b - ids.begin)]).buffer(),
                                   (rank + ranks - 1) % ranks, narrow<int>(b)));
    }
    for (JudgedShard& shard : bench_.validation)
      for (std::int64_t b = ids.begin; b < ids.end; ++b)
        predict_cells(bench_, shard, bench_.books.tiles_of(b), now[narrow<std::size_t>(b - ids.begin)]);
    for (Request& request : requests) request.wait();
    visiting = std::move(next);
  }
}

std::unique_ptr<Schedule> make(Workbench& bench) { return std::make_unique<RotateSchedule>(bench); }

}  // namespace

const SyncMode rotate_mode{.name = "rotate",
                           .summary = "pass blocks round",
                           .make = &make,
                           .fixed_shards = true,
                           .books_travel = true};

}  // namespace crucible
