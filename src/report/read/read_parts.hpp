#pragma once

#include "crucible/report/report_files.hpp"

#include <string>
#include <string_view>

namespace crucible {

/// What messages say that a page can be made of.
inline constexpr const char* readable_files =
    "a report is made of models of train, results of svd and pca, and JSON of evaluate";

/// Local. Reads the root attributes of a file of ours.
ReportOrigin read_origin(const H5File& file);

/// Collective. Throws what ModelStore::open() throws.
ReportModel read_report_model(const Communicator& comm, const std::string& path);

/// Local. `file` is of the format `crucible-svd` or `crucible-pca`. Throws InputError.
ReportSpectrum read_report_spectrum(const H5File& file);

/// Pure. `text` is the content of the file at `path`. Throws InputError unless it is JSON of evaluate.
ReportEvaluation parse_report_evaluation(const std::string& path, std::string_view text);

}  // namespace crucible
