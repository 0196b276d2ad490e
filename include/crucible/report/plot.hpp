#pragma once

#include "crucible/report/report_files.hpp"

#include <string>
#include <string_view>

namespace crucible {

// Pure. Each is an SVG file in UTF-8 with one picture of one result, for a paper: the charts of a report,
// with the meaning of their lines in a key above them. It needs nothing else, and its colours are those of a
// white page. Of `origin`, the paths alone count. The same result gives the same picture. Texts are escaped.

/// RMSE of training and validation by epoch, and overlap@10 where it was measured. @pre there was an epoch
std::string training_plot(const ReportModel& model);

/// Of svd: singular values and cumulative energy. Of pca: the explained variance and, with scores of two
/// components, their cloud; else the singular values. Rings mark the k for 90, 95 and 99 %.
/// @pre there are singular values, and the norm is above 0
std::string spectrum_plot(const ReportSpectrum& spectrum);

/// PSNR, SSIM, explained variance and file sizes against k. @pre there are rows
std::string compression_plot(const ReportCompression& compression);

/// True if a text that starts like this is one of these pictures.
bool is_plot(std::string_view start);

}  // namespace crucible
