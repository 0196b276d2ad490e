#pragma once

#include "crucible/core/index_range.hpp"

#include <cstdint>
#include <vector>

#include <Eigen/Core>

namespace crucible {

/// Row-major, double precision: the order of rows in an HDF5 dataset.
using RowMatrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// Describes a dense random matrix with known singular values.
struct MatrixOptions {
  std::int64_t rows = 0;
  std::int64_t columns = 0;
  double condition = 1e4;  ///< largest / smallest singular value
  std::uint64_t seed = 1;
};

/// Local. Throws UsageError, which names `matrix` and the value, if there is no such matrix.
void check(const MatrixOptions& options);

/// The min(rows, columns) singular values, descending geometrically from 1 to 1 / condition. Pure. Throws
/// UsageError as check() does.
std::vector<double> generated_singular_values(const MatrixOptions& options);

/// The rows `rows` of the (options.rows x options.columns) matrix H D K, as a (rows.size() x columns) matrix.
/// D holds the singular values. H and K are Householder reflections of random vectors. Pure, so any rank can
/// make any rows. Needs O(rows + columns) time and memory in addition to the result. Throws LogicError if
/// there are no such rows.
RowMatrix generate_matrix(const MatrixOptions& options, IndexRange rows);

}  // namespace crucible
