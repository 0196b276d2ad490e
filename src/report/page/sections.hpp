#pragma once

#include "crucible/report/report_files.hpp"
#include "markup/markup.hpp"
#include "page/names.hpp"

namespace crucible {

// The sections of the page. Each is empty where the files have nothing for it. Pure.

/// Models of `train`: how they came out, what was chosen, curves over epochs and seconds, settings.
Markup training_section(const ReportFiles& files, const Names& names);
/// Metrics of evaluate beside the baselines.
Markup evaluation_section(const ReportFiles& files, const Names& names);
/// Singular values and energy of svd, pca and models from svd.
Markup spectrum_section(const ReportFiles& files, const Names& names);
/// The first two principal components.
Markup component_section(const ReportFiles& files, const Names& names);
/// Books of each model on the main axes of their factors.
Markup map_section(const ReportFiles& files, const Names& names);
/// Pictures of compress, with their figures.
Markup compression_section(const ReportFiles& files, const Names& names);
/// What models recommend to some users.
Markup taste_section(const ReportFiles& files, const Names& names);
/// Where the time of commands went.
Markup timing_section(const ReportFiles& files, const Names& names);
/// Speed-up and efficiency against the number of ranks.
Markup scaling_section(const ReportFiles& files, const Names& names);
/// Where each file comes from.
Markup origin_section(const ReportFiles& files, const Names& names);

/// The frame of a section.
Markup section(const char* id, const char* title, const Markup& content);
/// A paragraph in a small hand.
Markup remark(const std::string& text);

}  // namespace crucible
