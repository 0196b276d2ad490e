#pragma once

#include "crucible/report/report_files.hpp"
#include "markup/markup.hpp"
#include "page/names.hpp"

#include <vector>

namespace crucible {

/// Errors, overlap and learning rate of models over epochs and seconds, with the baselines of those
/// evaluations that judged by the validation part. Pure.
Markup training_charts(const std::vector<ReportModel>& models,
                       const std::vector<ReportEvaluation>& evaluations, const Names& names);

}  // namespace crucible
