#pragma once

#include "crucible/cli/job.hpp"
#include "crucible/cli/option_table.hpp"
#include "crucible/store/rating_store.hpp"
#include "crucible/tune/tune_search.hpp"
#include "options/train_option_binding.hpp"
#include "options/train_option_reader.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace crucible {

/// The options of `tune`, and the search that they mean.
class TuneSettings {
 public:
  TuneSettings() : train_options_("train") { binding_.declare(train_options_); }

  void declare(OptionTable& options);
  /// Throws UsageError if options do not go together. Local.
  void check(const Job& job) const;
  /// The search. If no split is named, it logs which one it takes. It stores split and metrics as option
  /// values, so that --json shows them. Throws UsageError. Collective.
  TunePlan plan(Job& job, const RatingStore& store);

  const std::string& ratings() const noexcept { return ratings_; }
  bool fresh() const noexcept { return fresh_; }
  /// Seconds.
  std::optional<double> max_time() const noexcept { return max_time_; }
  const TrainOptionReader& reader() const noexcept { return reader_; }

 private:
  TunePlan local_plan(Job& job, const RatingStore& store);
  TuneTask task(const SplitSummary& split) const;
  TuneSetting setting(const RatingStore& store, const SplitSummary& split, const TuneTask& task) const;
  void add_candidates(TunePlan& plan) const;

  std::string ratings_;
  std::string split_;
  std::string part_ = "validation";
  bool folds_ = false;
  bool all_epochs_ = false;
  std::vector<std::string> metrics_;
  std::optional<std::int64_t> judge_every_;
  std::optional<std::int64_t> trials_;
  std::int64_t draw_seed_ = 1;
  std::int64_t groups_ = 1;
  bool fresh_ = false;
  std::optional<double> max_time_;
  TrainOptionBinding binding_;
  OptionTable train_options_;  ///< whose options are taken as texts
  OptionTexts texts_;
  TrainOptionReader reader_ = train_option_reader(true);
};

}  // namespace crucible
