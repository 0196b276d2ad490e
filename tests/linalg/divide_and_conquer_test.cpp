// Whether the divide and conquer of the installed LAPACK is right. Some versions crashed or did not converge
// (OpenBLAS issues 3044 and 5443), and it promises small singular values only to eps times the largest
// (LAPACK issue 316).
#include "dense/dense_kernels.hpp"
#include "eigen_svd.hpp"
#include "matrices.hpp"

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace crucible {
namespace {

using testing::PreciseMatrix;
using testing::PreciseVector;

constexpr double epsilon = std::numeric_limits<double>::epsilon();

/// An upper bidiagonal matrix.
struct Band {
  std::string name;
  std::vector<double> diagonal;
  std::vector<double> off_diagonal;
};

MatrixD dense(const Band& band) { return testing::bidiagonal_matrix(band.diagonal, band.off_diagonal); }

/// Diagonals `diagonal(i)` and `off(i)`, i in 0..n-1.
template <typename Diagonal, typename Off>
Band band(const std::string& name, int n, Diagonal&& diagonal, Off&& off) {
  Band result{name + ", order " + std::to_string(n), {}, {}};
  for (int i = 0; i < n; ++i) {
    result.diagonal.push_back(diagonal(i));
    if (i + 1 < n) result.off_diagonal.push_back(off(i));
  }
  return result;
}

/// Orders above the 25 that are left to QR iteration: one merge, and several levels of merges.
std::vector<Band> bands() {
  std::vector<Band> all;
  for (const int n : {27, 60}) {
    const auto power = [n](int i) { return std::pow(1e-16, static_cast<double>(i) / n); };
    all.push_back(band("graded", n, power, [&](int i) { return 0.5 * power(i); }));
    all.push_back(band(
        "graded upwards", n, [&](int i) { return power(n - 1 - i); },
        [&](int i) { return power(n - 1 - i); }));
    all.push_back(band(
        "clustered", n, [](int) { return 1.0; }, [](int) { return 1e-13; }));
    all.push_back(band(
        "two clusters", n, [](int i) { return i % 2 == 0 ? 1 : 1e-8; }, [](int) { return 1e-12; }));
    all.push_back(band(
        "Toeplitz", n, [](int) { return 1.0; }, [](int) { return 1.0; }));
    all.push_back(band(
        "with zeros", n, [](int i) { return i % 5 == 0 ? 0.0 : 1.0; },
        [](int i) { return i % 7 == 0 ? 0.0 : 0.5; }));
  }
  return all;
}

void expect_right(const MatrixD& a, const LocalSvd& svd, const std::string& what) {
  const PreciseVector truth = testing::precise_singular_values(a);
  const double unit = epsilon * static_cast<double>(truth(0)) * static_cast<double>(a.rows());
  for (std::int64_t i = 0; i < truth.size(); ++i)
    EXPECT_NEAR(svd.values[static_cast<std::size_t>(i)], static_cast<double>(truth(i)), unit)
        << what << ' ' << i;
  if (svd.u.size() == 0) return;
  const MatrixD identity = MatrixD::Identity(a.rows(), a.rows());
  const double orthogonal = 5 * epsilon * static_cast<double>(a.rows());
  EXPECT_LT((svd.u.transpose() * svd.u - identity).norm(), orthogonal) << what;
  EXPECT_LT((svd.vt * svd.vt.transpose() - identity).norm(), orthogonal) << what;
  const Eigen::Map<const Eigen::VectorXd> values(svd.values.data(), a.rows());
  EXPECT_LT((svd.u * values.asDiagonal() * svd.vt - a).norm(), 5 * unit) << what;
}

TEST(DivideAndConquer, OfTheInstalledLapackIsRightOnBidiagonals) {
  for (const Band& band : bands())
    for (const bool vectors : {true, false})
      expect_right(dense(band), local_bidiagonal_svd(band.diagonal, band.off_diagonal, vectors),
                   "dbdsdc, " + band.name + (vectors ? ", with vectors" : ""));
}

TEST(DivideAndConquer, OfTheInstalledLapackIsRightOnDenseMatrices) {
  for (const Band& band : bands())
    for (const bool vectors : {true, false})
      expect_right(dense(band), local_svd(dense(band), vectors),
                   "dgesdd, " + band.name + (vectors ? ", with vectors" : ""));
}

/// The companion matrix of the Taylor polynomial of exp: entries up to n!. With vectors, dgesdd gives its
/// small values only to eps times the largest.
TEST(DivideAndConquer, IsRightToTheLargestValueOnACompanionMatrix) {
  constexpr std::int64_t n = 26;
  MatrixD a = MatrixD::Zero(n, n);
  double coefficient = -1;
  for (std::int64_t i = 0; i < n; ++i) a(0, i) = coefficient *= static_cast<double>(n - i);
  for (std::int64_t i = 1; i < n; ++i) a(i, i - 1) = 1;
  for (const bool vectors : {true, false}) expect_right(a, local_svd(a, vectors), "companion");
}

}  // namespace
}  // namespace crucible
