#include "crucible/linalg/svd.hpp"
#include "dense/dense_kernels.hpp"
#include "grid/norms.hpp"
#include "truncated/operator_checks.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace crucible {

namespace {

constexpr double epsilon = std::numeric_limits<double>::epsilon();
/// Doubles below this have its absolute precision, so a smaller norm counts as this one.
constexpr double smallest_normal = std::numeric_limits<double>::min();
/// Number of columns checked at a time. A small number needs little memory.
constexpr std::int64_t panel_width = 128;

/// Calls `work(panel)` for [0, count) cut into panels.
template <typename Work>
void for_each_panel(std::int64_t count, Work&& work) {
  for (std::int64_t begin = 0; begin < count; begin += panel_width)
    work(IndexRange{begin, std::min(count, begin + panel_width)});
}

std::span<double> elements(RowMatrixD& matrix) {
  return {matrix.data(), static_cast<std::size_t>(matrix.size())};
}

/// The columns `panel` of `matrix`, each multiplied by its singular value and divided by `norm`.
RowMatrixD scaled(const RowMatrixD& matrix, const SvdResult& result, double norm, IndexRange panel) {
  RowMatrixD columns = matrix.middleCols(panel.begin, panel.size());
  for (std::int64_t j = 0; j < panel.size(); ++j)
    columns.col(j) *= result.singular_values[static_cast<std::size_t>(panel.begin + j)] / norm;
  return columns;
}

/// Frobenius norm of X^T X - I of a distributed X.
double distance_from_orthogonal(const Communicator& comm, const RowSlab& x) {
  double sum = 0;
  for_each_panel(x.columns(), [&](IndexRange panel) {
    RowMatrixD product = RowMatrixD::Zero(x.columns(), panel.size());
    multiply_transposed(1, x.values, x.values.middleCols(panel.begin, panel.size()), 0, product);
    comm.sum(elements(product));
    for (std::int64_t j = 0; j < panel.size(); ++j) product(panel.begin + j, j) -= 1;
    sum += product.squaredNorm();
  });
  return std::sqrt(sum);
}

/// |A V - U S|^2 / norm^2 over all ranks.
double right_residual(const Communicator& comm, const RowOperator& a, const SvdResult& result, double norm) {
  double sum = 0;
  for_each_panel(result.v.columns(), [&](IndexRange panel) {
    const RowMatrixD v = gather_columns(comm, result.v, panel);
    sum += (a.times(v) / norm - scaled(result.u.values, result, norm, panel)).squaredNorm();
  });
  return comm.sum_value(sum);
}

/// |A^T U - V S|^2 / norm^2 over all ranks.
double left_residual(const Communicator& comm, const RowOperator& a, const SvdResult& result, double norm) {
  double sum = 0;
  for_each_panel(result.u.columns(), [&](IndexRange panel) {
    RowMatrixD product = a.transposed_times(result.u.values.middleCols(panel.begin, panel.size())) / norm;
    comm.sum(elements(product));
    sum += (product.middleRows(result.v.rows.begin, result.v.rows.size()) -
            scaled(result.v.values, result, norm, panel))
               .squaredNorm();
  });
  return comm.sum_value(sum);
}

double missing_squares(const SvdResult& result) {
  if (result.frobenius == 0) return 0;
  double sum = 0;
  for (const double value : result.singular_values)
    sum += (value / result.frobenius) * (value / result.frobenius);
  return std::abs(1 - sum);
}

/// The checks of a matrix whose norm counts as `smallest` if it is less. Collective.
SvdChecks measure(const Communicator& comm, const RowOperator& a, const SvdResult& result, double smallest) {
  double squares = 0;
  if (result.v.columns() > 0 && result.frobenius > 0) {
    const double norm = std::max(result.frobenius, smallest);
    squares = right_residual(comm, a, result, norm);
    if (result.k() < std::min(result.rows, result.columns))
      squares = std::max(squares, left_residual(comm, a, result, norm));
  }
  return checks_from(comm, result, squares);
}

/// The same for a matrix so small that its products would be denormal: it and its values are multiplied
/// first.
SvdChecks measure_enlarged(const Communicator& comm, RowSlab a, SvdResult result) {
  const double scale = safe_scale(result.frobenius);
  a.values *= scale;
  result.frobenius *= scale;
  for (double& value : result.singular_values) value *= scale;
  return measure(comm, DenseOperator(a), result, scale * smallest_normal);
}

}  // namespace

SvdChecks check_svd(const Communicator& comm, const RowSlab& a, const SvdResult& result) {
  if (result.frobenius > 0 && result.frobenius < denormal_products) return measure_enlarged(comm, a, result);
  return check_svd(comm, DenseOperator(a), result);
}

SvdChecks check_svd(const Communicator& comm, const RowOperator& a, const SvdResult& result) {
  return measure(comm, a, result, smallest_normal);
}

SvdChecks checks_from(const Communicator& comm, const SvdResult& result, double residual_squares) {
  SvdChecks checks;
  checks.sum_of_squares = missing_squares(result);
  if (result.v.columns() == 0) {
    checks.residual = checks.relative_residual = checks.orthogonality =
        std::numeric_limits<double>::quiet_NaN();
    return checks;
  }
  const auto rows = static_cast<double>(result.rows);
  const auto columns = static_cast<double>(result.columns);
  checks.relative_residual = std::sqrt(residual_squares);
  checks.residual = checks.relative_residual / (std::max(rows, columns) * epsilon);
  checks.orthogonality = std::max(distance_from_orthogonal(comm, result.u) / (rows * epsilon),
                                  distance_from_orthogonal(comm, result.v) / (columns * epsilon));
  return checks;
}

RowSlab low_rank(const Communicator& comm, const SvdResult& result, std::int64_t k) {
  k = std::min(k, result.v.columns());
  const RowMatrixD v = gather_columns(comm, result.v, {0, k});
  RowMatrixD left = result.u.values.leftCols(k);
  for (std::int64_t j = 0; j < k; ++j) left.col(j) *= result.singular_values[static_cast<std::size_t>(j)];
  RowSlab product{result.rows, result.u.rows, RowMatrixD::Zero(result.u.rows.size(), result.columns)};
  multiply_by_transposed(1, left, v, 0, product.values);
  return product;
}

void normalise_signs(const Communicator& comm, RowSlab& left, RowSlab& right) {
  const std::int64_t k = right.columns();
  const auto count = static_cast<std::size_t>(k);
  std::vector<double> largest(count);
  for (std::int64_t j = 0; j < k; ++j)
    if (right.values.rows() > 0)
      largest[static_cast<std::size_t>(j)] = right.values.col(j).cwiseAbs().maxCoeff();
  comm.max(std::span<double>(largest));
  // Entries that differ from the largest only by rounding count as equal to it. Otherwise rounding would
  // choose.
  constexpr double nearly = 1 - 1e-6;
  std::vector<std::int64_t> first(count, right.total_rows);
  for (std::int64_t i = right.values.rows() - 1; i >= 0; --i)
    for (std::int64_t j = 0; j < k; ++j)
      if (std::abs(right.values(i, j)) >= nearly * largest[static_cast<std::size_t>(j)])
        first[static_cast<std::size_t>(j)] = right.rows.begin + i;
  comm.min(std::span<std::int64_t>(first));
  std::vector<std::int32_t> negative(count);
  for (std::int64_t j = 0; j < k; ++j) {
    const std::int64_t row = first[static_cast<std::size_t>(j)];
    if (right.rows.contains(row) && right.values(row - right.rows.begin, j) < 0)
      negative[static_cast<std::size_t>(j)] = 1;
  }
  comm.max(std::span<std::int32_t>(negative));
  for (std::int64_t j = 0; j < k; ++j) {
    if (negative[static_cast<std::size_t>(j)] == 0) continue;
    left.values.col(j) *= -1;
    right.values.col(j) *= -1;
  }
}

}  // namespace crucible
