#pragma once

#include "crucible/report/report_files.hpp"

#include <string>

namespace crucible {

/// Pure. One HTML page in UTF-8 that needs nothing else: no script, no font, no picture from elsewhere. It
/// shows the files side by side, with charts as SVG. The same files give the same page. All texts of the
/// files are escaped. The page is well-formed XML too.
std::string report_page(const ReportFiles& files, const std::string& title);

}  // namespace crucible
