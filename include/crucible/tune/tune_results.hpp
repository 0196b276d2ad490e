#pragma once

#include "crucible/tune/tune_space.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace crucible {

/// The first metric at an epoch; none if it had no value.
struct TuneJudgement {
  std::int64_t epoch = 0;
  std::optional<double> value;
};

/// One training of a candidate, and its figures.
struct TuneRun {
  std::int64_t fold = -1;                     ///< the fold that was held out; -1: a part of the split
  bool diverged = false;                      ///< the training diverged, so there are no values
  double share = 1;                           ///< of its epochs, after which it was cut off; 1: to its end
  bool keeps_best = false;                    ///< the trainer ends by itself and keeps its best epoch's model
  std::int64_t planned = 0;                   ///< epochs that the options ask for
  std::int64_t epoch = 0;                     ///< the best epoch; the values were measured after it
  std::int64_t epochs = 0;                    ///< number of epochs that were run
  double seconds = 0;                         ///< of training and judging
  std::int64_t ranks = 1;                     ///< number of ranks that trained it
  std::vector<std::optional<double>> values;  ///< one per metric
  std::vector<TuneJudgement> judged;          ///< by epoch

  /// The epoch after which `part` of the planned epochs are over.
  std::int64_t epoch_at(double part) const;
};

/// A candidate with its runs: a single one, or one per fold.
struct TuneTrial {
  OptionTexts options;  ///< all options given, fixed and varied ones
  std::vector<TuneRun> runs;

  bool diverged() const;
  /// Mean over the runs; none if a run has no value.
  std::optional<double> mean(std::size_t metric) const;
  /// The best value of the first metric that its only run had until `share` of the epochs were over; its last
  /// value if it was not judged by then.
  std::optional<double> best_until(double share, bool smaller_is_better) const;
  /// Sum over all runs.
  double seconds() const;
  /// The best epoch: its mean over the runs, rounded; 0 without a run.
  std::int64_t epoch() const;
  /// Standard deviation of the runs as a sample; none with fewer than two runs.
  std::optional<double> deviation(std::size_t metric) const;
};

/// What all trials of a search have in common. Only trials with the same setting can be compared.
struct TuneSetting {
  std::string ratings;  ///< fingerprint of the ratings
  std::string judged;   ///< e.g. "split users (...), part validation"
  std::vector<std::string> metrics;
  std::int64_t judge_every = 0;
  bool smaller_is_better = false;  ///< of the first metric

  friend bool operator==(const TuneSetting&, const TuneSetting&) = default;
};

/// The results of a search so far. A folder keeps them as results.json (everything), results.csv and
/// best.conf. All functions here are local.
struct TuneResults {
  TuneSetting setting;
  std::vector<TuneTrial> trials;
  std::optional<std::size_t> standard;  ///< the trial in which all varied options have their defaults

  /// The trial with these options. Adds it if there is none.
  TuneTrial& trial(const OptionTexts& options);
  /// How much better the best trial is than the standard one by the first metric, as a share of the latter's
  /// value; none if either has no value.
  std::optional<double> gain() const;
  /// Indices of the trials, those with the best mean of the first metric first. Trials with fewer runs come
  /// after those with more, and trials without a value come last.
  std::vector<std::size_t> ranking() const;
  /// The first trial of the ranking; none if it has no value.
  std::optional<std::size_t> best() const;
};

nlohmann::ordered_json json_of(const TuneRun& run, const TuneSetting& setting);
nlohmann::ordered_json json_of(const TuneResults& results);
/// The inverse of json_of(). Throws an exception of the JSON library if something is missing.
TuneRun run_of(const nlohmann::ordered_json& json, const TuneSetting& setting);
/// Local. Writes the three files into `folder`, each complete or not at all. If `usage` is not empty, it
/// becomes a comment in best.conf. Throws IoError.
void write_tune_results(const std::string& folder, const TuneResults& results, const std::string& usage = {});
/// Local. Reads the results in `folder`; none if it has no results.json. Throws InputError if that file is
/// damaged.
std::optional<TuneResults> read_tune_results(const std::string& folder);

}  // namespace crucible
