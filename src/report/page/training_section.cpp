#include "chart/chart.hpp"
#include "crucible/core/number_text.hpp"
#include "markup/table.hpp"
#include "page/sections.hpp"
#include "page/settings_table.hpp"
#include "page/training_charts.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace crucible {

namespace {

const EpochReport* kept_epoch(const ReportModel& model) {
  for (const EpochReport& row : model.record.history)
    if (row.epoch == model.record.best_epoch) return &row;
  return nullptr;
}

double seconds_of(const ReportModel& model) {
  const auto& history = model.record.history;
  return std::accumulate(history.begin(), history.end(), 0.0,
                         [](double sum, const EpochReport& row) { return sum + row.seconds; });
}

std::string ending(const ReportModel& model) {
  static constexpr std::array<std::pair<const char*, const char*>, 4> words{
      {{"done", "all epochs"}, {"early", "early, no gain"}, {"time", "time limit"}, {"signal", "signal"}}};
  for (const auto& [stored, shown] : words)
    if (model.stopped == stored) return shown;
  return model.stopped.empty() ? "not yet" : model.stopped;
}

Markup named(const ReportModel& model, const Names& names) {
  return legend_entry(names.of(model.origin.path), names.colour(model.origin.path));
}

Markup results(const std::vector<ReportModel>& models, const Names& names) {
  Table table;
  table.header = {"model",  "validation RMSE", "training RMSE", "overlap@10", "kept epoch",
                  "epochs", "factors",         "training time", "ended"};
  for (const ReportModel& model : models) {
    const EpochReport* kept = kept_epoch(model);
    EpochReport row = kept == nullptr ? EpochReport{} : *kept;
    if (kept == nullptr) row.train_rmse = std::nan("");
    table.add({named(model, names), figure_text(row.validation_rmse, 4), figure_text(row.train_rmse, 4),
               figure_text(row.overlap_at_10, 4), std::to_string(model.record.best_epoch),
               std::to_string(model.record.history.size()), grouped(model.k), duration(seconds_of(model)),
               ending(model)});
  }
  return html_of(table) + remark(
                              "RMSE in ratings and overlap, at the epoch whose factors the model keeps. The "
                              "training error is that of predictions made while training.");
}

/// The L2 of the factors in the unit of the options, and where it comes from.
std::pair<std::string, std::string> l2_of(const ReportModel& model) {
  std::string given = "\xE2\x80\x93";
  for (const auto& [name, value] : config_lines(model.record.config)) {
    if (name == "chosen-regularization") return {value, "the ratings"};
    if (name == "user-factor-regularization") given = value;
  }
  return {given, "options"};
}

/// L2 of the factors and the weights of the parts.
Markup chosen(const std::vector<ReportModel>& models, const Names& names) {
  Table table;
  table.header = {"model", "L2 of factors", "from"};
  for (const auto& [part, member] : part_weights) {
    std::string name = part;
    std::replace(name.begin(), name.end(), '_', ' ');
    table.header.emplace_back(name);
  }
  for (const ReportModel& model : models) {
    const EpochReport* kept = kept_epoch(model);
    if (kept == nullptr) continue;
    const auto [l2, source] = l2_of(model);
    std::vector<Markup> cells{named(model, names), l2, source};
    for (const auto& [part, member] : part_weights) cells.emplace_back(axis_number(kept->weights.*member, 3));
    table.add(std::move(cells));
  }
  return element("h3", {}, "Regularisation and weights") + html_of(table) +
         remark(
             "A prediction is the mean rating plus the sum of weight times part, as the validation part "
             "chose. Plain biases are fitted without factors.");
}

bool differs(const std::vector<ReportModel>& models, std::string ModelRecord::*what) {
  return std::any_of(models.begin(), models.end(), [&](const ReportModel& model) {
    return model.record.*what != models.front().record.*what;
  });
}

}  // namespace

Markup training_section(const ReportFiles& files, const Names& names) {
  std::vector<ReportModel> models;
  for (const ReportModel& model : files.models)
    if (model.traits.kind == ModelKind::funk) models.push_back(model);
  if (models.empty()) return {};
  Markup all = results(models, names);
  if (differs(models, &ModelRecord::ratings_fingerprint))
    all += element("p", {{"class", "warning"}},
                   "These models were trained on different ratings: their errors do not compare.");
  all += training_charts(models, files.evaluations, names) + chosen(models, names) +
         settings_table(models, names);
  return section("training", "Training", all);
}

}  // namespace crucible
