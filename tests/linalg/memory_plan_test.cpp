#include "crucible/linalg/memory_plan.hpp"

#include "crucible/core/free_memory.hpp"
#include "crucible/linalg/host_memory.hpp"
#include "world.hpp"

#include <cmath>
#include <cstdio>

#include <gtest/gtest.h>

namespace crucible {
namespace {

using testing::world;

SvdOptions with(SvdMethod method) {
  SvdOptions options;
  options.method = method;
  return options;
}

TEST(MemoryPlan, SharesTheMatrixAmongRanks) {
  const MemoryPlan one = memory_plan(60000, 3000, 1, with(&svd_method::pdgesvd));
  const MemoryPlan four = memory_plan(60000, 3000, 4, with(&svd_method::pdgesvd));
  EXPECT_GT(one.bytes_per_rank, 8 * std::int64_t{60000} * 3000 * 3);
  // In units of the matrix: its rows, itself and U, V^T (n / m), and a workspace like U and V^T are shared. A
  // message out and one in of pdgemr2d are those of one partner, a quarter of a quarter on four ranks.
  constexpr double shared = 1 + 2 + 0.05 + 1.05;
  constexpr double messages = 2;
  EXPECT_NEAR(static_cast<double>(one.bytes_per_rank) / static_cast<double>(four.bytes_per_rank),
              (shared + messages) / (shared / 4 + messages / 16), 0.15);
  EXPECT_EQ(four.grid, (GridShape{2, 2}));
  EXPECT_TRUE(four.impossible.empty());
}

TEST(MemoryPlan, DividesOnOneRank) {
  const MemoryPlan plan = memory_plan(20000, 4000, 4, with(&svd_method::qr_dc));
  EXPECT_GE(plan.bytes_on_root, 8 * std::int64_t{5} * 4000 * 4000 + 8 * std::int64_t{20000} * 4000 / 2);
  EXPECT_GT(plan.bytes_on_root, plan.bytes_per_rank);
  SvdOptions values = with(&svd_method::qr_dc);
  values.values_only = true;
  EXPECT_LT(memory_plan(20000, 4000, 4, values).bytes_on_root, plan.bytes_on_root);
}

TEST(MemoryPlan, OfRowsThatStayNeedsNoGrid) {
  // 8 * 60000 * 400 / 2 bytes of rows, of reflectors, and twice of U, as measured (memory.py forecast).
  const double rows = 8.0 * 60000 * 400 / 2;
  SvdOptions options = with(&svd_method::qr_dc);
  const auto planned = static_cast<double>(memory_plan(60000, 400, 2, options).bytes_per_rank);
  EXPECT_NEAR(planned / rows, 4, 0.15);
  // On a grid of two rows: the rows, U, its slab, and a message of half of it; no copy in another order.
  options.grid = GridShape{2, 1};
  EXPECT_NEAR(static_cast<double>(memory_plan(60000, 400, 2, options).bytes_per_rank) / rows, 3.5, 0.15);
  // Whole columns: the rows, the matrix, U, and 256 reflectors and half of them on the way (4.7 was
  // measured).
  options.grid.reset();
  EXPECT_NEAR(static_cast<double>(memory_plan(400, 60000, 2, options).bytes_per_rank) / rows,
              3 + 1.5 * 256 / 200, 0.2);
}

TEST(MemoryPlan, PolarDividesEverything) {
  const MemoryPlan one = memory_plan(20000, 8000, 1, with(&svd_method::polar));
  const MemoryPlan sixteen = memory_plan(20000, 8000, 16, with(&svd_method::polar));
  EXPECT_EQ(one.bytes_on_root, one.bytes_per_rank);
  EXPECT_EQ(sixteen.bytes_on_root, sixteen.bytes_per_rank);
  // What BLAS packs is not shared; a message that one rank has with itself is more than a sixteenth's.
  const double ratio = static_cast<double>(one.bytes_on_root) / static_cast<double>(sixteen.bytes_on_root);
  EXPECT_GT(ratio, 15);
  EXPECT_LT(ratio, 17);
}

/// A square matrix that fills `share` of the free memory of this host, if its plan needs `squares` of its
/// size.
std::int64_t order_that_fills(double share, double squares) {
  const double free = static_cast<double>(world().min_value(free_memory()));
  return static_cast<std::int64_t>(std::sqrt(share * free / (8 * squares)));
}

TEST(MemoryPlan, PolarIsTakenWhereOneRankHasTooLittleMemory) {
  // On one host all ranks together need 7 to 10 squares for dc, and 7 for polar.
  const SvdOptions options;
  const auto chosen = [&](std::int64_t n) {
    return choice_that_fits(world(), {&svd_method::dc, "nearly square"}, n, n, options);
  };
  EXPECT_EQ(chosen(order_that_fills(0.1, 13)).method, &svd_method::dc);
  if (world().size() == 1)
    std::printf("Skipped: one rank has all of the memory\n");
  else if (const std::int64_t between = order_that_fills(1, 7.5); between < 32000)
    EXPECT_EQ(chosen(between).method, &svd_method::polar) << between;
  else
    std::printf("Skipped: with so much memory pdsyevd's 32-bit workspace is too small first\n");
  EXPECT_EQ(chosen(order_that_fills(10, 7)).method, &svd_method::dc) << "neither fits";
}

TEST(MemoryPlan, LargestSquareIsTheLastThatFits) {
  constexpr std::int64_t given = std::int64_t{2} << 30U;
  const auto fits = [](const MemoryPlan& plan) { return plan.bytes_on_root <= given; };
  for (const SvdMethod method : {&svd_method::dc, &svd_method::polar, &svd_method::pdgesvd}) {
    const std::int64_t n = largest_square(4, with(method), fits);
    EXPECT_LE(memory_plan(n, n, 4, with(method)).bytes_on_root, given) << method->name;
    EXPECT_GT(memory_plan(n + 1, n + 1, 4, with(method)).bytes_on_root, given) << method->name;
  }
  const auto any = [](const MemoryPlan&) { return true; };
  EXPECT_EQ(largest_square(4, with(&svd_method::dc), any), 26000) << "dbdsdc takes no more";
  EXPECT_EQ(largest_square(4, with(&svd_method::dc), [](const MemoryPlan&) { return false; }), 0);
}

TEST(MemoryPlan, FewColumnsNeedLess) {
  SvdOptions few = with(&svd_method::dc);
  few.rank = 10;
  EXPECT_LT(memory_plan(20000, 4000, 4, few).bytes_per_rank,
            memory_plan(20000, 4000, 4, with(&svd_method::dc)).bytes_per_rank);
}

TEST(MemoryPlan, WideIsTall) {
  EXPECT_EQ(memory_plan(3000, 9000, 4, with(&svd_method::dc)).bytes_per_rank,
            memory_plan(9000, 3000, 4, with(&svd_method::dc)).bytes_per_rank);
}

TEST(MemoryPlan, SaysWhatIsImpossible) {
  EXPECT_NE(memory_plan(200000, 20000, 1, with(&svd_method::dc)).impossible, "");
  EXPECT_NE(memory_plan(200000, 20000, 2, with(&svd_method::pdgesvd)).impossible, "");
  EXPECT_NE(memory_plan(100000, 30000, 64, with(&svd_method::qr_dc)).impossible, "");
  EXPECT_NE(memory_plan(std::int64_t{1} << 40, std::int64_t{1} << 40, 4, with(&svd_method::dc)).impossible,
            "");
  EXPECT_EQ(memory_plan(100000, 30000, 64, with(&svd_method::gram)).impossible, "");
  EXPECT_EQ(memory_plan(100000, 30000, 64, with(&svd_method::polar)).impossible, "");
  EXPECT_NE(memory_plan(40000, 40000, 1, with(&svd_method::polar)).impossible, "");
}

TEST(MemoryPlan, SparseNeverDensifies) {
  const MemoryPlan sparse = sparse_memory_plan(53424, 10000, 5976479, 2, 100);
  EXPECT_LT(sparse.bytes_per_rank, std::int64_t{400} << 20U);
  EXPECT_GT(memory_plan(53424, 10000, 2, with(&svd_method::pdgesvd)).bytes_per_rank, std::int64_t{4} << 30U);
}

}  // namespace
}  // namespace crucible
