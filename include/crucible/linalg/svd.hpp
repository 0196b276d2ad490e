#pragma once

#include "crucible/linalg/block_cyclic_matrix.hpp"
#include "crucible/linalg/process_grid.hpp"
#include "crucible/linalg/row_slab.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crucible {

/// The routes to a singular value decomposition; docs/svd.md compares them.
enum class SvdMethod : std::uint8_t {
  automatic,  ///< choose_svd_method() decides
  pdgesvd,    ///< ScaLAPACK's driver (QR iteration): the baseline, 3 to 8 times slower than the others
  dc,         ///< pdgebrd, divide and conquer on one rank, pdormbr
  qr_dc,      ///< pdgeqrf, then dc on R (small R: LAPACK's dgesdd on one rank), then pdormqr
  gram,       ///< eigenvalues of A^T A: fastest; sees nothing below 1e-6 of the largest singular value
  krylov,     ///< block Krylov, a few singular values only
};

/// "auto", "pdgesvd", "dc", "qr-dc", "gram", "krylov".
std::string to_string(SvdMethod method);
/// The reverse. Throws UsageError naming `text`.
SvdMethod parse_svd_method(std::string_view text);

struct SvdOptions {
  SvdMethod method = SvdMethod::automatic;
  std::int64_t rank = 0;  ///< singular triplets wanted, the largest ones; 0 is all min(rows, columns)
  bool values_only = false;
  int block = 64;                 ///< block size of the block-cyclic layout
  std::optional<GridShape> grid;  ///< default: as square as the number of ranks allows
  bool check = true;              ///< measure SvdChecks (about a third of the time of a full decomposition)
  std::int64_t gather_limit = 1500;  ///< qr-dc: R up to this size is decomposed by dgesdd on one rank
};

/// How good a result is, measured against the input after the decomposition. NaN where not measured.
struct SvdChecks {
  /// max(|A V - U S|, |A^T U - V S|) / (|A| max(rows, columns) eps), Frobenius norms; LAPACK's tests
  /// accept 30. The second term is left out where all triplets were asked for, since then the first implies
  /// it.
  double residual = 0;
  /// The same without the division by max(rows, columns) eps.
  double relative_residual = 0;
  /// max(|U^T U - I| / (rows eps), |V^T V - I| / (columns eps)).
  double orthogonality = 0;
  /// | |A|^2 - sum of squares | / |A|^2: rounding where all were asked for, else the share that was left out.
  double sum_of_squares = 0;
};

/// A = U diag(singular_values) V^T, or its leading part. U has the rows that A had on each rank, V has even
/// parts.
///
/// Signs are normalised: the first entry of each right vector among those of largest magnitude is positive.
/// So the result does not depend on the grid but for rounding.
struct SvdResult {
  std::int64_t rows = 0;
  std::int64_t columns = 0;
  std::vector<double> singular_values;      ///< descending, the same on every rank
  RowSlab u;                                ///< (rows x k); no columns with values_only
  RowSlab v;                                ///< (columns x k); no columns with values_only
  SvdMethod method = SvdMethod::automatic;  ///< the route taken, never automatic
  std::string reason;                       ///< why, one line
  GridShape grid;                           ///< the grid worked on
  double frobenius = 0;                     ///< Frobenius norm of A
  SvdChecks checks;

  std::int64_t k() const noexcept { return static_cast<std::int64_t>(singular_values.size()); }
};

/// A method and one line that says why.
struct SvdChoice {
  SvdMethod method = SvdMethod::qr_dc;
  std::string reason;
};

/// What `automatic` takes for a dense (rows x columns) matrix; other methods are confirmed. Pure.
SvdChoice choose_svd_method(std::int64_t rows, std::int64_t columns, const SvdOptions& options);

/// Decomposes a dense matrix. Collective.
///
/// Always works tall: a wide matrix is transposed while it is redistributed. Only the wanted columns are
/// transformed back. Throws InputError for NaN or Inf in the input (naming the element); NumericalError for
/// INFO of a routine, and for what ScaLAPACK does not report: singular values that are not finite, not
/// descending, or whose squares do not add up; Error (memory) where a local part or a workspace exceeds
/// ScaLAPACK's 32-bit counts; UsageError for a grid that does not fit the number of ranks.
SvdResult svd(const Communicator& comm, RowSlab a, const SvdOptions& options = {});
/// The same of a matrix that is block-cyclic already; U has even parts of the rows. Collective.
SvdResult svd(BlockCyclicMatrix a, const SvdOptions& options = {});

/// Collective. The best approximation of rank `k`, U_k S_k V_k^T, with the rows that U has on each rank.
/// @pre vectors were computed; k is cut to what there is
RowSlab low_rank(const Communicator& comm, const SvdResult& result, std::int64_t k);

/// Collective. The residual and orthogonality of `result` against `a` (see SvdChecks).
SvdChecks check_svd(const Communicator& comm, const RowSlab& a, const SvdResult& result);

/// Collective. Flips pairs of columns of `left` and `right` so that the first entry of each right column
/// among those of largest magnitude (within one part in a million) is positive.
void normalise_signs(const Communicator& comm, RowSlab& left, RowSlab& right);

}  // namespace crucible
