#include "crucible/linalg/streamed_svd.hpp"

#include "crucible/mpi/collective.hpp"
#include "eigen_svd.hpp"
#include "matrices.hpp"

#include <algorithm>
#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace crucible {
namespace {

using testing::eigen_singular_values;
using testing::graded;
using testing::random_matrix;
using testing::slab_of;
using testing::with_singular_values;
using testing::world;

/// A matrix as a file would give it, which counts what is read of it.
struct Source {
  RowMatrixD stored;
  std::vector<int> times;    ///< each row was read by this rank
  std::int64_t largest = 0;  ///< rows read at once
  RowReader reader;

  /// `transposed`: its columns are read as rows.
  explicit Source(const MatrixD& a, bool transposed = false)
      : stored(transposed ? a.transpose() : a), times(static_cast<std::size_t>(stored.rows())) {
    reader = {stored.rows(),
              stored.cols(),
              even_part(stored.rows(), world().size(), world().rank()),
              "the source",
              transposed,
              [this](IndexRange rows, std::span<double> values) {
                for (std::int64_t i = rows.begin; i < rows.end; ++i) ++times[static_cast<std::size_t>(i)];
                largest = std::max(largest, rows.size());
                Eigen::Map<RowMatrixD>(values.data(), rows.size(), stored.cols()) =
                    stored.middleRows(rows.begin, rows.size());
              }};
  }
  Source(const Source&) = delete;

  /// Every one of this rank's rows was read so often, and no other row.
  void expect_read(std::int64_t passes, std::int64_t block_rows) const {
    for (std::int64_t i = 0; i < stored.rows(); ++i)
      EXPECT_EQ(times[static_cast<std::size_t>(i)], reader.rows.contains(i) ? passes : 0) << i;
    EXPECT_LE(largest, block_rows);
  }
};

StreamPlan plan_of(std::int64_t block_rows, std::int64_t vectors, std::int64_t basis) {
  StreamPlan plan;
  plan.block_rows = block_rows;
  plan.vectors = vectors;
  plan.basis = basis;
  return plan;
}

KrylovOptions tight() {
  KrylovOptions options;
  options.tolerance = 1e-8;
  return options;
}

MatrixD reconstructed(const SvdResult& svd) {
  const Eigen::Map<const Eigen::VectorXd> values(svd.singular_values.data(), svd.k());
  return gather_rows(world(), svd.u) * values.asDiagonal() * gather_rows(world(), svd.v).transpose();
}

/// Values, vectors, checks and bounds against the whole matrix.
void expect_leading(const StreamedSvd& found, const MatrixD& a, std::int64_t rank, double tolerance) {
  const SvdResult& svd = found.svd;
  ASSERT_EQ(svd.k(), rank);
  EXPECT_EQ(svd.rows, a.rows());
  EXPECT_EQ(svd.columns, a.cols());
  const Eigen::VectorXd expected = eigen_singular_values(a);
  for (std::int64_t i = 0; i < rank; ++i)
    EXPECT_NEAR(svd.singular_values[static_cast<std::size_t>(i)], expected(i), tolerance * expected(0)) << i;
  const RowMatrixD u = gather_rows(world(), svd.u);
  const RowMatrixD v = gather_rows(world(), svd.v);
  const Eigen::Map<const Eigen::VectorXd> values(svd.singular_values.data(), rank);
  const double relative = std::max((a * v - u * values.asDiagonal()).norm(),
                                   (a.transpose() * u - v * values.asDiagonal()).norm()) /
                          a.norm();
  EXPECT_NEAR(svd.checks.relative_residual, relative, 1e-14);
  EXPECT_LT(svd.checks.orthogonality, 30);
  EXPECT_NEAR(svd.frobenius, a.norm(), 1e-13 * a.norm());
  EXPECT_NEAR(std::sqrt(svd.checks.sum_of_squares), (a - reconstructed(svd)).norm() / a.norm(), 1e-7);
  for (std::int64_t i = 0; i < rank; ++i) {
    const double off = (expected.array() - values(i)).abs().minCoeff();
    EXPECT_LE(off, found.figures.value_bounds[static_cast<std::size_t>(i)] + 1e-14 * expected(0)) << i;
    EXPECT_LE(values(i), expected(i) * (1 + 1e-14)) << i;
  }
}

TEST(StreamedSvd, IsTheSvdInMemoryWhateverTheBlocks) {
  const MatrixD a = with_singular_values(61, 23, graded(23, 100));
  const SvdResult whole = svd(world(), slab_of(a));
  for (const StreamPlan& plan :
       {plan_of(1, 8, 23), plan_of(7, 3, 23), plan_of(13, 23, 23), plan_of(1000, 8, 20)}) {
    Source source(a);
    const StreamedSvd found = streamed_svd(world(), source.reader, 5, plan, tight());
    expect_leading(found, a, 5, 1e-12);
    EXPECT_LT((found.svd.u.values - whole.u.values.leftCols(5)).norm(), 1e-6);
    EXPECT_LT((found.svd.v.values - whole.v.values.leftCols(5)).norm(), 1e-6);
    source.expect_read(found.figures.passes, plan.block_rows);
  }
}

TEST(StreamedSvd, TurnsAWideMatrix) {
  const MatrixD a = with_singular_values(19, 140, graded(19, 10));
  const StreamPlan plan = plan_of(11, 6, 19);
  Source turned(a, true);
  expect_leading(streamed_svd(world(), turned.reader, 4, plan, tight()), a, 4, 1e-12);
  Source plain(a);
  expect_leading(streamed_svd(world(), plain.reader, 4, plan_of(2, 6, 60), tight()), a, 4, 1e-12);
}

TEST(StreamedSvd, TakesTwoPassesWhereTheWholeSpaceIsOneBlock) {
  Source source(random_matrix(90, 12));
  const StreamedSvd found = streamed_svd(world(), source.reader, 12, plan_of(8, 12, 12));
  EXPECT_EQ(found.figures.passes, 2);
  expect_leading(found, random_matrix(90, 12), 12, 1e-12);
}

TEST(StreamedSvd, RestartsWithinItsPlan) {
  const MatrixD a = with_singular_values(120, 100, Eigen::VectorXd::LinSpaced(100, 2, 1));
  Source source(a);
  KrylovOptions options;
  options.tolerance = 1e-3;
  std::int64_t largest = 0;
  options.progress = [&](std::int64_t basis, double) { largest = std::max(largest, basis); };
  const StreamedSvd found = streamed_svd(world(), source.reader, 4, plan_of(16, 8, 28), options);
  expect_leading(found, a, 4, 1e-5);
  EXPECT_LE(largest, 28);
  source.expect_read(found.figures.passes, 16);
}

TEST(StreamedSvd, BoundsHoldWhereTheToleranceIsLoose) {
  const MatrixD a = random_matrix(150, 90);
  Source source(a);
  KrylovOptions options;
  options.tolerance = 0.4;
  const StreamedSvd found = streamed_svd(world(), source.reader, 6, plan_of(20, 6, 60), options);
  EXPECT_GT(found.figures.value_bounds.back(), 1e-4 * found.svd.singular_values.back());
  expect_leading(found, a, 6, 0.2);
}

TEST(StreamedSvd, SingleRowsAndColumns) {
  const MatrixD one = MatrixD::Constant(1, 1, -3);
  for (const MatrixD& a : {MatrixD(random_matrix(9, 1)), MatrixD(random_matrix(1, 9)), one})
    for (const bool transposed : {false, true}) {
      Source source(a, transposed);
      expect_leading(streamed_svd(world(), source.reader, 1, plan_of(2, 4, 4), tight()), a, 1, 1e-14);
    }
}

TEST(StreamedSvd, MoreRanksThanRows) {
  const MatrixD a = random_matrix(3, 8);
  Source source(a);
  expect_leading(streamed_svd(world(), source.reader, 2, plan_of(5, 4, 8), tight()), a, 2, 1e-12);
}

TEST(StreamedSvd, ScalesWhatIsExtreme) {
  const MatrixD a = with_singular_values(40, 15, graded(15, 10));
  for (const double scale : {1e-300, 1e-160, 1e160, 1e300}) {
    const MatrixD scaled = a * scale;
    Source source(scaled);
    const StreamedSvd found = streamed_svd(world(), source.reader, 3, plan_of(7, 15, 15), tight());
    ASSERT_EQ(found.svd.k(), 3);
    for (std::size_t i = 0; i < 3; ++i)
      EXPECT_NEAR(found.svd.singular_values[i] / scale, graded(15, 10)(static_cast<int>(i)), 1e-13);
    EXPECT_NEAR(found.svd.frobenius / scale, a.norm(), 1e-13);
    EXPECT_EQ(found.figures.passes, 3);  // the first one tells the scale, and is repeated
    EXPECT_LT(found.svd.checks.relative_residual, 1e-8);
  }
  Source denormal(a * 1e-315);
  const StreamedSvd tiny = streamed_svd(world(), denormal.reader, 3, plan_of(7, 15, 15), tight());
  EXPECT_NEAR(tiny.svd.singular_values[0], 1e-315, 1e-322);
  EXPECT_THROW(streamed_svd(world(), Source(MatrixD::Constant(40, 3, 1e308)).reader, 1, plan_of(7, 3, 3)),
               NumericalError);
}

TEST(StreamedSvd, LeavesOutWhatIsNotThere) {
  Eigen::VectorXd values = Eigen::VectorXd::Zero(20);
  values.head(4) << 4, 3, 2, 1;
  const MatrixD a = with_singular_values(50, 20, values);
  expect_leading(streamed_svd(world(), Source(a).reader, 8, plan_of(9, 10, 20)), a, 4, 1e-12);
  const StreamedSvd nothing = streamed_svd(world(), Source(MatrixD::Zero(9, 5)).reader, 2, plan_of(4, 3, 5));
  EXPECT_EQ(nothing.svd.k(), 0);
  EXPECT_TRUE(nothing.figures.value_bounds.empty());
}

/// What is said of the matrix.
std::string refusal(const RowReader& reader) {
  try {
    streamed_svd(world(), reader, 2, plan_of(4, 5, 5));
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::input);
    return error.what();
  }
  return "nothing";
}

TEST(StreamedSvd, NamesTheElementThatIsNotFinite) {
  for (const double bad : {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()})
    for (const bool transposed : {false, true}) {
      MatrixD a = random_matrix(30, 7);
      a(21, 4) = bad;
      EXPECT_NE(refusal(Source(a, transposed).reader).find("the source: the element in row 21, column 4 "),
                std::string::npos)
          << refusal(Source(a, transposed).reader);
    }
}

TEST(StreamedSvd, AFailingReadEndsAllRanks) {
  Source source(random_matrix(40, 6));
  RowReader reader = source.reader;
  reader.read = [&](IndexRange rows, std::span<double> values) {
    if (rows.end == 40 && source.times[39] == 1) throw InputError("the source", "is gone");
    source.reader.read(rows, values);
  };
  EXPECT_THROW(streamed_svd(world(), reader, 2, plan_of(4, 3, 6)), Error);
}

TEST(StreamedSvd, RefusesImpossibleRanks) {
  const Source source(random_matrix(30, 12));
  EXPECT_THROW(streamed_svd(world(), source.reader, 0, plan_of(4, 3, 6)), UsageError);
  EXPECT_THROW(streamed_svd(world(), source.reader, 13, plan_of(4, 3, 6)), UsageError);
}

TEST(StreamedPca, IsThePcaInMemory) {
  MatrixD a = random_matrix(70, 9, 31) * random_matrix(9, 9, 32);
  a.rowwise() += Eigen::RowVectorXd::LinSpaced(9, 1e6, 2e6);  // far from the origin
  a.col(4).setConstant(0.1);
  for (const PcaColumns columns : {PcaColumns::as_given, PcaColumns::centred, PcaColumns::standardised}) {
    const PcaResult whole = pca(world(), slab_of(a), columns);
    Source source(a);
    const StreamedPca found = streamed_pca(world(), source.reader, columns, 4, plan_of(11, 9, 9), tight());
    EXPECT_EQ(found.figures.passes, columns == PcaColumns::as_given ? 2 : 3);
    for (std::size_t i = 0; i < 4; ++i) {
      EXPECT_NEAR(found.pca.deviations[i], whole.deviations[i], 1e-8 * whole.deviations[0]);
      EXPECT_NEAR(found.pca.variance_share[i], whole.variance_share[i], 1e-8);
    }
    for (std::size_t j = 0; j < 9; ++j) {
      EXPECT_NEAR(found.pca.means[j], whole.means[j], 1e-8);
      EXPECT_NEAR(found.pca.scales[j], whole.scales[j], 1e-8);
    }
    if (columns == PcaColumns::as_given) continue;
    EXPECT_EQ(found.pca.spreads[4], 0);
    EXPECT_LT((found.pca.svd.v.values - whole.svd.v.values.leftCols(4)).norm(), 1e-7);
  }
  EXPECT_THROW(
      streamed_pca(world(), Source(random_matrix(1, 4)).reader, PcaColumns::centred, 1, plan_of(1, 4, 4)),
      UsageError);
}

TEST(StreamPlan, TakesWhatItMayAndNoMore) {
  constexpr std::int64_t mebibyte = std::int64_t{1} << 20U;
  std::int64_t vectors = 0;
  for (const std::int64_t bytes : {60 * mebibyte, 200 * mebibyte, 2000 * mebibyte}) {
    const StreamPlan plan = stream_plan(1'000'000, 20'000, 8, 10, bytes);
    EXPECT_LE(plan.bytes_per_rank, bytes);
    EXPECT_GE(plan.vectors, vectors);
    EXPECT_GE(plan.basis, 10 + 2 * plan.vectors);
    vectors = plan.vectors;
  }
  EXPECT_EQ(vectors, 64);
  EXPECT_EQ(stream_plan(1'000'000, 20'000, 8, 100, 8000 * mebibyte).vectors, 150);
}

TEST(StreamPlan, TakesAllColumnsAtOnceWhereThereAreFew) {
  const StreamPlan plan = stream_plan(1'000'000, 120, 4, 10, std::int64_t{1} << 30U);
  EXPECT_EQ(plan.vectors, 120);
  EXPECT_EQ(plan.basis, 120);
}

TEST(StreamPlan, DoesNotCutChunks) {
  const StreamPlan plan = stream_plan(1'000'000, 5'000, 4, 10, std::int64_t{1} << 30U, 300);
  EXPECT_GE(plan.block_rows, 300);
  EXPECT_EQ(plan.block_rows % 300, 0);
  // A chunk that does not fit is cut all the same.
  const StreamPlan small = stream_plan(100'000, 5'000, 4, 10, std::int64_t{30} << 20U, 100'000);
  EXPECT_LE(small.bytes_per_rank, std::int64_t{30} << 20U);
}

TEST(StreamPlan, SaysHowMuchTheLeastIs) {
  const StreamPlan plan = stream_plan(10'000'000, 20'000, 8, 1000, 1);
  EXPECT_GT(plan.bytes_per_rank, 8 * std::int64_t{10'000'000} / 8 * 1000);
  EXPECT_EQ(plan.block_rows, 1);
}

}  // namespace
}  // namespace crucible
