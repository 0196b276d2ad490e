#pragma once

#include "crucible/linalg/row_slab.hpp"

#include <limits>

namespace crucible {

/// The largest magnitude and the Frobenius norm of a matrix.
struct Norms {
  double largest = 0;
  double frobenius = 0;
  double ratio = 0;  ///< frobenius / largest, exact to rounding even if they are denormal
};
/// The norms of a matrix that comes in blocks. No square overflows or underflows.
class NormSum {
 public:
  /// Local. Takes in a block of finite elements.
  void add(const Eigen::Ref<const RowMatrixD>& block);
  /// Collective. Of all blocks of all ranks.
  Norms total(const Communicator& comm) const;

 private:
  double largest_ = 0;
  double squares_ = 0;  ///< sum of the squares of element / largest_
};

/// Collective. The norms of a distributed matrix, of which this rank holds `local`. No square overflows or
/// underflows.
Norms norms_of(const Communicator& comm, const RowMatrixD& local);

/// A matrix of a smaller norm must be enlarged by safe_scale() before it is multiplied: its products would be
/// denormal numbers, which have few digits.
inline constexpr double denormal_products =
    std::numeric_limits<double>::min() / std::numeric_limits<double>::epsilon();

/// The power of two that brings `largest` near 1. Scaling by it is exact and keeps squares within range.
double safe_scale(double largest);

}  // namespace crucible
