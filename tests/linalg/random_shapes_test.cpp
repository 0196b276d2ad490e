#include "crucible/linalg/svd.hpp"
#include "eigen_svd.hpp"
#include "matrices.hpp"

#include <array>
#include <limits>
#include <string>

#include <gtest/gtest.h>

// Shapes, grids, blocks and routes drawn by chance: what nobody thought of.

namespace crucible {
namespace {

using testing::slab_of;
using testing::world;

constexpr double epsilon = std::numeric_limits<double>::epsilon();

struct Draw {
  std::int64_t rows = 0;
  std::int64_t columns = 0;
  SvdOptions options;
  std::string name;
};

/// Grids of at most so many ranks; most of them leave some ranks without any part.
std::vector<GridShape> grids_within(int ranks) {
  std::vector<GridShape> shapes;
  for (int rows = 1; rows <= ranks; ++rows)
    for (int columns = 1; rows * columns <= ranks; ++columns) shapes.push_back({rows, columns});
  return shapes;
}

/// Mostly small sides, some long ones, and now and then a square.
Draw drawn(std::uint64_t number) {
  static const std::array<SvdMethod, 5> methods{svd_method::automatic, &svd_method::pdgesvd, &svd_method::dc,
                                                &svd_method::qr_dc, &svd_method::polar};
  static constexpr std::array<int, 8> blocks{1, 2, 3, 5, 7, 11, 13, 64};
  static const std::vector<GridShape> grids = grids_within(world().size());
  RandomStream stream(number, RandomPurpose::test);
  const auto below = [&](std::size_t count) { return static_cast<std::size_t>(stream.below(count)); };
  const auto side = [&] { return static_cast<std::int64_t>(1 + (below(4) == 0 ? below(120) : below(30))); };
  Draw draw{side(), side(), {}, {}};
  if (below(8) == 0) draw.columns = draw.rows;
  draw.options.method = methods[below(methods.size())];
  draw.options.block = blocks[below(blocks.size())];
  draw.options.grid = grids[below(grids.size())];
  draw.options.gather_limit = below(2) == 0 ? 4 : 1500;
  draw.name = "draw " + std::to_string(number) + ": " + std::to_string(draw.rows) + " x " +
              std::to_string(draw.columns) + " by " + to_string(draw.options.method) + " on " +
              to_string(*draw.options.grid) + " in blocks of " + std::to_string(draw.options.block);
  return draw;
}

TEST(RandomShapes, DistributedEqualsLocal) {
  constexpr std::uint64_t draws = 200;
  for (std::uint64_t number = 0; number < draws; ++number) {
    const Draw draw = drawn(number);
    const MatrixD a = testing::random_matrix(draw.rows, draw.columns, number);
    const SvdResult result = svd(world(), slab_of(a), draw.options);
    const Eigen::VectorXd expected = testing::eigen_singular_values(a);
    ASSERT_EQ(result.k(), expected.size()) << draw.name;
    for (std::int64_t i = 0; i < result.k(); ++i)
      EXPECT_NEAR(result.singular_values[static_cast<std::size_t>(i)], expected(i),
                  100 * epsilon * expected(0))
          << draw.name << ", value " << i;
    EXPECT_LT(result.checks.residual, 30) << draw.name;
    EXPECT_LT(result.checks.orthogonality, 30) << draw.name;
    const Eigen::Map<const Eigen::VectorXd> values(result.singular_values.data(), result.k());
    const MatrixD rebuilt =
        gather_rows(world(), result.u) * values.asDiagonal() * gather_rows(world(), result.v).transpose();
    EXPECT_LT((rebuilt - a).norm(), 1e-13 * a.norm()) << draw.name;
  }
}

}  // namespace
}  // namespace crucible
