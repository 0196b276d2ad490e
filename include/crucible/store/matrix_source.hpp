#pragma once

#include "crucible/linalg/row_slab.hpp"
#include "crucible/linalg/streamed_svd.hpp"
#include "crucible/store/rating_matrix.hpp"
#include "crucible/store/rating_store.hpp"
#include "crucible/store/sparse_source.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace crucible {

/// The matrix in a file: a ratings file of ours, a 2-D dataset, or a sparse matrix (see SparseGroup).
///
/// A dense dataset that MATLAB wrote is read as MATLAB shows it. MATLAB stores columns first, so other tools
/// see the matrix transposed.
class MatrixSource {
 public:
  /// Collective. Opens `path` but does not read the matrix yet. `dataset` names a 2-D dataset or the group of
  /// a sparse matrix. Empty: the ratings of a ratings file of ours, or else the only matrix in the file.
  /// Throws UsageError, which lists the matrices, if there are several, and InputError if there is none or it
  /// cannot be read.
  static MatrixSource open(const Communicator& comm, const std::string& path, const std::string& dataset);

  const std::string& path() const noexcept { return path_; }
  bool is_ratings() const noexcept { return store_.has_value(); }
  /// True for ratings and sparse groups, of which the file stores few elements.
  bool is_sparse() const noexcept { return store_ || sparse_; }
  /// @pre is_ratings()
  const RatingStore& store() const { return *store_; }
  std::int64_t rows() const noexcept { return rows_; }
  std::int64_t columns() const noexcept { return columns_; }
  /// Number of stored entries: ratings of the whole file, values of a sparse matrix, or elements of a dense
  /// one.
  std::int64_t entries() const noexcept { return entries_; }
  /// Size of an element of a dense dataset in the file, before it is packed.
  std::int64_t element_bytes() const noexcept { return element_bytes_; }
  /// Rows of a dense dataset (columns, if `transposed`) that the file stores together; 1 if it is not cut.
  std::int64_t chunk_rows(bool transposed) const noexcept {
    return transposed != transposed_ ? chunk_columns_ : chunk_rows_;
  }
  /// One line, e.g. "counts.h5: /X (AnnData CSR), 2,700 x 32,738, 2,286,884 values".
  std::string description() const;

  /// Collective. The training part of `split` (empty: all ratings) of this rank's users, with missing ratings
  /// filled. Throws InputError if there are no ratings. @pre is_ratings()
  RatingMatrix read_ratings(const Communicator& comm, const std::string& split, Fill fill) const;
  /// Collective. This rank's rows of the dataset, or of the sparse matrix made dense. Throws InputError for
  /// NaN and Inf. @pre !is_ratings()
  RowSlab read_dense(const Communicator& comm) const;
  /// Collective. A reader of this rank's even part of the rows, or, if `transposed`, of the columns. It keeps
  /// the file open. @pre !is_sparse()
  RowReader row_reader(const Communicator& comm, bool transposed) const;
  /// Collective. This rank's rows. Throws what crucible::read_sparse() throws. @pre is_sparse() &&
  /// !is_ratings()
  SparseMatrix read_sparse(const Communicator& comm) const;

 private:
  void find(const std::string& wanted);
  void take_dataset(const H5File& file);
  void read_block(const H5File& file, IndexRange rows, bool as_columns, std::span<double> values) const;

  std::string path_;
  std::string dataset_;
  bool transposed_ = false;  ///< rows of the matrix are columns of the dataset
  std::optional<RatingStore> store_;
  std::optional<SparseGroup> sparse_;
  std::int64_t rows_ = 0;
  std::int64_t columns_ = 0;
  std::int64_t entries_ = 0;
  std::int64_t element_bytes_ = 0;
  std::int64_t chunk_rows_ = 1;     ///< of the dataset, as it is stored
  std::int64_t chunk_columns_ = 1;  ///< the same
};

}  // namespace crucible
