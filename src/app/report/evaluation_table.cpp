#include "report/evaluation_table.hpp"

#include "crucible/core/number_text.hpp"

#include <algorithm>

namespace crucible {
namespace {

using Json = nlohmann::ordered_json;

std::string cell(const std::optional<double>& value) { return value ? fixed(*value, 4) : "-"; }

/// Aligns columns: the first to the left, the others to the right.
std::vector<std::string> aligned(const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> width;
  for (const auto& row : rows)
    for (std::size_t c = 0; c < row.size(); ++c) {
      if (c == width.size()) width.push_back(0);
      width[c] = std::max(width[c], row[c].size());
    }
  std::vector<std::string> lines;
  for (const auto& row : rows) {
    std::string line = row[0] + std::string(width[0] - row[0].size(), ' ');
    for (std::size_t c = 1; c < row.size(); ++c) line += "  " + padded(row[c], width[c]);
    lines.push_back(line);
  }
  return lines;
}

/// Metrics that any of `rows` has a value for.
template <typename Row>
std::vector<std::size_t> columns_of(const Evaluation& evaluation, const std::vector<Row>& rows) {
  std::vector<std::size_t> columns;
  for (std::size_t m = 0; m < evaluation.metrics.size(); ++m)
    if (std::any_of(rows.begin(), rows.end(), [&](const Row& row) { return row.values[m].has_value(); }))
      columns.push_back(m);
  return columns;
}

/// One table for each kind of group.
void append_groups(const Evaluation& evaluation, std::vector<std::string>& lines) {
  const std::vector<std::size_t> columns = columns_of(evaluation, evaluation.groups);
  for (const std::string kind : {"users", "books"}) {
    std::vector<std::vector<std::string>> rows{{kind + " by number of ratings", kind, "pairs"}};
    for (const std::size_t m : columns) rows[0].push_back(evaluation.metrics[m].name);
    for (const EvaluatedGroup& group : evaluation.groups) {
      if (group.kind != kind) continue;
      rows.push_back({"  " + group.name, grouped(group.members), grouped(group.pairs)});
      for (const std::size_t m : columns) rows.back().push_back(cell(group.values[m]));
    }
    if (rows.size() == 1) continue;
    lines.emplace_back();
    for (std::string& line : aligned(rows)) lines.push_back(std::move(line));
  }
}

void append_intervals(const EvaluatedRow& row, const std::vector<std::size_t>& columns,
                      std::vector<std::vector<std::string>>& rows) {
  if (row.intervals.empty()) return;
  rows.push_back({"  95 % from"});
  rows.push_back({"  95 % to"});
  for (const std::size_t m : columns) {
    const std::optional<Interval>& interval = row.intervals[m];
    rows[rows.size() - 2].push_back(interval ? fixed(interval->low, 4) : "-");
    rows.back().push_back(interval ? fixed(interval->high, 4) : "-");
  }
}

/// A table of how much the first model differs from those beside it.
void append_differences(const Evaluation& evaluation, std::size_t models,
                        const std::vector<std::size_t>& columns, std::vector<std::string>& lines) {
  std::vector<std::vector<std::string>> rows{{evaluation.rows.front().name}};
  for (const std::size_t m : columns) rows[0].push_back(evaluation.metrics[m].name);
  for (std::size_t r = 1; r < models; ++r) {
    const EvaluatedRow& row = evaluation.rows[r];
    if (row.differences.empty()) continue;
    const auto line = [&](const std::string& name, auto figure) {
      rows.push_back({name});
      for (const std::size_t m : columns)
        rows.back().push_back(row.differences[m] ? figure(*row.differences[m]) : "-");
    };
    line("  less " + row.name, [](const PairedDifference& d) { return fixed(d.value, 4); });
    line("  95 % from", [](const PairedDifference& d) { return fixed(d.interval.low, 4); });
    line("  95 % to", [](const PairedDifference& d) { return fixed(d.interval.high, 4); });
    line("  p", [](const PairedDifference& d) { return fixed(d.p, 3); });
  }
  if (rows.size() == 1) return;
  lines.emplace_back();
  for (std::string& line : aligned(rows)) lines.push_back(std::move(line));
}

/// "intervals of 50 / 80 / 95 % hold 50.3 / 80.1 / 94.9 % of the ratings; ..."
std::string calibration_line(const Calibration& calibration) {
  std::string levels;
  std::string covered;
  for (const PredictionInterval& interval : calibration.intervals) {
    levels += (levels.empty() ? "" : " / ") + fixed(100 * interval.level, 0);
    covered += (covered.empty() ? "" : " / ") + fixed(100 * interval.covered, 1);
  }
  return "intervals of " + levels + " % around predictions hold " + covered + " %; mean deviation " +
         fixed(calibration.deviation, 3) + ", log likelihood " + fixed(calibration.log_likelihood, 4) +
         " a rating (scaled by " + grouped(calibration.fitted_on) + " validation ratings)";
}

Json calibration_json(const Calibration& calibration) {
  Json json{{"fitted_on", calibration.fitted_on},
            {"deviation", calibration.deviation},
            {"log_likelihood", calibration.log_likelihood}};
  for (const PredictionInterval& interval : calibration.intervals)
    json["intervals"].push_back(
        {{"level", interval.level}, {"covered", interval.covered}, {"width", interval.width}});
  return json;
}

Json values_json(const Evaluation& evaluation, const std::vector<std::optional<double>>& values) {
  Json json = Json::object();
  for (std::size_t m = 0; m < values.size(); ++m)
    if (values[m]) json[evaluation.metrics[m].name] = *values[m];
  return json;
}

Json differences_json(const Evaluation& evaluation, const EvaluatedRow& row) {
  Json json = Json::object();
  for (std::size_t m = 0; m < row.differences.size(); ++m)
    if (const auto& difference = row.differences[m])
      json[evaluation.metrics[m].name] = {{"value", difference->value},
                                          {"interval", {difference->interval.low, difference->interval.high}},
                                          {"p", difference->p}};
  return json;
}

/// "user + book bias" as "user_book_bias": keys are easier to use without blanks.
std::string key_of(const std::string& name) {
  std::string key;
  for (const char c : name) {
    if (c == '+') continue;
    if (c != ' ')
      key += c;
    else if (!key.empty() && key.back() != '_')
      key += '_';
  }
  return key;
}

}  // namespace

std::vector<std::string> evaluation_lines(const Evaluation& evaluation, std::size_t models) {
  const std::vector<std::size_t> columns = columns_of(evaluation, evaluation.rows);
  std::vector<std::vector<std::string>> rows{{""}};
  for (const std::size_t m : columns) rows[0].push_back(evaluation.metrics[m].name);
  for (const EvaluatedRow& row : evaluation.rows) {
    rows.push_back({row.name});
    for (const std::size_t m : columns) rows.back().push_back(cell(row.values[m]));
    append_intervals(row, columns, rows);
  }
  std::vector<std::string> lines = aligned(rows);
  append_differences(evaluation, models, columns, lines);
  append_groups(evaluation, lines);
  return lines;
}

std::vector<std::string> evaluation_count_lines(const Evaluation& evaluation) {
  const double share = evaluation.pairs == 0 ? 0
                                             : 100.0 * static_cast<double>(evaluation.unknown_pairs) /
                                                   static_cast<double>(evaluation.pairs);
  std::vector<std::string> lines = {
      grouped(evaluation.pairs) + " held-out ratings of " + grouped(evaluation.users) + " users; " +
          fixed(share, 2) + " % of them (" + grouped(evaluation.unknown_pairs) +
          ") with a user or book that training never saw",
      grouped(evaluation.skipped_users) + " users skipped, with nothing held out"};
  if (evaluation.unranked_users > 0)
    lines.back() +=
        "; " + grouped(evaluation.unranked_users) + " without a relevant book, left out of rankings";
  if (evaluation.folded_in_users > 0)
    lines.push_back(grouped(evaluation.folded_in_users) + " users held out whole, folded in");
  if (evaluation.calibration) lines.push_back(calibration_line(*evaluation.calibration));
  for (const EvaluatedRow& row : evaluation.rows)
    for (const NamedNumber& setting : row.settings)
      lines.push_back(row.name + ": " + setting.name + " " + shortest(setting.value));
  return lines;
}

Json evaluation_json(const Evaluation& evaluation, std::size_t models) {
  Json json = Json::object();
  json["metrics"] = values_json(evaluation, evaluation.rows.front().values);
  if (!evaluation.rows.front().intervals.empty()) {
    Json& intervals = json["intervals"] = Json::object();
    for (std::size_t m = 0; m < evaluation.metrics.size(); ++m)
      if (const auto& interval = evaluation.rows.front().intervals[m])
        intervals[evaluation.metrics[m].name] = {interval->low, interval->high};
  }
  json["baselines"] = Json::object();
  for (std::size_t r = 1; r < evaluation.rows.size(); ++r) {
    const EvaluatedRow& row = evaluation.rows[r];
    const std::string kind = r < models ? "beside" : "baselines";
    const std::string key = r < models ? row.name : key_of(row.name);
    json[kind][key] = values_json(evaluation, row.values);
    if (!row.differences.empty()) json["differences"][kind][key] = differences_json(evaluation, row);
  }
  for (const EvaluatedRow& row : evaluation.rows)
    for (const NamedNumber& setting : row.settings)
      json["settings"][key_of(row.name)][setting.name] = setting.value;
  for (const EvaluatedGroup& group : evaluation.groups)
    json["groups"].push_back({{"kind", group.kind},
                              {"name", group.name},
                              {"members", group.members},
                              {"pairs", group.pairs},
                              {"metrics", values_json(evaluation, group.values)}});
  if (evaluation.calibration) json["calibration"] = calibration_json(*evaluation.calibration);
  json["pairs"] = evaluation.pairs;
  json["unknown_pairs"] = evaluation.unknown_pairs;
  json["users"] = evaluation.users;
  json["skipped_users"] = evaluation.skipped_users;
  json["unranked_users"] = evaluation.unranked_users;
  json["folded_in_users"] = evaluation.folded_in_users;
  return json;
}

}  // namespace crucible
