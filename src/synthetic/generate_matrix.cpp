#include "crucible/synthetic/generate_matrix.hpp"

#include "crucible/core/error.hpp"
#include "crucible/core/random.hpp"

#include <algorithm>
#include <cmath>

namespace crucible {

namespace {

/// A random direction: a vector of independent normals, scaled to length 1.
Eigen::VectorXd direction(const MatrixOptions& options, std::uint64_t which, std::int64_t size) {
  RandomStream stream(options.seed, RandomPurpose::generate_matrix, which);
  Eigen::VectorXd vector(size);
  for (double& component : vector) component = stream.normal();
  return vector.normalized();
}

}  // namespace

void check(const MatrixOptions& options) {
  const auto shape = std::to_string(options.rows) + "," + std::to_string(options.columns);
  if (options.rows < 1 || options.columns < 1)
    throw UsageError("`matrix`: " + shape + ": a matrix needs at least one row and one column");
  if (!std::isfinite(options.condition) || options.condition < 1)
    throw UsageError("`matrix`: the condition number " + std::to_string(options.condition) +
                     " is not a finite number of at least 1");
}

std::vector<double> generated_singular_values(const MatrixOptions& options) {
  check(options);
  const std::int64_t count = std::min(options.rows, options.columns);
  std::vector<double> values(static_cast<std::size_t>(count), 1.0);
  for (std::int64_t i = 1; i < count; ++i)
    values[static_cast<std::size_t>(i)] =
        std::pow(options.condition, -static_cast<double>(i) / static_cast<double>(count - 1));
  return values;
}

RowMatrix generate_matrix(const MatrixOptions& options, IndexRange rows) {
  require(0 <= rows.begin && rows.begin <= rows.end && rows.end <= options.rows,
          "generated matrix: no such rows");
  const std::vector<double> values = generated_singular_values(options);
  const auto count = static_cast<std::int64_t>(values.size());
  const Eigen::VectorXd u = direction(options, 0, options.rows);
  const Eigen::VectorXd v = direction(options, 1, options.columns);
  // Row i of H D is s_i e_i - 2 u_i w with w = D^T u. The reflection K subtracts 2 (its product with v) v
  // from it.
  Eigen::VectorXd w = Eigen::VectorXd::Zero(options.columns);
  for (std::int64_t j = 0; j < count; ++j) w[j] = u[j] * values[static_cast<std::size_t>(j)];
  const double w_v = w.dot(v);
  RowMatrix block(rows.size(), options.columns);
  for (std::int64_t i = rows.begin; i < rows.end; ++i) {
    const double value = i < count ? values[static_cast<std::size_t>(i)] : 0;
    const double with_v = (i < count ? value * v[i] : 0) - 2 * u[i] * w_v;
    auto row = block.row(i - rows.begin);
    row = -2 * u[i] * w.transpose() - 2 * with_v * v.transpose();
    if (i < count) row[i] += value;
  }
  return block;
}

}  // namespace crucible
