#include "crucible/core/number_text.hpp"
#include "page/sections.hpp"

namespace crucible {

namespace {

Markup file_of(const std::string& path, const std::string& what, const std::string& command) {
  Markup all = element("h3", {}, element("bdi", {}, path)) + remark(what);
  if (!command.empty()) all += element("pre", {}, element("code", {}, command));
  return element("div", {{"class", "file"}}, all);
}

std::string made(const ReportOrigin& origin) {
  return origin.format + ", made " + origin.created + " on " + origin.host + " by crucible " +
         origin.software;
}

std::string made(const ReportModel& model) {
  return made(model.origin) + "; " + grouped(model.users) + " users, " + grouped(model.books) +
         " books; ratings " + model.record.ratings_fingerprint;
}

std::string made(const ReportRatings& ratings) {
  return made(ratings.origin) + "; " + grouped(ratings.ratings) + " ratings of " + grouped(ratings.users) +
         " users and " + grouped(ratings.books) + " books; ratings " + ratings.fingerprint;
}

std::string options_of(const ReportEvaluation& evaluation) {
  std::string text;
  for (const auto& [name, value] : evaluation.config)
    text += (text.empty() ? "" : ", ") + name + " = " + value;
  return text;
}

}  // namespace

Markup origin_section(const ReportFiles& files, const Names& /*names*/) {
  Markup all;
  for (const ReportModel& model : files.models)
    all += file_of(model.origin.path, made(model), model.origin.command_line);
  for (const ReportRatings& ratings : files.ratings)
    all += file_of(ratings.origin.path, made(ratings), ratings.origin.command_line);
  for (const ReportSpectrum& spectrum : files.spectra)
    all += file_of(spectrum.origin.path, made(spectrum.origin), spectrum.origin.command_line);
  for (const ReportCompression& compression : files.compressions)
    all += file_of(compression.origin.path, made(compression.origin), compression.origin.command_line);
  for (const ReportEvaluation& evaluation : files.evaluations)
    all += file_of(evaluation.path, "JSON of evaluate; options: " + options_of(evaluation), "");
  for (const ReportTiming& timing : files.timings)
    if (timing.command != "evaluate") all += file_of(timing.path, "JSON of " + timing.command, "");
  for (const ReportScaling& scaling : files.scalings)
    all += file_of(scaling.path, "medians of jobs/scaling.sbatch", "");
  return section("files", "Files", all);
}

}  // namespace crucible
