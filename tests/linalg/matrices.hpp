#pragma once

#include "crucible/core/matrix.hpp"
#include "crucible/core/random.hpp"
#include "crucible/linalg/row_slab.hpp"
#include "world.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include <Eigen/QR>

namespace crucible::testing {

/// A matrix of normal random numbers, the same on every rank.
inline MatrixD random_matrix(std::int64_t rows, std::int64_t columns, std::uint64_t seed = 1) {
  MatrixD a(rows, columns);
  RandomStream stream(seed, RandomPurpose::test);
  for (std::int64_t j = 0; j < columns; ++j)
    for (std::int64_t i = 0; i < rows; ++i) a(i, j) = stream.normal();
  return a;
}

inline MatrixD random_orthonormal(std::int64_t rows, std::int64_t columns, std::uint64_t seed) {
  const Eigen::HouseholderQR<MatrixD> qr(random_matrix(rows, columns, seed));
  return qr.householderQ() * MatrixD::Identity(rows, columns);
}

/// A matrix with the given singular values.
inline MatrixD with_singular_values(std::int64_t rows, std::int64_t columns, const Eigen::VectorXd& values) {
  const std::int64_t k = std::min(rows, columns);
  return random_orthonormal(rows, k, 11) * values.asDiagonal() *
         random_orthonormal(columns, k, 12).transpose();
}

/// k values from 1 to 1 / condition, each the same share of the one before.
inline Eigen::VectorXd graded(std::int64_t k, double condition) {
  Eigen::VectorXd values(k);
  for (std::int64_t i = 0; i < k; ++i)
    values(i) =
        std::pow(condition, -static_cast<double>(i) / static_cast<double>(std::max<std::int64_t>(1, k - 1)));
  return values;
}

/// An upper bidiagonal matrix. `off_diagonal` may be longer than it needs to be.
inline MatrixD bidiagonal_matrix(const std::vector<double>& diagonal,
                                 const std::vector<double>& off_diagonal) {
  const auto n = static_cast<std::int64_t>(diagonal.size());
  MatrixD a = MatrixD::Zero(n, n);
  for (std::int64_t i = 0; i < n; ++i) a(i, i) = diagonal[static_cast<std::size_t>(i)];
  for (std::int64_t i = 0; i + 1 < n; ++i) a(i, i + 1) = off_diagonal[static_cast<std::size_t>(i)];
  return a;
}

/// This rank's even part of the rows of a matrix that every rank has.
inline RowSlab slab_of(const Communicator& comm, const MatrixD& a) {
  RowSlab slab = even_slab(a.rows(), a.cols(), comm.size(), comm.rank());
  slab.values = a.middleRows(slab.rows.begin, slab.rows.size());
  return slab;
}
inline RowSlab slab_of(const MatrixD& a) { return slab_of(world(), a); }

/// The same, but rank 0 has nothing and the last rank has all that is left: the ranges need not be even.
inline RowSlab uneven_slab_of(const MatrixD& a) {
  const int p = world().size();
  const int r = world().rank();
  const auto start = [&](int rank) {
    if (rank == 0) return std::int64_t{0};
    return rank == p ? static_cast<std::int64_t>(a.rows()) : a.rows() * (rank - 1) * (rank - 1) / (p * p);
  };
  const IndexRange rows{start(r), start(r + 1)};
  return {a.rows(), rows, a.middleRows(rows.begin, rows.size())};
}

}  // namespace crucible::testing
