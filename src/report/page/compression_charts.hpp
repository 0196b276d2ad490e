#pragma once

#include "chart/chart.hpp"
#include "crucible/report/report_files.hpp"

#include <vector>

namespace crucible {

/// PSNR, SSIM, explained variance and file sizes against k; those of which there are finite values. Pure.
/// @pre there are rows
std::vector<PlaneChart> compression_charts(const ReportCompression& compression);

}  // namespace crucible
