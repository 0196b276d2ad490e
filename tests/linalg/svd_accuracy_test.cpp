// The accuracy that docs/svd.md promises of every route, on matrices that are hard for one or the other.
#include "svd_accuracy.hpp"

#include "matrices.hpp"

#include <limits>
#include <vector>

#include <gtest/gtest.h>

namespace crucible {
namespace {

using testing::HardMatrix;
using testing::PreciseVector;
using testing::slab_of;
using testing::SvdAccuracy;
using testing::world;

/// More columns than the 25 that LAPACK's divide and conquer leaves to QR iteration.
constexpr std::int64_t columns = 40;

SvdAccuracy accuracy_of(const HardMatrix& matrix, const PreciseVector& truth, SvdMethod method,
                        std::int64_t gather_limit) {
  SvdOptions options = testing::accuracy_options(method, matrix.a);
  options.block = 7;
  options.gather_limit = gather_limit;
  return testing::svd_accuracy(world(), matrix.a, truth, svd(world(), slab_of(matrix.a), options));
}

void expect_accurate(const SvdAccuracy& accuracy, const std::string& what) {
  EXPECT_EQ(accuracy.k, columns) << what;
  EXPECT_LT(accuracy.residual, 2) << what;
  EXPECT_LT(accuracy.left_orthogonality, 5) << what;
  EXPECT_LT(accuracy.right_orthogonality, 5) << what;
  EXPECT_LT(accuracy.error, 60) << what;
  EXPECT_LT(accuracy.visible_error, 10) << what;
}

/// Where it matters, R is decomposed both on one rank and on all.
std::vector<std::int64_t> gather_limits(SvdMethod method) {
  if (method == &svd_method::qr_dc) return {1000, 5};
  return {1000};
}

TEST(SvdAccuracy, ExactRoutesAreExactOnHardMatrices) {
  for (const std::int64_t rows : {columns, 2 * columns + 5})
    for (const HardMatrix& matrix : testing::hard_matrices(rows, columns)) {
      const PreciseVector truth = testing::precise_singular_values(matrix.a);
      for (const SvdMethod method : svd_methods())
        if (!method->truncated() && method->square_sum_tolerance == 0)
          for (const std::int64_t gather_limit : gather_limits(method))
            expect_accurate(accuracy_of(matrix, truth, method, gather_limit),
                            matrix.name + " by " + to_string(method) + ", " + std::to_string(rows) +
                                " rows, gathered up to " + std::to_string(gather_limit));
    }
}

TEST(SvdAccuracy, GramKeepsHalfOfTheDigits) {
  for (const HardMatrix& matrix : testing::hard_matrices(2 * columns, columns)) {
    const PreciseVector truth = testing::precise_singular_values(matrix.a);
    const SvdAccuracy accuracy = accuracy_of(matrix, truth, &svd_method::gram, 1000);
    EXPECT_GE(accuracy.k, columns / 3) << matrix.name;
    EXPECT_LT(accuracy.visible_error, 1e-4) << matrix.name;
    EXPECT_LT(accuracy.right_orthogonality, 5) << matrix.name;
  }
}

TEST(SvdAccuracy, KrylovKeepsToItsTolerance) {
  for (const HardMatrix& matrix : testing::hard_matrices(2 * columns, columns)) {
    const PreciseVector truth = testing::precise_singular_values(matrix.a);
    const SvdAccuracy accuracy = accuracy_of(matrix, truth, &svd_method::krylov, 1000);
    EXPECT_EQ(accuracy.k, columns / 4) << matrix.name;
    EXPECT_LT(accuracy.relative_error, 0.5e-3) << matrix.name;
    EXPECT_LT(accuracy.left_orthogonality, 5) << matrix.name;
    EXPECT_LT(accuracy.right_orthogonality, 5) << matrix.name;
  }
}

TEST(SvdAccuracy, EveryRouteRefusesNan) {
  for (const double poison :
       {std::numeric_limits<double>::quiet_NaN(), -std::numeric_limits<double>::infinity()})
    for (const SvdMethod method : svd_methods()) {
      MatrixD a = testing::random_matrix(30, 12);
      a(17, 5) = poison;
      EXPECT_THROW(svd(world(), slab_of(a), testing::accuracy_options(method, a)), Error)
          << to_string(method);
    }
}

TEST(SvdAccuracy, RefusesANormThatOverflows) {
  const MatrixD a = MatrixD::Constant(12, 12, 0.9 * std::numeric_limits<double>::max());
  for (const SvdMethod method : svd_methods())
    EXPECT_THROW(svd(world(), slab_of(a), testing::accuracy_options(method, a)), NumericalError)
        << to_string(method);
}

TEST(SvdAccuracy, AMeasureThatSeesAWrongResult) {
  const MatrixD a = testing::random_matrix(20, 8);
  const PreciseVector truth = testing::precise_singular_values(a);
  const SvdResult right = svd(world(), slab_of(a));
  const auto with = [&](auto&& change) {
    SvdResult wrong = right;
    change(wrong);
    return testing::svd_accuracy(world(), a, truth, wrong);
  };
  EXPECT_GT(with([](SvdResult& r) { r.singular_values.back() *= 1 + 1e-12; }).visible_error, 0.9e-12);
  EXPECT_GT(with([](SvdResult& r) { r.singular_values.back() *= 1 + 1e-12; }).error, 100);
  EXPECT_GT(with([](SvdResult& r) { r.u.values.array() *= 1 + 1e-12; }).left_orthogonality, 100);
  EXPECT_GT(with([](SvdResult& r) { r.v.values.array() *= 1 + 1e-12; }).right_orthogonality, 100);
  EXPECT_GT(with([](SvdResult& r) { r.v.values.array() *= 1 + 1e-12; }).residual, 100);
}

}  // namespace
}  // namespace crucible
