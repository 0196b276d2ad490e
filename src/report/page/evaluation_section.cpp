#include "chart/chart.hpp"
#include "crucible/core/number_text.hpp"
#include "markup/table.hpp"
#include "page/calibration_chart.hpp"
#include "page/sections.hpp"

#include <algorithm>
#include <cmath>
#include <set>

namespace crucible {

namespace {

using Row = ReportEvaluation::Row;
using Score = ReportEvaluation::Score;

/// A row of the table: a model of an evaluation, or a baseline.
struct Entry {
  std::string name;
  Colour colour;
  const Row* row;
};

/// Evaluations by the same held-out ratings: their models stand in one table.
struct Judgement {
  std::vector<const ReportEvaluation*> evaluations;
  std::vector<Entry> models;
  std::vector<Entry> baselines;
  std::vector<std::string> metrics;
};

bool same_scores(const Row& a, const Row& b) {
  return a.name == b.name && std::equal(a.scores.begin(), a.scores.end(), b.scores.begin(), b.scores.end(),
                                        [](const Score& x, const Score& y) {
                                          return x.metric == y.metric && x.value == y.value;
                                        });
}

/// True if both judged by the same ratings: as many of them, and the same baselines.
bool same_judgement(const ReportEvaluation& a, const ReportEvaluation& b) {
  return a.pairs == b.pairs && a.users == b.users &&
         std::equal(a.baselines.begin(), a.baselines.end(), b.baselines.begin(), b.baselines.end(),
                    same_scores);
}

const Score* score_of(const Row& row, const std::string& metric) {
  for (const Score& score : row.scores)
    if (score.metric == metric && std::isfinite(score.value)) return &score;
  return nullptr;
}

/// A model that two evaluations judged is shown once, with intervals if one has them.
void add_model(Judgement& judgement, const Row& row, const Names& names) {
  for (Entry& entry : judgement.models)
    if (same_scores(*entry.row, row)) {
      if (!row.scores.empty() && row.scores.front().interval) entry.row = &row;
      return;
    }
  judgement.models.push_back({names.of(row.name), names.colour(row.name), &row});
}

void add_metrics(Judgement& judgement, const Row& row) {
  for (const Score& score : row.scores)
    if (std::find(judgement.metrics.begin(), judgement.metrics.end(), score.metric) ==
        judgement.metrics.end())
      judgement.metrics.push_back(score.metric);
}

std::vector<Judgement> judgements_of(const ReportFiles& files, const Names& names) {
  std::vector<Judgement> judgements;
  for (const ReportEvaluation& evaluation : files.evaluations) {
    auto at = std::find_if(judgements.begin(), judgements.end(), [&](const Judgement& judgement) {
      return same_judgement(*judgement.evaluations.front(), evaluation);
    });
    if (at == judgements.end()) {
      at = judgements.insert(at, Judgement{});
      for (const Row& row : evaluation.baselines)
        at->baselines.push_back({baseline_name(row.name), {}, &row});
    }
    at->evaluations.push_back(&evaluation);
    for (const Row& row : evaluation.models) {
      add_model(*at, row, names);
      add_metrics(*at, row);
    }
    for (const Row& row : evaluation.baselines) add_metrics(*at, row);
  }
  return judgements;
}

std::string config_of(const ReportEvaluation& evaluation, const std::string& name) {
  for (const auto& [other, value] : evaluation.config)
    if (other == name) return value;
  return {};
}

bool is_error(const std::string& metric) { return metric == "rmse" || metric == "mae"; }

std::string title_of(const std::string& metric) {
  if (!is_error(metric)) return metric;
  return (metric == "rmse" ? "RMSE" : "MAE") + std::string(" (ratings)");
}

std::vector<Entry> all_of(const Judgement& judgement) {
  std::vector<Entry> all = judgement.models;
  all.insert(all.end(), judgement.baselines.begin(), judgement.baselines.end());
  return all;
}

/// The best value of a metric; coverage has none, for more of it is not better in itself.
double best_of(const Judgement& judgement, const std::string& metric) {
  double best = std::nan("");
  if (metric.starts_with("coverage")) return best;
  for (const Entry& entry : all_of(judgement))
    if (const Score* score = score_of(*entry.row, metric))
      if (std::isnan(best) || (is_error(metric) ? score->value < best : score->value > best))
        best = score->value;
  return best;
}

Markup cell_of(const Row& row, const std::string& metric, double best) {
  const Score* score = score_of(row, metric);
  if (score == nullptr) return figure_text(std::nan(""), 4);
  const std::string text = fixed(score->value, 4);
  Markup cell = score->value == best ? element("strong", {}, text) : Markup(text);
  if (score->interval)
    cell += element("span", {{"class", "interval"}},
                    fixed(score->interval->first, 4) + " to " + fixed(score->interval->second, 4));
  return cell;
}

Markup table_of(const Judgement& judgement) {
  Table table;
  table.header = {""};
  for (const std::string& metric : judgement.metrics) table.header.emplace_back(title_of(metric));
  for (const Entry& entry : all_of(judgement)) {
    std::vector<Markup> cells{legend_entry(entry.name, entry.colour)};
    for (const std::string& metric : judgement.metrics)
      cells.push_back(cell_of(*entry.row, metric, best_of(judgement, metric)));
    table.add(std::move(cells));
  }
  return html_of(table);
}

/// "-0.0123, from -0.0130 to -0.0117, p 0.010"; bold where no difference is hardly likely.
Markup cell_of(const ReportEvaluation::Difference& difference) {
  const Markup text = Markup(difference.value > 0 ? "+" : "") + figure_text(difference.value, 4);
  return (difference.p < 0.05 ? element("strong", {}, text) : text) +
         element("span", {{"class", "interval"}},
                 figure_text(difference.interval.first, 4) + Markup(" to ") +
                     figure_text(difference.interval.second, 4) + Markup(", p ") +
                     figure_text(difference.p, 3));
}

void add_comparison(Table& table, const std::string& name, const ReportEvaluation::Comparison& comparison,
                    const std::vector<std::string>& metrics) {
  std::vector<Markup> cells{Markup(name)};
  for (const std::string& metric : metrics) {
    const auto& all = comparison.differences;
    const auto at = std::find_if(all.begin(), all.end(), [&](const auto& d) { return d.metric == metric; });
    cells.push_back(at == all.end() ? Markup() : cell_of(*at));
  }
  table.add(std::move(cells));
}

/// How much the first model of each evaluation differs from all that it was judged with. Two models that two
/// evaluations compare are shown once.
Markup differences_of(const Judgement& judgement, const Names& names) {
  Table table;
  std::set<std::string> shown;
  const auto add = [&](const std::string& name, const ReportEvaluation::Comparison& comparison) {
    if (shown.insert(name).second) add_comparison(table, name, comparison, judgement.metrics);
  };
  table.header = {""};
  for (const std::string& metric : judgement.metrics) table.header.emplace_back(title_of(metric));
  for (const ReportEvaluation* evaluation : judgement.evaluations) {
    const std::string less = names.of(evaluation->models.front().name) + " less ";
    for (const auto& comparison : evaluation->with_models) add(less + names.of(comparison.name), comparison);
    for (const auto& comparison : evaluation->with_baselines)
      add(less + baseline_name(comparison.name), comparison);
  }
  if (table.rows.empty()) return {};
  return remark(
             "How much they differ over the same resamples of the users, with 95\xC2\xA0% intervals and p of "
             "no "
             "difference. Bold: p below 0.05, for one comparison; of many, some are by chance.") +
         html_of(table);
}

/// By what was judged, in words.
std::string explanation(const Judgement& judgement) {
  const ReportEvaluation& first = *judgement.evaluations.front();
  std::string text = grouped(first.pairs) + " held-out ratings of " + grouped(first.users) + " users";
  if (const std::string part = config_of(first, "part"); !part.empty()) text += ", part " + part;
  if (const std::string split = config_of(first, "split"); !split.empty()) text += " of split " + split;
  if (!first.ratings.empty()) text += " in " + first.ratings;
  text += ". Bold: the best; of RMSE and MAE, less is better.";
  for (const ReportEvaluation* evaluation : judgement.evaluations) {
    const auto& scores = evaluation->models.front().scores;
    if (scores.empty() || !scores.front().interval) continue;
    text +=
        " Intervals: 95\xC2\xA0%, from " + config_of(*evaluation, "bootstrap") + " resamples of the users.";
    break;
  }
  return text;
}

Bar bar_of(const Entry& entry, const Score& score) {
  Bar bar{entry.name, entry.colour, score.value, std::nullopt};
  if (score.interval) bar.whisker = {score.interval->first, score.interval->second};
  return bar;
}

Table figures_of(const BarChart& chart) {
  Table table;
  table.header = {"", chart.axis.title, "95 % from", "95 % to"};
  for (const Bar& bar : chart.bars)
    table.add({bar.name, figure_text(bar.value, 4), bar.whisker ? fixed(bar.whisker->low, 4) : "",
               bar.whisker ? fixed(bar.whisker->high, 4) : ""});
  return table;
}

std::string description_of(const BarChart& chart) {
  std::string text;
  for (const Bar& bar : chart.bars) {
    text += bar.name + ": " + fixed(bar.value, 4);
    if (bar.whisker)
      text += ", 95 % interval " + fixed(bar.whisker->low, 4) + " to " + fixed(bar.whisker->high, 4);
    text += ". ";
  }
  return text;
}

Markup chart_of(const Judgement& judgement, const std::string& metric, const std::string& id) {
  BarChart chart;
  chart.axis.title = title_of(metric);
  for (const Entry& entry : all_of(judgement))
    if (const Score* score = score_of(*entry.row, metric)) chart.bars.push_back(bar_of(entry, *score));
  if (chart.bars.empty()) return {};
  chart.text = {id, title_of(metric), description_of(chart)};
  return figure(svg_of(chart), chart.text.title, "", figures_of(chart));
}

Markup markup_of(const Judgement& judgement, const Names& names, std::size_t number) {
  Markup charts;
  for (std::size_t m = 0; m < judgement.metrics.size(); ++m)
    charts += chart_of(judgement, judgement.metrics[m],
                       "metric-" + std::to_string(number) + "-" + std::to_string(m));
  const Markup calibration =
      calibration_chart(judgement.evaluations, names, "calibration-" + std::to_string(number));
  return remark(explanation(judgement)) + table_of(judgement) + differences_of(judgement, names) +
         element("div", {{"class", "charts small"}}, charts) +
         (calibration.empty() ? Markup() : element("div", {{"class", "charts"}}, calibration));
}

}  // namespace

Markup evaluation_section(const ReportFiles& files, const Names& names) {
  Markup all;
  std::size_t number = 0;
  for (const Judgement& judgement : judgements_of(files, names)) all += markup_of(judgement, names, ++number);
  return all.empty() ? all : section("evaluation", "Evaluation", all);
}

}  // namespace crucible
