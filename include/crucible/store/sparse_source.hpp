#pragma once

#include "crucible/hdf5/h5_file.hpp"
#include "crucible/linalg/row_slab.hpp"
#include "crucible/linalg/sparse_rows.hpp"
#include "crucible/mpi/communicator.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace crucible {

/// A sparse matrix in a group of an HDF5 file from another program: compressed rows (CSR) or columns (CSC).
struct SparseGroup {
  std::string layout;   ///< the program that writes this layout, for messages, e.g. "AnnData CSR"
  std::string group;    ///< its path
  bool by_rows = true;  ///< CSR, else CSC
  std::int64_t rows = 0;
  std::int64_t columns = 0;  ///< below 2^31
  std::int64_t entries = 0;
  std::string values;   ///< dataset of `entries` numbers
  std::string indices;  ///< dataset of `entries` indices within the compressed rows (or columns)
  std::string offsets;  ///< dataset of the first entry of each row (or column), and the end

  std::int64_t outer() const noexcept { return by_rows ? rows : columns; }
  std::int64_t inner() const noexcept { return by_rows ? columns : rows; }
};

/// Local. The sparse matrix in `group`; none if it has no known layout. Known are AnnData (`encoding-type`),
/// scipy.sparse and 10x (data, indices, indptr, shape), and MATLAB v7.3 (data, ir, jc). Shapes and types are
/// checked, but indices are not read yet. Throws InputError, which names the dataset, if one does not fit, or
/// if CSR and CSC are equally likely.
std::optional<SparseGroup> sparse_group(const H5File& file, const std::string& group);

/// The entries of some rows of a CSR group, or of some columns of a CSC group, in the order of the file.
struct SparseEntries {
  IndexRange outer;                   ///< rows or columns of the slice
  std::vector<std::int64_t> offsets;  ///< outer.size() + 1, from 0
  std::vector<std::int64_t> inner;    ///< column (CSR) or row (CSC) of each entry
  std::vector<double> value;          ///< finite
};

/// Local. Slice `part` of `parts`. Slices have about equally many entries, follow each other and cover
/// everything. Throws InputError, which names dataset, entry and row or column, if an index is out of range,
/// the offsets do not rise, or a value is not finite.
SparseEntries read_sparse_entries(const H5File& file, const SparseGroup& group, int part, int parts);

/// This rank's rows of a sparse matrix.
struct SparseMatrix {
  std::int64_t total_rows = 0;
  std::int64_t columns = 0;
  IndexRange rows;
  std::vector<std::int64_t> offsets{0};
  std::vector<std::int32_t> column;  ///< ascending within a row
  std::vector<double> value;

  SparseRows view() const;
  /// Local. This rank's rows as a dense matrix, (rows.size() x columns).
  RowSlab dense() const;
};

/// Collective. Each rank reads its slice. The entries of compressed columns are then sent to the owners of
/// their rows. Several values of one element are added, as scipy does. Throws what read_sparse_entries()
/// throws.
SparseMatrix read_sparse(const Communicator& comm, const std::string& path, const SparseGroup& group);

}  // namespace crucible
