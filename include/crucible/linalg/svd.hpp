#pragma once

#include "crucible/linalg/block_cyclic_matrix.hpp"
#include "crucible/linalg/process_grid.hpp"
#include "crucible/linalg/row_slab.hpp"
#include "crucible/linalg/svd_method.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace crucible {

struct SvdOptions {
  SvdMethod method = svd_method::automatic;
  std::int64_t rank = 0;  ///< number of (largest) singular triplets wanted; 0: all min(rows, columns)
  bool values_only = false;
  int block = 64;                   ///< block size of the block-cyclic layout
  std::optional<GridShape> grid;    ///< default: usual_grid()
  bool check = true;                ///< measure SvdChecks (about a third of the time of a full decomposition)
  std::int64_t gather_limit = 500;  ///< qr-dc: one rank decomposes R of up to this many columns by dgesdd
};

/// How good a result is, measured against the input after the decomposition. NaN: not measured. |A| is at
/// least the smallest normal number: no double is finer than eps times that.
struct SvdChecks {
  /// max(|A V - U S|, |A^T U - V S|) / (|A| max(rows, columns) eps), in Frobenius norms. LAPACK's tests
  /// accept values below 30. The second term is left out if all triplets were asked for, because the first
  /// one then implies it.
  double residual = 0;
  /// The same without the division by max(rows, columns) eps.
  double relative_residual = 0;
  /// max(|U^T U - I| / (rows eps), |V^T V - I| / (columns eps)).
  double orthogonality = 0;
  /// | |A|^2 - sum of squares | / |A|^2: the share that was left out; only rounding if all were asked for.
  double sum_of_squares = 0;
};

/// A = U diag(singular_values) V^T, or its leading part. U has the rows that A had on each rank, V has even
/// parts.
///
/// Signs are normalised: the first entry of each right vector among those of largest magnitude is positive.
/// So the result depends on the grid only by rounding.
struct SvdResult {
  std::int64_t rows = 0;
  std::int64_t columns = 0;
  std::vector<double> singular_values;       ///< descending, the same on every rank
  RowSlab u;                                 ///< (rows x k); no columns with values_only
  RowSlab v;                                 ///< (columns x k); no columns with values_only
  SvdMethod method = svd_method::automatic;  ///< the route taken, never automatic
  std::string reason;                        ///< why, one line
  GridShape grid;                            ///< the grid worked on
  double frobenius = 0;                      ///< Frobenius norm of A
  SvdChecks checks;

  std::int64_t k() const noexcept { return static_cast<std::int64_t>(singular_values.size()); }
};

/// A method and one line that says why.
struct SvdChoice {
  SvdMethod method = svd_method::automatic;
  std::string reason;
};

/// The method that `automatic` stands for with a dense (rows x columns) matrix. Any other method is returned
/// unchanged. Pure.
SvdChoice choose_svd_method(std::int64_t rows, std::int64_t columns, const SvdOptions& options);

/// The grid for `ranks` if the caller does not choose one. Pure.
GridShape usual_grid(SvdMethod method, int ranks, std::int64_t rows, std::int64_t columns,
                     const SvdOptions& options);

/// Collective. Decomposes a dense matrix.
///
/// The dense routes work on tall matrices: a wide matrix is transposed while it is redistributed. Only the
/// wanted columns are transformed back. Throws:
/// - InputError, which names the element, for NaN or Inf in the input;
/// - NumericalError if the norm of the matrix overflows, if a routine reports a failure (INFO), or if the
///   singular values are not finite, not descending, or their squares do not add up, which ScaLAPACK does not
///   report;
/// - Error (memory) if a local part or a workspace exceeds ScaLAPACK's 32-bit counts;
/// - UsageError for an empty matrix, a rank or block size out of range, or a grid larger than the job.
SvdResult svd(const Communicator& comm, const RowSlab& a, const SvdOptions& options = {});
/// Collective. The same for a matrix that is block-cyclic already. U has even parts of the rows.
SvdResult svd(BlockCyclicMatrix a, const SvdOptions& options = {});

/// Collective. The best approximation of rank `k`, U_k S_k V_k^T, (rows x columns). Each rank gets the rows
/// that it has of U. A larger `k` than there are vectors counts as all of them. @pre vectors were computed
RowSlab low_rank(const Communicator& comm, const SvdResult& result, std::int64_t k);

/// Collective. The residual and orthogonality of `result` against `a` (see SvdChecks).
SvdChecks check_svd(const Communicator& comm, const RowSlab& a, const SvdResult& result);

/// Local. Throws NumericalError unless the checks of `result` are as good as its route promises. `tolerance`
/// is that of KrylovOptions. The checks must be the same on all ranks, so that all throw or none does.
void require_good(const SvdResult& result, double tolerance = 0);

/// Collective. Flips the signs of pairs of columns of `left` and `right`. Then the first entry of largest
/// magnitude (within one part in a million) is positive in each right column.
void normalise_signs(const Communicator& comm, RowSlab& left, RowSlab& right);

}  // namespace crucible
