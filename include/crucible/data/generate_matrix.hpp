#pragma once

#include "crucible/core/index_range.hpp"

#include <cstdint>
#include <vector>

#include <Eigen/Core>

namespace crucible {

/// Row-major double precision: rows as they stand in an HDF5 dataset.
using RowMatrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// A made-up dense matrix with known singular values.
struct MatrixOptions {
  std::int64_t rows = 0;
  std::int64_t columns = 0;
  double condition = 1e4;  ///< largest / smallest singular value
  std::uint64_t seed = 1;
};

/// Throws UsageError, naming --matrix and the value, where there is no such matrix.
void check(const MatrixOptions& options);

/// The min(rows, columns) singular values, descending: from 1 geometrically down to 1 / condition.
std::vector<double> generated_singular_values(const MatrixOptions& options);

/// The rows `rows` of the (options.rows x options.columns) matrix H D K, where D holds the singular values
/// and H and K are Householder reflections of random vectors: (rows.size() x columns). Pure, so any rank can
/// make any rows; costs O(rows + columns) besides what it returns.
RowMatrix generate_matrix(const MatrixOptions& options, IndexRange rows);

}  // namespace crucible
