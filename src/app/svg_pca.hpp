#pragma once

#include "crucible/linalg/row_slab.hpp"

#include <string>
#include <vector>

namespace crucible {

/// Three panels side by side as a standalone SVG: a centred cloud of points (n x 2); the same with its two
/// principal axes as arrows, each as long as twice the standard deviation along it, the first black, the
/// second brown; the cloud and its axes turned so that the axes lie along the picture's. Pure.
/// @pre axes is (2 x 2) with an axis a column; two deviations
std::string pca_svg(const RowMatrixD& points, const RowMatrixD& axes, const std::vector<double>& deviations);

}  // namespace crucible
