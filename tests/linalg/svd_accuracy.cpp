#include "svd_accuracy.hpp"

#include "matrices.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace crucible::testing {

namespace {

constexpr long double epsilon = std::numeric_limits<double>::epsilon();
constexpr long double smallest_normal = std::numeric_limits<double>::min();

/// Three clusters whose values differ in the last digits, at 1, 1e-3 and 1e-8.
Eigen::VectorXd clustered(std::int64_t k) {
  Eigen::VectorXd values(k);
  for (std::int64_t i = 0; i < k; ++i) {
    const double level = 3 * i < k ? 1 : 3 * i < 2 * k ? 1e-3 : 1e-8;
    values(i) = level * (1 - 1e-15 * static_cast<double>(i));
  }
  return values;
}

MatrixD small_integers(std::int64_t rows, std::int64_t columns, std::uint64_t seed) {
  return (4 * random_matrix(rows, columns, seed)).array().round();
}

/// Half of the singular values are exactly 0: no product or sum of these integers is rounded.
MatrixD deficient(std::int64_t rows, std::int64_t columns) {
  const std::int64_t rank = (std::min(rows, columns) + 1) / 2;
  return small_integers(rows, rank, 21) * small_integers(rank, columns, 22);
}

MatrixD with_denormal_entries(std::int64_t rows, std::int64_t columns) {
  MatrixD a = random_matrix(rows, columns);
  for (std::int64_t i = 0; i < a.size(); i += 3) a.data()[i] *= 1e-310;
  return a;
}

double distance_from_orthogonal(const PreciseMatrix& x) {
  PreciseMatrix distance = x.transpose() * x;
  distance.diagonal().array() -= 1;
  return static_cast<double>(distance.norm() / (static_cast<long double>(x.rows()) * epsilon));
}

long double residual_norm(const PreciseMatrix& a, const PreciseMatrix& u, const PreciseVector& s,
                          const PreciseMatrix& v) {
  if (s.size() == std::min(a.rows(), a.cols())) return (a - u * s.asDiagonal() * v.transpose()).norm();
  return std::max((a * v - u * s.asDiagonal()).norm(), (a.transpose() * u - v * s.asDiagonal()).norm());
}

void measure_values(const PreciseVector& values, const PreciseVector& truth, SvdAccuracy& accuracy) {
  const long double unit = epsilon * std::max(truth(0), smallest_normal);
  for (std::int64_t i = 0; i < values.size(); ++i) {
    const long double error = std::abs(values(i) - truth(i));
    accuracy.error = std::max(accuracy.error, static_cast<double>(error / unit));
    if (truth(i) == 0) continue;
    const auto relative = static_cast<double>(error / truth(i));
    accuracy.relative_error = std::max(accuracy.relative_error, relative);
    if (truth(i) > unit) accuracy.visible_error = std::max(accuracy.visible_error, relative);
  }
}

}  // namespace

std::vector<HardMatrix> hard_matrices(std::int64_t rows, std::int64_t columns) {
  const std::int64_t k = std::min(rows, columns);
  return {
      {"well conditioned", with_singular_values(rows, columns, graded(k, 2))},
      {"graded, 1 to 1e-16", with_singular_values(rows, columns, graded(k, 1e16))},
      {"clustered", with_singular_values(rows, columns, clustered(k))},
      {"rank-deficient", deficient(rows, columns)},
      {"a third denormal", with_denormal_entries(rows, columns)},
      {"all denormal", 1e-315 * random_matrix(rows, columns)},
      {"times 1e300", 1e300 * random_matrix(rows, columns)},
      {"times 1e-300", 1e-300 * random_matrix(rows, columns)},
  };
}

SvdAccuracy svd_accuracy(const Communicator& comm, const MatrixD& a, const PreciseVector& truth,
                         const SvdResult& result) {
  const PreciseMatrix precise = a.cast<long double>();
  const PreciseMatrix u = gather_rows(comm, result.u).cast<long double>();
  const PreciseMatrix v = gather_rows(comm, result.v).cast<long double>();
  const PreciseVector s =
      Eigen::Map<const Eigen::VectorXd>(result.singular_values.data(), result.k()).cast<long double>();
  const long double norm = std::max(precise.norm(), smallest_normal);
  const auto longer = static_cast<long double>(std::max(a.rows(), a.cols()));
  SvdAccuracy accuracy;
  accuracy.k = result.k();
  accuracy.residual = static_cast<double>(residual_norm(precise, u, s, v) / (norm * epsilon * longer));
  accuracy.left_orthogonality = distance_from_orthogonal(u);
  accuracy.right_orthogonality = distance_from_orthogonal(v);
  measure_values(s, truth, accuracy);
  return accuracy;
}

SvdOptions accuracy_options(SvdMethod method, const MatrixD& a) {
  SvdOptions options;
  options.method = method;
  if (method->truncated()) options.rank = std::max<std::int64_t>(1, std::min(a.rows(), a.cols()) / 4);
  return options;
}

}  // namespace crucible::testing
