#pragma once

#include "crucible/linalg/memory_plan.hpp"
#include "crucible/linalg/pca.hpp"
#include "crucible/linalg/truncated_svd.hpp"

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace crucible {

/// The rows of a matrix that need not fit into memory. They are read in blocks, as often as they are needed.
struct RowReader {
  std::int64_t total_rows = 0;
  std::int64_t columns = 0;
  IndexRange rows;          ///< this rank's; the ranges of the ranks follow each other and cover all rows
  std::string name;         ///< of the matrix, for messages
  bool transposed = false;  ///< the rows are the columns of the matrix that is to be decomposed
  /// Local. Fills `values`, (rows.size() x columns), row-major. May throw.
  std::function<void(IndexRange rows, std::span<double> values)> read;
};

/// The memory of a decomposition that reads its matrix in blocks, and what it does with that memory.
struct StreamPlan : MemoryNeed {
  std::int64_t block_rows = 0;  ///< rows that a rank reads at a time
  std::int64_t vectors = 0;     ///< vectors multiplied in each pass
  std::int64_t basis = 0;       ///< vectors held before a restart
};

/// Pure. How streamed_svd() can find `rank` triplets of a matrix whose rows are read, (rows x columns), if a
/// rank may take `bytes`. More vectors a pass and a larger basis mean fewer passes, so it takes as many as
/// fit. Blocks are multiples of `chunk_rows` if they fit: the rows that the file stores together. If nothing
/// fits, the result is the smallest plan, which needs more than `bytes`.
StreamPlan stream_plan(std::int64_t rows, std::int64_t columns, int ranks, std::int64_t rank,
                       std::int64_t bytes, std::int64_t chunk_rows = 1);

/// What is known of a decomposition that read its matrix in blocks.
struct StreamFigures {
  std::int64_t passes = 0;  ///< times that all of the matrix was read
  /// For each singular value, the distance within which the matrix has one, from the measured residual.
  std::vector<double> value_bounds;
};

struct StreamedSvd {
  SvdResult svd;
  StreamFigures figures;
};

/// Collective. The `rank` largest singular triplets of a dense matrix that is read in blocks. Nothing of the
/// size of the matrix is ever in memory.
///
/// Block Krylov as in truncated_svd(), with one pass over the rows for each block of vectors: A^T (A X) is
/// summed up block by block. The first pass also finds the norm and refuses what is not finite; one more pass
/// at the end computes A V and A^T A V, from which come the triplets and all checks. If nearly all squares
/// overflow or underflow, the first pass is repeated on the scaled matrix. The plan decides the block and the
/// basis, not the options.
///
/// A = U S V^T + E: svd.checks.sum_of_squares is |E|^2 / |A|^2 in Frobenius norms, because A V = U S. A
/// singular value is never larger than the true one of the same number, but for rounding.
///
/// Throws InputError, which names the element, for NaN or Inf, NumericalError if the norm overflows or the
/// residuals do not fall below the tolerance, UsageError unless `rank` is in 1..min(rows, columns), and what
/// reader.read throws.
StreamedSvd streamed_svd(const Communicator& comm, const RowReader& reader, std::int64_t rank,
                         const StreamPlan& plan, const KrylovOptions& options = {});

struct StreamedPca {
  PcaResult pca;
  StreamFigures figures;
};

/// Collective. The first `rank` principal axes of such a matrix. Means and standard deviations take one pass
/// more. Throws what streamed_svd() throws, and UsageError for fewer than two rows. @pre !reader.transposed
StreamedPca streamed_pca(const Communicator& comm, const RowReader& reader, PcaColumns columns,
                         std::int64_t rank, const StreamPlan& plan, const KrylovOptions& options = {});

}  // namespace crucible
