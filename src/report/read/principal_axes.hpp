#pragma once

#include "crucible/core/matrix.hpp"

#include <array>
#include <optional>

namespace crucible {

/// Rows on the two directions in which they vary most.
struct PrincipalPlane {
  MatrixD scores;                  ///< (rows x 2), in the unit of the rows; their means are 0
  std::array<double, 2> shares{};  ///< of the variance, descending
};

/// Pure. The largest coordinate of each axis is positive. Nothing if the rows do not vary, or have fewer than
/// two columns. Costs rows x columns^2 + columns^3 operations.
std::optional<PrincipalPlane> principal_plane(MatrixD rows);

}  // namespace crucible
