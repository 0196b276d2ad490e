// TSQR against its definition: Q has orthonormal columns, Q R is the matrix, R is a triangle.
#include "method/row_qr.hpp"

#include "matrices.hpp"
#include "world.hpp"

#include <gtest/gtest.h>

namespace crucible {
namespace {

using testing::world;

/// Uneven: a later rank has more rows.
MatrixD rows_of(int rank, std::int64_t n) {
  MatrixD rows(n + 3 * rank, n);
  for (std::int64_t i = 0; i < rows.rows(); ++i)
    for (std::int64_t j = 0; j < n; ++j)
      rows(i, j) = std::sin(1.0 + static_cast<double>((i + 17 * rank + 1) * (3 * j + 2)));
  return rows;
}

MatrixD sum_over_ranks(MatrixD values) {
  world().sum(std::span<double>(values.data(), static_cast<std::size_t>(values.size())));
  return values;
}

TEST(RowQr, QTimesRIsTheMatrixAndQIsOrthonormal) {
  for (const std::int64_t n : {1, 7, 70, 130}) {
    const MatrixD rows = rows_of(world().rank(), n);
    RowQr qr(world(), rows);
    MatrixD r = qr.take_triangle();
    if (!world().is_root()) r.resize(n, n);
    const RowMatrixD product = qr.multiply(r);
    EXPECT_LT((product - rows).norm(), 1e-13 * rows.norm()) << n;
    const MatrixD q = qr.multiply(MatrixD::Identity(n, n));
    EXPECT_LT((sum_over_ranks(q.transpose() * q) - MatrixD::Identity(n, n)).norm(),
              1e-13 * static_cast<double>(n))
        << n;
    if (world().is_root()) {
      EXPECT_EQ(MatrixD(r.triangularView<Eigen::StrictlyLower>()).norm(), 0) << n;
    }
  }
}

TEST(RowQr, ColumnsThatDependOnOthersDoNoHarm) {
  MatrixD rows = rows_of(world().rank(), 20);
  rows.rightCols(10) = 2 * rows.leftCols(10);
  RowQr qr(world(), rows);
  MatrixD r = qr.take_triangle();
  if (!world().is_root()) r.resize(20, 20);
  EXPECT_LT((qr.multiply(r) - rows).norm(), 1e-13 * rows.norm());
}

TEST(RowQr, FewVectorsAreMultiplied) {
  const MatrixD rows = rows_of(world().rank(), 9);
  const RowQr qr(world(), rows);
  const MatrixD all = qr.multiply(MatrixD::Identity(9, 9));
  const MatrixD two = qr.multiply(MatrixD::Identity(9, 2));
  EXPECT_LT((two - all.leftCols(2)).norm(), 1e-14);
  EXPECT_EQ(qr.multiply(MatrixD(9, 0)).cols(), 0);
}

}  // namespace
}  // namespace crucible
