#include "crucible/tune/tune_results.hpp"

#include "crucible/core/error.hpp"
#include "crucible/core/number_text.hpp"
#include "crucible/core/text_output.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <numeric>

namespace crucible {

namespace {

using Json = nlohmann::ordered_json;

constexpr const char* format_name = "crucible-tune";

Json number_or_null(const std::optional<double>& value) { return value ? Json(*value) : Json(); }

std::optional<double> optional_number(const Json& json) {
  return json.is_null() ? std::nullopt : std::optional(json.get<double>());
}

Json json_of_setting(const TuneSetting& setting) {
  return {{"format", format_name},
          {"ratings", setting.ratings},
          {"judged", setting.judged},
          {"metrics", setting.metrics},
          {"judge_every", setting.judge_every},
          {"smaller_is_better", setting.smaller_is_better}};
}

Json json_of_trial(const TuneTrial& trial, const TuneSetting& setting) {
  const std::vector<std::string>& metrics = setting.metrics;
  Json json;
  json["options"] = Json::object();
  for (const auto& [name, text] : trial.options) json["options"][name] = text;
  json["diverged"] = trial.diverged();
  json["metrics"] = Json::object();
  json["deviation"] = Json::object();
  for (std::size_t m = 0; m < metrics.size(); ++m) {
    json["metrics"][metrics[m]] = number_or_null(trial.mean(m));
    if (const auto deviation = trial.deviation(m)) json["deviation"][metrics[m]] = *deviation;
  }
  json["runs"] = Json::array();
  for (const TuneRun& run : trial.runs) json["runs"].push_back(json_of(run, setting));
  return json;
}

TuneResults results_of(const Json& json) {
  const Json& setting = json.at("setting");
  if (setting.at("format") != format_name) throw std::runtime_error("another format");
  TuneResults results{
      {setting.at("ratings").get<std::string>(), setting.at("judged").get<std::string>(),
       setting.at("metrics").get<std::vector<std::string>>(), setting.at("judge_every").get<std::int64_t>(),
       setting.at("smaller_is_better").get<bool>()},
      {},
      {}};
  if (const Json standard = json.value("default", Json()); !standard.is_null())
    results.standard = standard.get<std::size_t>() - 1;
  for (const Json& trial : json.at("trials")) {
    TuneTrial read;
    for (const auto& [name, text] : trial.at("options").items())
      read.options.emplace_back(name, text.get<std::string>());
    for (const Json& run : trial.at("runs")) read.runs.push_back(run_of(run, results.setting));
    results.trials.push_back(std::move(read));
  }
  if (results.standard && *results.standard >= results.trials.size())
    throw std::runtime_error("the default is no trial");
  return results;
}

/// Every option that any trial has, in the order of their first use.
std::vector<std::string> option_columns(const TuneResults& results) {
  std::vector<std::string> names;
  for (const TuneTrial& trial : results.trials)
    for (const auto& [name, text] : trial.options)
      if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  return names;
}

std::string text_of(const TuneTrial& trial, const std::string& option) {
  const auto at = std::find_if(trial.options.begin(), trial.options.end(),
                               [&](const auto& given) { return given.first == option; });
  return at == trial.options.end() ? std::string() : at->second;
}

void write_csv(std::ostream& out, const TuneResults& results) {
  const std::vector<std::string> columns = option_columns(results);
  out << "trial";
  for (const std::string& name : columns) out << "," << name;
  for (const std::string& metric : results.setting.metrics) out << "," << metric;
  for (const std::string& metric : results.setting.metrics) out << "," << metric << "_deviation";
  out << ",runs,epoch,seconds,diverged\n";
  for (std::size_t t = 0; t < results.trials.size(); ++t) {
    const TuneTrial& trial = results.trials[t];
    out << t + 1;
    for (const std::string& name : columns) out << "," << text_of(trial, name);
    for (std::size_t m = 0; m < results.setting.metrics.size(); ++m)
      out << "," << (trial.mean(m) ? shortest(*trial.mean(m), 9) : "");
    for (std::size_t m = 0; m < results.setting.metrics.size(); ++m)
      out << "," << (trial.deviation(m) ? shortest(*trial.deviation(m), 9) : "");
    out << "," << trial.runs.size() << "," << trial.epoch() << "," << shortest(trial.seconds(), 5) << ","
        << (trial.diverged() ? "yes" : "no") << "\n";
  }
}

void write_best(std::ostream& out, const TuneResults& results, const TuneTrial& best,
                const std::string& usage) {
  out << "# the best of " << results.trials.size() << " candidates by " << results.setting.metrics.front()
      << " on " << results.setting.judged << "\n";
  if (!usage.empty()) out << "# " << usage << "\n";
  const TuneRun& run = best.runs.front();
  // A training that keeps its best epoch is repeated as it was, else it is made to end there.
  const bool ends = !run.keeps_best || run.share < 1;
  for (const auto& [name, text] : best.options)
    if (!(ends && name == "epochs") && (run.keeps_best || name != "patience"))
      out << name << " = " << text << "\n";
  if (ends) out << "epochs = " << (run.keeps_best ? run.epochs : best.epoch()) << "\n";
  if (!run.keeps_best) out << "patience = 0\n";
}

template <typename Write>
void write_whole(const std::string& path, Write write) {
  TextOutput file;
  file.open(path, "output", true);
  write(file.stream());
  file.commit();
}

}  // namespace

Json json_of(const TuneRun& run, const TuneSetting& setting) {
  Json json;
  if (run.fold >= 0) json["fold"] = run.fold;
  json.update({{"diverged", run.diverged},
               {"share", run.share},
               {"keeps_best", run.keeps_best},
               {"epoch", run.epoch},
               {"epochs", run.epochs},
               {"seconds", run.seconds},
               {"ranks", run.ranks}});
  if (run.planned > 0) json["planned"] = run.planned;
  Json& judged = json["judged"] = Json::array();
  for (const TuneJudgement& judgement : run.judged)
    judged.push_back({{"epoch", judgement.epoch}, {"value", number_or_null(judgement.value)}});
  Json& values = json["metrics"] = Json::object();
  for (std::size_t m = 0; m < run.values.size(); ++m)
    values[setting.metrics[m]] = number_or_null(run.values[m]);
  return json;
}

TuneRun run_of(const Json& json, const TuneSetting& setting) {
  TuneRun run{json.value("fold", std::int64_t{-1}),
              json.at("diverged").get<bool>(),
              json.value("share", 1.0),
              json.value("keeps_best", false),
              json.value("planned", std::int64_t{0}),
              json.at("epoch").get<std::int64_t>(),
              json.at("epochs").get<std::int64_t>(),
              json.at("seconds").get<double>(),
              json.at("ranks").get<std::int64_t>(),
              {},
              {}};
  for (const Json& judgement : json.value("judged", Json::array()))
    run.judged.push_back({judgement.at("epoch").get<std::int64_t>(), optional_number(judgement.at("value"))});
  if (run.diverged) return run;
  for (const std::string& metric : setting.metrics) {
    run.values.push_back(optional_number(json.at("metrics").at(metric)));
  }
  return run;
}

bool TuneTrial::diverged() const {
  return std::any_of(runs.begin(), runs.end(), [](const TuneRun& run) { return run.diverged; });
}

std::optional<double> TuneTrial::mean(std::size_t metric) const {
  double sum = 0;
  for (const TuneRun& run : runs) {
    if (metric >= run.values.size() || !run.values[metric]) return std::nullopt;
    sum += *run.values[metric];
  }
  if (runs.empty()) return std::nullopt;
  return sum / static_cast<double>(runs.size());
}

std::optional<double> TuneTrial::deviation(std::size_t metric) const {
  const std::optional<double> middle = mean(metric);
  if (!middle || runs.size() < 2) return std::nullopt;
  double sum = 0;
  for (const TuneRun& run : runs) sum += (*run.values[metric] - *middle) * (*run.values[metric] - *middle);
  return std::sqrt(sum / static_cast<double>(runs.size() - 1));
}

std::int64_t TuneRun::epoch_at(double part) const {
  // A third of 9 is 3, whatever rounding does.
  return static_cast<std::int64_t>(std::ceil(part * static_cast<double>(planned) - 1e-9));
}

std::optional<double> TuneTrial::best_until(double share, bool smaller_is_better) const {
  std::optional<double> best;
  for (const TuneRun& run : runs)
    for (const auto& [epoch, value] : run.judged) {
      if (epoch > run.epoch_at(share) || !value) continue;
      if (!best || (smaller_is_better ? *value < *best : *value > *best)) best = value;
    }
  // A run of a search with other shares may not have been judged so early.
  return best ? best : mean(0);
}

double TuneTrial::seconds() const {
  return std::accumulate(runs.begin(), runs.end(), 0.0,
                         [](double sum, const TuneRun& run) { return sum + run.seconds; });
}

std::int64_t TuneTrial::epoch() const {
  double sum = 0;
  for (const TuneRun& run : runs) sum += static_cast<double>(run.epoch);
  return runs.empty() ? 0 : std::llround(sum / static_cast<double>(runs.size()));
}

TuneTrial& TuneResults::trial(const OptionTexts& options) {
  const auto at = std::find_if(trials.begin(), trials.end(),
                               [&](const TuneTrial& trial) { return trial.options == options; });
  if (at != trials.end()) return *at;
  trials.push_back({options, {}});
  return trials.back();
}

std::vector<std::size_t> TuneResults::ranking() const {
  std::vector<std::size_t> order(trials.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    const std::optional<double> of_a = trials[a].mean(0);
    const std::optional<double> of_b = trials[b].mean(0);
    if (!of_a || !of_b) return of_a.has_value() && !of_b.has_value();
    // One fold may be easier than others, so candidates with all their runs come first.
    if (trials[a].runs.size() != trials[b].runs.size()) return trials[a].runs.size() > trials[b].runs.size();
    return setting.smaller_is_better ? *of_a < *of_b : *of_a > *of_b;
  });
  return order;
}

std::optional<std::size_t> TuneResults::best() const {
  const std::vector<std::size_t> order = ranking();
  if (order.empty() || !trials[order.front()].mean(0)) return std::nullopt;
  return order.front();
}

std::optional<double> TuneResults::gain() const {
  const std::optional<std::size_t> winner = best();
  if (!winner || !standard) return std::nullopt;
  const std::optional<double> usual = trials[*standard].mean(0);
  if (!usual || *usual == 0) return std::nullopt;
  const double gain = (*trials[*winner].mean(0) - *usual) / std::abs(*usual);
  return setting.smaller_is_better ? -gain : gain;
}

Json json_of(const TuneResults& results) {
  Json json;
  json["setting"] = json_of_setting(results.setting);
  const std::optional<std::size_t> best = results.best();
  json["best"] = best ? Json(*best + 1) : Json();
  json["default"] = results.standard ? Json(*results.standard + 1) : Json();
  json["gain"] = number_or_null(results.gain());
  json["trials"] = Json::array();
  for (std::size_t t = 0; t < results.trials.size(); ++t) {
    Json trial{{"trial", t + 1}};
    trial.update(json_of_trial(results.trials[t], results.setting));
    json["trials"].push_back(std::move(trial));
  }
  return json;
}

void write_tune_results(const std::string& folder, const TuneResults& results, const std::string& usage) {
  const std::filesystem::path base(folder);
  write_whole((base / "results.csv").string(), [&](std::ostream& out) { write_csv(out, results); });
  if (const std::optional<std::size_t> best = results.best())
    write_whole((base / "best.conf").string(),
                [&](std::ostream& out) { write_best(out, results, results.trials[*best], usage); });
  else
    std::filesystem::remove(base / "best.conf");
  write_whole((base / "results.json").string(),
              [&](std::ostream& out) { out << json_of(results).dump(2) << "\n"; });
}

std::optional<TuneResults> read_tune_results(const std::string& folder) {
  const std::string path = (std::filesystem::path(folder) / "results.json").string();
  std::ifstream file(path);
  if (!file) return std::nullopt;
  try {
    return results_of(Json::parse(file));
  } catch (const std::exception& problem) {
    throw InputError(path,
                     std::string("holds no results of a tune (") + problem.what() + "); `fresh` starts over");
  }
}

}  // namespace crucible
