#pragma once

#include "crucible/report/report_files.hpp"
#include "markup/markup.hpp"
#include "page/names.hpp"

#include <string>
#include <vector>

namespace crucible {

/// How many ratings lie within intervals around the predictions of each evaluation's first model, against how
/// many should. Empty where no evaluation says it. Pure.
Markup calibration_chart(const std::vector<const ReportEvaluation*>& evaluations, const Names& names,
                         const std::string& id);

}  // namespace crucible
