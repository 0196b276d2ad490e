// What --timings and --json say of phases, from numbers and from the ranks of the test.
#include "phase_table.hpp"

#include "crucible/core/error.hpp"
#include "world.hpp"

#include <gtest/gtest.h>

namespace crucible {
namespace {

using testing::world;

/// Two ranks: 1 and 3 seconds in "load", 0.5 and 0.5 in none, 1.5 and 3.5 altogether.
std::vector<PhaseSeconds> rows_of_two() {
  return phase_rows({"load", "other", "total"}, {{{3, 0.5, 3.5}, {1, 0.5, 1.5}}, {1, 0, 1}, {2048, 0, 2048}});
}

TEST(PhaseRows, AreMeansSharesAndImbalance) {
  const std::vector<PhaseSeconds> rows = rows_of_two();
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows[0].phase, "load");
  EXPECT_EQ(rows[0].of_ranks, (std::vector<double>{3, 1}));
  EXPECT_EQ(rows[0].min, 1);
  EXPECT_EQ(rows[0].mean, 2);
  EXPECT_EQ(rows[0].max, 3);
  EXPECT_EQ(rows[0].share, 0.8);
  EXPECT_EQ(rows[0].imbalance, 1.5);
  EXPECT_EQ(rows[0].communication, 0.5);
  EXPECT_EQ(rows[0].bytes_sent, 2048);
  EXPECT_EQ(rows[1].share, 0.2);
  EXPECT_EQ(rows[2].share, 1);
}

TEST(PhaseRows, KeepTheirOrderWhereSumsAreRounded) {
  const double third = 0.1 + 0.2;  // 3 * third / 3 need not be third
  const auto rows = phase_rows({"total"}, {{{third}, {third}, {third}}, {0}, {0}});
  EXPECT_LE(rows[0].min, rows[0].mean);
  EXPECT_LE(rows[0].mean, rows[0].max);
}

TEST(PhaseRows, HaveNoNumbersThatAreNotFinite) {
  const auto rows = phase_rows({"load", "total"}, {{{-1e-9, 0}, {0, 0}}, {0, 0}, {0, 0}});
  EXPECT_EQ(rows[0].min, 0);
  EXPECT_EQ(rows[0].imbalance, 1);
  EXPECT_EQ(rows[0].share, 0);
  EXPECT_THROW(phase_rows({}, {{{}}, {}, {}}), LogicError);
  EXPECT_THROW(phase_rows({"total"}, {{}, {0}, {0}}), LogicError);
}

TEST(PhaseTable, IsAligned) {
  EXPECT_EQ(phase_table(rows_of_two(), 2),
            "phase  min s  mean s  max s    share  max/mean  messages s     sent\n"
            "load   1.000   2.000  3.000   80.0 %      1.50       0.500  2.0 KiB\n"
            "other  0.500   0.500  0.500   20.0 %      1.00       0.000      0 B\n"
            "total  1.500   2.500  3.500  100.0 %      1.40       0.500  2.0 KiB\n"
            "2 ranks; messages: mean of the ranks, sent: all ranks, both of crucible's own messages (not "
            "ScaLAPACK's)\n");
}

TEST(Timings, CountAPhaseWithinAnotherOnce) {
  Timings timings;
  timings.keep_runs();
  timings.measure("outer", [&] {
    timings.measure(
        "inner", [&] { timings.measure("outer", [&] { world().barrier(); }); }, "3");
  });
  ASSERT_EQ(timings.runs().size(), 3U);
  EXPECT_EQ(timings.runs()[1].phase, "inner");
  EXPECT_EQ(timings.runs()[1].detail, "3");
  const double whole = std::chrono::duration<double>(timings.runs()[2].end - timings.runs()[2].begin).count();
  EXPECT_NEAR(timings.seconds("outer") + timings.seconds("inner"), whole, 1e-9);
}

TEST(Timings, OverRanksAddUpToTheTotal) {
  Timings timings;
  timings.measure("load", [&] { world().barrier(); });
  timings.measure("train", [&] { static_cast<void>(world().sum_value<std::int64_t>(1)); });
  if (!world().is_root()) timings.measure("elsewhere", [] {});
  const std::vector<PhaseSeconds> rows = timings.over_ranks(world());
  ASSERT_EQ(rows.size(), 4U);
  EXPECT_EQ(rows[0].phase, "load");
  EXPECT_EQ(rows[1].phase, "train");
  EXPECT_EQ(rows[2].phase, "other");
  EXPECT_EQ(rows[3].phase, "total");
  EXPECT_NEAR(rows[0].mean + rows[1].mean + rows[2].mean, rows[3].mean, 1e-9);
  EXPECT_NEAR(rows[0].share + rows[1].share + rows[2].share, 1, 1e-6);
  EXPECT_EQ(rows[1].bytes_sent, world().size() == 1 ? 0 : 8 * world().size());
  EXPECT_EQ(rows[3].bytes_sent, rows[1].bytes_sent);
  for (const PhaseSeconds& row : rows) {
    EXPECT_LE(row.communication, row.mean);
    EXPECT_EQ(std::ssize(row.of_ranks), world().size());
  }
  EXPECT_EQ(rows[0].of_ranks[static_cast<std::size_t>(world().rank())], timings.seconds("load"));
  EXPECT_GT(rows[1].communication, 0);
}

}  // namespace
}  // namespace crucible
