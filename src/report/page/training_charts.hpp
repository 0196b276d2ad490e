#pragma once

#include "chart/chart.hpp"
#include "crucible/report/report_files.hpp"
#include "markup/markup.hpp"
#include "page/names.hpp"

#include <vector>

namespace crucible {

/// Errors, overlap and learning rate of models over epochs and seconds, with the baselines of those
/// evaluations that judged by the validation part. Pure.
Markup training_charts(const std::vector<ReportModel>& models,
                       const std::vector<ReportEvaluation>& evaluations, const Names& names);

// Charts of one model by epoch; without curves where nothing was measured. Pure.

PlaneChart error_chart(const ReportModel& model, const Names& names);
PlaneChart overlap_chart(const ReportModel& model, const Names& names);

}  // namespace crucible
