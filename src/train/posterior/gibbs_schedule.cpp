#include "posterior/gibbs_chain.hpp"
#include "schedule/schedule.hpp"
#include "schedule/sync_modes.hpp"

#include <memory>

namespace crucible {

namespace {

/// A Gibbs chain, one sweep an epoch. The arrays hold the mean of the draws so far. Companions hold the
/// last draw and its link.
class GibbsSchedule : public Schedule {
 public:
  explicit GibbsSchedule(Workbench& bench) : bench_(bench), chain_(bench, bench.options.factors) {
    chain_.take_draw(bench.arrays.users, bench.arrays.blocks.front());
  }

  EpochSums run_epoch(std::int64_t epoch, double /*rate_factor*/) override {
    EpochSums sums;
    sums.squared_error = chain_.run_sweep(epoch + 1);
    chain_.give_mean(bench_.arrays.users, bench_.arrays.blocks.front());
    chain_.give_draw(bench_.arrays.user_companions[0], bench_.arrays.book_companions[0]);
    chain_.give_link(bench_.arrays.user_companions[1], bench_.arrays.book_companions[1]);
    sums.updates = chain_.trained();
    sums.bytes_sent = chain_.bytes_sent();
    return sums;
  }

  void predict_validation() override { predict_with_copy(bench_, bench_.arrays.blocks.front()); }

  void arrays_changed() override {
    chain_.take_draw(bench_.arrays.user_companions[0], bench_.arrays.book_companions[0]);
    chain_.take_link(bench_.arrays.user_companions[1], bench_.arrays.book_companions[1]);
    chain_.take_mean(bench_.arrays.users, bench_.arrays.blocks.front());
    chain_.measure();
  }

  FoldInRidge ridge(std::int64_t epochs) const override { return chain_.ridge(epochs); }

 private:
  Workbench& bench_;
  GibbsChain chain_;
};

std::unique_ptr<Schedule> make(Workbench& bench) { return std::make_unique<GibbsSchedule>(bench); }

}  // namespace

// Ranks share rows, not shards; but the moments of the ratings are added shard by shard.
const SyncMode gibbs_mode{.name = "sweeps",
                          .summary = "draws of all rows in turn",
                          .make = &make,
                          .fixed_shards = true,
                          .raw_ratings = true};

}  // namespace crucible
