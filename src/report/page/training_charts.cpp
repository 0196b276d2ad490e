#include "page/training_charts.hpp"

#include "chart/chart.hpp"
#include "crucible/core/number_text.hpp"
#include "markup/table.hpp"
#include "page/sections.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <set>

namespace crucible {

namespace {

constexpr std::size_t most_rows = 400;  ///< of a table of figures

using Models = std::vector<ReportModel>;
using Levels = std::vector<Level>;

/// What is drawn of an epoch.
struct Quantity {
  const char* name;  ///< in tables, after the model's name
  double EpochReport::*member;
  int digits;
  bool dashed = false;

  bool is_drawn_of(const ReportModel& model) const {
    // With a weight for unrated entries, training errors are in targets (0 to 1) and not in ratings.
    return member != &EpochReport::train_rmse || model.traits.unrated_weight == 0;
  }
};

constexpr Quantity training{"training", &EpochReport::train_rmse, 4, true};
constexpr Quantity validation{"validation", &EpochReport::validation_rmse, 4};
constexpr Quantity overlap{"overlap@10", &EpochReport::overlap_at_10, 4};
constexpr Quantity rate{"rate", &EpochReport::learning_rate, 6};

/// Where an epoch stands along the x axis.
struct Progress {
  const char* id;
  const char* title;
  const char* of;  ///< in titles of charts
  Axis::Kind kind;
  bool timed;
};

constexpr Progress by_epoch{"epochs", "epoch", "by epoch", Axis::Kind::whole, false};
constexpr Progress by_time{"seconds", "training time (seconds)", "by time", Axis::Kind::linear, true};

/// Of each epoch: its number, or the seconds until its end.
std::vector<double> positions(const ReportModel& model, const Progress& progress) {
  std::vector<double> values;
  double seconds = 0;
  for (const EpochReport& row : model.record.history) {
    seconds += row.seconds;
    values.push_back(progress.timed ? seconds : static_cast<double>(row.epoch));
  }
  return values;
}

Curve curve_of(const ReportModel& model, const Quantity& quantity, const Progress& progress,
               const Names& names) {
  Curve curve{names.of(model.origin.path) + ", " + quantity.name,
              names.colour(model.origin.path),
              quantity.dashed,
              {},
              {}};
  const std::vector<double> x = positions(model, progress);
  for (std::size_t i = 0; i < x.size(); ++i) {
    const EpochReport& row = model.record.history[i];
    const Point point{x[i], row.*quantity.member};
    // Overlap is measured at some epochs alone: its line leads from one to the next.
    if (!std::isfinite(point.y)) continue;
    curve.points.push_back(point);
    if (row.epoch == model.record.best_epoch && !quantity.dashed) curve.marks.push_back(point);
  }
  return curve;
}

std::vector<Curve> curves_of(const Models& models, const std::vector<Quantity>& quantities,
                             const Progress& progress, const Names& names) {
  std::vector<Curve> curves;
  for (const Quantity& quantity : quantities)
    for (const ReportModel& model : models)
      if (quantity.is_drawn_of(model)) {
        Curve curve = curve_of(model, quantity, progress, names);
        if (!curve.points.empty()) curves.push_back(std::move(curve));
      }
  return curves;
}

const EpochReport* row_of(const ReportModel& model, std::int64_t epoch) {
  for (const EpochReport& row : model.record.history)
    if (row.epoch == epoch) return &row;
  return nullptr;
}

std::vector<std::int64_t> epochs_of(const Models& models) {
  std::set<std::int64_t> epochs;
  for (const ReportModel& model : models)
    for (const EpochReport& row : model.record.history) epochs.insert(row.epoch);
  return {epochs.begin(), epochs.end()};
}

/// The figures of a chart: a row an epoch; with times, those too.
Table figures_of(const Models& models, const std::vector<Quantity>& quantities, const Progress& progress,
                 const Names& names) {
  Table table;
  table.header = {"epoch"};
  for (const ReportModel& model : models) {
    const std::string name = names.of(model.origin.path);
    if (progress.timed) table.header.emplace_back(name + ", seconds");
    for (const Quantity& quantity : quantities) table.header.emplace_back(name + ", " + quantity.name);
  }
  const std::vector<std::int64_t> epochs = epochs_of(models);
  for (const std::size_t i : thinned(epochs.size(), most_rows)) {
    std::vector<Markup> cells{Markup(std::to_string(epochs[i]))};
    for (const ReportModel& model : models) {
      const EpochReport* row = row_of(model, epochs[i]);
      const auto cell = [&](double value, int digits) {
        cells.emplace_back(row == nullptr ? std::string() : figure_text(value, digits));
      };
      const auto place = row == nullptr ? 0 : static_cast<std::size_t>(row - model.record.history.data());
      if (progress.timed) cell(row == nullptr ? 0 : positions(model, progress)[place], 3);
      for (const Quantity& quantity : quantities)
        cell(row == nullptr ? 0 : row->*quantity.member, quantity.digits);
    }
    table.add(std::move(cells));
  }
  return table;
}

/// One sentence for those who do not see the chart.
std::string description_of(const std::vector<Curve>& curves, const Levels& levels, int digits) {
  std::string text;
  for (const Curve& curve : curves) {
    const auto& points = curve.points;
    const auto [low, high] = std::minmax_element(points.begin(), points.end(),
                                                 [](const Point& a, const Point& b) { return a.y < b.y; });
    text += curve.name + ": from " + fixed(points.front().y, digits) + " to " +
            fixed(points.back().y, digits) + ", lowest " + fixed(low->y, digits) + " at " +
            shortest(low->x, 4) + ", highest " + fixed(high->y, digits) + ". ";
  }
  for (const Level& level : levels) text += "Baseline " + level.name + ". ";
  return text;
}

struct Wish {
  const char* id;
  const char* title;
  const char* y_title;
  std::vector<Quantity> quantities;
  Axis::Kind kind = Axis::Kind::linear;
};

const Wish rmse_wish{"rmse", "RMSE", "RMSE (ratings)", {validation, training}};
const Wish overlap_wish{"overlap", "Overlap@10", "share of the 10 highest rated", {overlap}};

PlaneChart chart_of(const Wish& wish, const Progress& progress, const Models& models, const Levels& levels,
                    const Names& names) {
  PlaneChart chart;
  chart.curves = curves_of(models, wish.quantities, progress, names);
  chart.levels = levels;
  if (!progress.timed)
    for (const ReportModel& model : models)
      if (model.steps_ended > 0)
        chart.dividers.push_back(
            {names.colour(model.origin.path), static_cast<double>(model.steps_ended) + 0.5});
  chart.x = {progress.title, progress.kind, progress.timed};
  chart.y = {wish.y_title, wish.kind, false};
  chart.text = {std::string(wish.id) + "-" + progress.id, std::string(wish.title) + " " + progress.of,
                description_of(chart.curves, levels, wish.quantities.front().digits)};
  return chart;
}

Markup figure_of(const Wish& wish, const Progress& progress, const Models& models, const Levels& levels,
                 const Names& names) {
  const PlaneChart chart = chart_of(wish, progress, models, levels, names);
  if (chart.curves.empty()) return {};
  return figure(svg_of(chart), chart.text.title, "", figures_of(models, wish.quantities, progress, names));
}

/// The errors of baselines on the validation part, as far as an evaluation has them.
Levels levels_of(const std::vector<ReportEvaluation>& evaluations) {
  Levels levels;
  for (const ReportEvaluation& evaluation : evaluations) {
    const auto judged = std::find(evaluation.config.begin(), evaluation.config.end(),
                                  std::pair<std::string, std::string>{"part", "validation"});
    if (judged == evaluation.config.end()) continue;
    for (const ReportEvaluation::Row& row : evaluation.baselines)
      for (const ReportEvaluation::Score& score : row.scores)
        if (score.metric == "rmse")
          levels.push_back({baseline_name(row.name) + " " + figure_text(score.value, 4), score.value});
  }
  const auto same = [](const Level& a, const Level& b) { return a.name == b.name; };
  std::sort(levels.begin(), levels.end(), [](const Level& a, const Level& b) { return a.name < b.name; });
  levels.erase(std::unique(levels.begin(), levels.end(), same), levels.end());
  return levels;
}

/// A logarithmic axis where rates span more than a decade.
Axis::Kind rate_axis(const Models& models) {
  double low = INFINITY;
  double high = 0;
  for (const ReportModel& model : models)
    for (const EpochReport& row : model.record.history) {
      if (row.learning_rate > 0) low = std::min(low, row.learning_rate);
      high = std::max(high, row.learning_rate);
    }
  return high > 10 * low ? Axis::Kind::logarithmic : Axis::Kind::linear;
}

/// What the kinds of lines mean.
std::string key_of(const Models& models, const Levels& levels) {
  std::string text = "Solid: validation; dashed: training; ring: the epoch whose factors are kept.";
  if (std::any_of(models.begin(), models.end(), [](const auto& m) { return m.steps_ended > 0; }))
    text += " Upright: draws from the posterior follow the steps.";
  if (!levels.empty()) text += " Dotted: baselines on the validation part.";
  if (std::any_of(models.begin(), models.end(), [](const auto& m) { return m.traits.unrated_weight > 0; }))
    text +=
        " Training errors of models with an unrated weight are in targets, not ratings: they stand in the "
        "figures alone.";
  return text;
}

bool any_rate(const Models& models) {
  return std::any_of(models.begin(), models.end(), [](const ReportModel& model) {
    return std::any_of(model.record.history.begin(), model.record.history.end(),
                       [](const EpochReport& row) { return row.learning_rate > 0; });
  });
}

}  // namespace

PlaneChart error_chart(const ReportModel& model, const Names& names) {
  return chart_of(rmse_wish, by_epoch, {model}, {}, names);
}

PlaneChart overlap_chart(const ReportModel& model, const Names& names) {
  return chart_of(overlap_wish, by_epoch, {model}, {}, names);
}

Markup training_charts(const Models& models, const std::vector<ReportEvaluation>& evaluations,
                       const Names& names) {
  const Wish rates{"rate", "Learning rate", "rate of the user factors", {rate}, rate_axis(models)};
  const Levels levels = levels_of(evaluations);
  Markup all = figure_of(rmse_wish, by_epoch, models, levels, names);
  all += figure_of(rmse_wish, by_time, models, levels, names);
  all += figure_of(overlap_wish, by_epoch, models, {}, names);
  all += figure_of(overlap_wish, by_time, models, {}, names);
  if (any_rate(models)) all += figure_of(rates, by_epoch, models, {}, names);
  Markup legend;
  for (const ReportModel& model : models)
    legend += legend_entry(names.of(model.origin.path), names.colour(model.origin.path));
  return element("p", {{"class", "legend"}}, legend) + remark(key_of(models, levels)) +
         element("div", {{"class", "charts"}}, all);
}

}  // namespace crucible
