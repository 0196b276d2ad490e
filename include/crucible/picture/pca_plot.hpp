#pragma once

#include "crucible/linalg/row_slab.hpp"
#include "crucible/mpi/communicator.hpp"

#include <string>
#include <vector>

namespace crucible {

/// Collective. The points of a plot: rows of a matrix of two columns at even distances, minus `means`. The
/// same on every rank. At most a few thousand, because more only make the picture slow.
RowMatrixD plot_points(const Communicator& comm, const RowSlab& a, const std::vector<double>& means);

/// A standalone SVG with three panels side by side. The first shows a centred cloud of points, (n x 2). The
/// second adds its two principal axes as arrows, the first black, the second brown. An arrow is twice as long
/// as the standard deviation along its axis. In the third panel the cloud is turned so that its axes are
/// horizontal and vertical. The columns of `axes` are the axes. Pure. Throws LogicError unless axes is (2 x
/// 2) and there are two deviations.
std::string pca_svg(const RowMatrixD& points, const RowMatrixD& axes, const std::vector<double>& deviations);

}  // namespace crucible
