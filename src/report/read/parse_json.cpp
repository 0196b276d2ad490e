#include "crucible/core/error.hpp"
#include "read/read_parts.hpp"

#include <algorithm>
#include <filesystem>
#include <limits>

#include <nlohmann/json.hpp>

namespace crucible {

namespace {

using Json = nlohmann::ordered_json;

double number_or_nan(const Json& value) {
  return value.is_null() ? std::numeric_limits<double>::quiet_NaN() : value.get<double>();
}

/// The members of an object. Throws Json::exception if it is none.
const Json::object_t& members(const Json& json) { return json.get_ref<const Json::object_t&>(); }

std::pair<double, double> interval_of(const Json& ends) {
  return {number_or_nan(ends.at(0)), number_or_nan(ends.at(1))};
}

/// The values of an object {METRIC: number}, and their intervals where `intervals` has them.
ReportEvaluation::Row row_of(const std::string& name, const Json& values, const Json& intervals) {
  ReportEvaluation::Row row{name, {}};
  static_cast<void>(members(intervals));
  for (const auto& [metric, value] : members(values)) {
    row.scores.push_back({metric, number_or_nan(value), std::nullopt});
    if (intervals.contains(metric)) row.scores.back().interval = interval_of(intervals.at(metric));
  }
  return row;
}

/// Of the rows in `judged`. Throws InputError for any other.
std::vector<ReportEvaluation::Comparison> comparisons_of(const std::string& path, const Json& rows,
                                                         const std::vector<ReportEvaluation::Row>& judged) {
  std::vector<ReportEvaluation::Comparison> comparisons;
  for (const auto& [name, metrics] : members(rows)) {
    const auto is_judged = [&other = name](const auto& row) { return row.name == other; };
    if (std::none_of(judged.begin(), judged.end(), is_judged))
      throw InputError(path, "has differences from " + printable(name) + ", but no metrics of it");
    comparisons.push_back({name, {}});
    for (const auto& [metric, difference] : members(metrics))
      comparisons.back().differences.push_back({metric, number_or_nan(difference.at("value")),
                                                interval_of(difference.at("interval")),
                                                number_or_nan(difference.at("p"))});
  }
  return comparisons;
}

/// A whole number that is not negative. Throws InputError naming the key.
std::int64_t count_of(const std::string& path, const Json& json, const char* key) {
  const Json& value = json.at(key);
  const bool fits = value.is_number_integer() && value.get<std::int64_t>() >= 0;
  if (!fits) throw InputError(path, printable(key) + " is no count: " + printable(value.dump(), 40));
  return value.get<std::int64_t>();
}

/// The name of the model, which JSON of before 0.2 does not say: then that of the file.
std::string model_of(const std::string& path, const Json& json) {
  return json.contains("model") ? json.at("model").get<std::string>()
                                : std::filesystem::path(path).stem().string();
}

ReportEvaluation evaluation_of(const std::string& path, const Json& json) {
  const Json none = Json::object();
  const auto part = [&](const char* name) -> const Json& {
    return json.contains(name) ? json.at(name) : none;
  };
  ReportEvaluation evaluation;
  evaluation.path = path;
  for (const auto& [name, value] : members(json.at("config")))
    evaluation.config.emplace_back(name, value.get<std::string>());
  evaluation.models.push_back(row_of(model_of(path, json), json.at("metrics"), part("intervals")));
  for (const auto& [name, values] : members(part("beside")))
    evaluation.models.push_back(row_of(name, values, none));
  for (const auto& [name, values] : members(json.at("baselines")))
    evaluation.baselines.push_back(row_of(name, values, none));
  const Json& differences = part("differences");
  if (differences.contains("beside"))
    evaluation.with_models = comparisons_of(path, differences.at("beside"), evaluation.models);
  if (differences.contains("baselines"))
    evaluation.with_baselines = comparisons_of(path, differences.at("baselines"), evaluation.baselines);
  if (json.contains("calibration"))
    for (const Json& interval : json.at("calibration").at("intervals"))
      evaluation.calibration.push_back({interval.at("level").get<double>(),
                                        number_or_nan(interval.at("covered")),
                                        number_or_nan(interval.at("width"))});
  if (json.contains("ratings")) evaluation.ratings = json.at("ratings").get<std::string>();
  evaluation.pairs = count_of(path, json, "pairs");
  evaluation.users = count_of(path, json, "users");
  return evaluation;
}

/// The ranks that ran a command; those of compress have another key, because its ranks are something else.
const char* ranks_key(const Json& json) { return json.contains("mpi_ranks") ? "mpi_ranks" : "ranks"; }

ReportTiming timing_of(const std::string& path, const std::string& command, const Json& json) {
  ReportTiming timing{path, command, count_of(path, json, ranks_key(json)),
                      {},   0,       count_of(path, json, "peak_rss_bytes")};
  const Json none = Json::object();
  const Json& messages = json.contains("communication") ? json.at("communication") : none;
  for (const auto& [name, seconds] : members(json.at("seconds"))) {
    if (name == "total") {
      timing.total = seconds.at("max").get<double>();
      continue;
    }
    ReportTiming::Phase phase{name,
                              seconds.at("min").get<double>(),
                              seconds.at("mean").get<double>(),
                              seconds.at("max").get<double>(),
                              seconds.value("share", std::numeric_limits<double>::quiet_NaN()),
                              0,
                              0};
    if (messages.contains(name)) {
      phase.message_seconds = messages.at(name).at("seconds").get<double>();
      phase.message_bytes = count_of(path, messages.at(name), "bytes");
    }
    if (seconds.contains("of_ranks")) {
      phase.of_ranks = seconds.at("of_ranks").get<std::vector<double>>();
      if (std::ssize(phase.of_ranks) != timing.ranks)
        throw InputError(path, "the seconds of " + printable(name) + " are not of " +
                                   std::to_string(timing.ranks) + " ranks");
    }
    timing.phases.push_back(std::move(phase));
  }
  return timing;
}

/// The command that wrote the JSON, or nothing.
std::string command_of(const Json& json) {
  if (!json.is_object() || !json.contains("command") || !json.at("command").is_string()) return {};
  return json.at("command").get<std::string>();
}

}  // namespace

void parse_report_json(const std::string& path, std::string_view text, ReportFiles& files) {
  const Json json = Json::parse(text, nullptr, false);
  if (json.is_discarded())
    throw InputError(path, std::string("is neither HDF5 nor JSON of crucible; ") + readable_files);
  const std::string command = command_of(json);
  if (command.empty()) throw InputError(path, std::string("is JSON, but not of crucible; ") + readable_files);
  try {
    if (command == "evaluate") files.evaluations.push_back(evaluation_of(path, json));
    if (command != "evaluate" || json.contains("seconds"))
      files.timings.push_back(timing_of(path, command, json));
  } catch (const Json::exception&) {
    throw InputError(path, "is JSON of the command " + printable(command) +
                               " that lacks figures: write it without a dry run, and do not change it");
  }
}

}  // namespace crucible
