#pragma once

#include "crucible/core/matrix.hpp"
#include "crucible/linalg/svd.hpp"
#include "eigen_svd.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace crucible::testing {

/// A matrix that is hard for some route, the same on every rank.
struct HardMatrix {
  std::string name;
  MatrixD a;
};

/// One finite matrix of each kind: well conditioned, graded, clustered, rank-deficient, denormal, huge, tiny.
std::vector<HardMatrix> hard_matrices(std::int64_t rows, std::int64_t columns);

/// How far a result is from the truth, in units of what rounding allows. All is computed in long double, and
/// nothing by the library's own checks. A norm or value below the smallest normal number counts as that
/// number, because doubles have no smaller unit than its eps.
struct SvdAccuracy {
  std::int64_t k = 0;  ///< triplets in the result
  /// |A - U S V^T| / (|A| eps max(rows, columns)); of a part of all triplets the larger of |A V - U S| and
  /// |A^T U - V S|. Frobenius norms.
  double residual = 0;
  double left_orthogonality = 0;   ///< |U^T U - I| / (rows eps)
  double right_orthogonality = 0;  ///< |V^T V - I| / (columns eps)
  double error = 0;                ///< largest error of a singular value / (eps largest singular value)
  double visible_error = 0;        ///< largest relative error of a value above eps times the largest one
  double relative_error = 0;       ///< largest relative error of a value that is not 0
};

/// Collective. The accuracy of `result` for `a`, whose singular values are `truth`.
SvdAccuracy svd_accuracy(const Communicator& comm, const MatrixD& a, const PreciseVector& truth,
                         const SvdResult& result);

/// The options to try `method` with: all triplets, or as many as a truncated method is made for.
SvdOptions accuracy_options(SvdMethod method, const MatrixD& a);

}  // namespace crucible::testing
