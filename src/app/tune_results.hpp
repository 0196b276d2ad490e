#pragma once

#include "tune_space.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace crucible {

/// One training of a candidate, and what it was judged to reach.
struct TuneRun {
  std::int64_t fold = -1;                     ///< the fold that was held out; -1: a part of the split
  bool diverged = false;                      ///< then there are no values
  std::int64_t epoch = 0;                     ///< after which the values were measured: the best one
  std::int64_t epochs = 0;                    ///< that were run
  double seconds = 0;                         ///< training and judging
  std::int64_t ranks = 1;                     ///< that trained it
  std::vector<std::optional<double>> values;  ///< one a metric
};

/// A candidate with its runs: one, or one a fold.
struct TuneTrial {
  OptionTexts options;  ///< those that are given, fixed ones and varied ones
  std::vector<TuneRun> runs;

  bool diverged() const;
  /// Mean over the runs; nothing where a run has no value.
  std::optional<double> mean(std::size_t metric) const;
  /// Standard deviation of a sample of runs; nothing below two runs.
  std::optional<double> deviation(std::size_t metric) const;
};

/// What all trials of a search have in common, so that their figures can stand side by side.
struct TuneSetting {
  std::string ratings;  ///< fingerprint of the ratings
  std::string judged;   ///< e.g. "split readers (...), part validation"
  std::vector<std::string> metrics;
  std::int64_t judge_every = 0;
  bool smaller_is_better = false;  ///< of the first metric

  friend bool operator==(const TuneSetting&, const TuneSetting&) = default;
};

/// A search so far. Local; lives in a folder as results.json (all of it), results.csv and best.conf.
struct TuneResults {
  TuneSetting setting;
  std::vector<TuneTrial> trials;

  /// The trial with these options, made where it is not there.
  TuneTrial& trial(const OptionTexts& options);
  /// Indices of the trials, best mean of the first metric first; those with fewer runs come later, those
  /// without a value last.
  std::vector<std::size_t> ranking() const;
  /// The first of the ranking, where it has a value.
  std::optional<std::size_t> best() const;
};

nlohmann::ordered_json json_of(const TuneRun& run, const TuneSetting& setting);
nlohmann::ordered_json json_of(const TuneResults& results);
/// The inverse of json_of(). Throws an exception of the JSON library where something is missing.
TuneRun run_of(const nlohmann::ordered_json& json, const TuneSetting& setting);
/// Writes the three files into `folder`, each whole or not at all. Throws IoError.
void write_tune_results(const std::string& folder, const TuneResults& results);
/// What `folder` holds; nothing where it has no results.json. Throws InputError where that is damaged.
std::optional<TuneResults> read_tune_results(const std::string& folder);
/// A trial's figures and options, for people.
std::string tune_line(const TuneResults& results, const TuneTrial& trial);
/// The best trials, a line each, with their numbers.
std::vector<std::string> tune_lines(const TuneResults& results, std::size_t most);

}  // namespace crucible
