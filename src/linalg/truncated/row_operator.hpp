#pragma once

#include "crucible/linalg/row_slab.hpp"
#include "crucible/linalg/sparse_rows.hpp"

#include <cstdint>

namespace crucible {

/// A matrix with some rows on each rank. Callers know only its products with blocks of vectors.
class RowOperator {
 public:
  virtual ~RowOperator() = default;

  virtual std::int64_t total_rows() const = 0;
  virtual IndexRange rows() const = 0;
  virtual std::int64_t columns() const = 0;
  /// Local. This rank's rows of A x, (rows x b). Every rank holds all of x, (columns x b).
  virtual RowMatrixD times(const RowMatrixD& x) const = 0;
  /// Local. This rank's share of A^T y, (columns x b), for its rows y of a block. The sum over the ranks is
  /// the product.
  virtual RowMatrixD transposed_times(const RowMatrixD& y) const = 0;
  /// Collective. Frobenius norm of A.
  virtual double frobenius(const Communicator& comm) const = 0;
  /// Vectors to multiply at a time on the way to `rank` triplets. Pure.
  virtual std::int64_t usual_block(std::int64_t rank) const = 0;
};

/// RowOperator::usual_block() of a dense matrix, which is read once for each block.
constexpr std::int64_t dense_block = 16;

class DenseOperator : public RowOperator {
 public:
  explicit DenseOperator(const RowSlab& slab) : slab_(slab) {}

  std::int64_t total_rows() const override { return slab_.total_rows; }
  IndexRange rows() const override { return slab_.rows; }
  std::int64_t columns() const override { return slab_.columns(); }
  RowMatrixD times(const RowMatrixD& x) const override;
  RowMatrixD transposed_times(const RowMatrixD& y) const override;
  double frobenius(const Communicator& comm) const override;
  std::int64_t usual_block(std::int64_t /*rank*/) const override { return dense_block; }

 private:
  const RowSlab& slab_;
};

/// RowOperator::usual_block() of a sparse matrix. Narrow blocks need fewer vectors in all, and wide ones less
/// time for each: with few triplets the former counts more. Pure.
constexpr std::int64_t sparse_block(std::int64_t rank) { return rank <= 30 ? 4 : 16; }

/// sparse + terms.left terms.right^T.
class SparseOperator : public RowOperator {
 public:
  SparseOperator(const SparseRows& sparse, const LowRankTerms& terms) : sparse_(sparse), terms_(terms) {}

  std::int64_t total_rows() const override { return sparse_.total_rows; }
  IndexRange rows() const override { return sparse_.rows; }
  std::int64_t columns() const override { return sparse_.columns; }
  RowMatrixD times(const RowMatrixD& x) const override;
  RowMatrixD transposed_times(const RowMatrixD& y) const override;
  double frobenius(const Communicator& comm) const override;
  std::int64_t usual_block(std::int64_t rank) const override { return sparse_block(rank); }

 private:
  const SparseRows& sparse_;
  const LowRankTerms& terms_;
};

}  // namespace crucible
