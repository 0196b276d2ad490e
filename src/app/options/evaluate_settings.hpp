#pragma once

#include "crucible/cli/option_table.hpp"
#include "crucible/eval/evaluate.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace crucible {

/// The options of `evaluate`.
struct EvaluateSettings {
  void declare(OptionTable& options);
  /// What to measure. The observer of lists is not set yet. Throws UsageError. Local.
  EvaluateOptions evaluate_options() const;
  /// The part of the split to judge by if no fold is given.
  Part judged_part() const { return part_ == "test" ? Part::test : Part::validation; }

  std::string model;
  std::string ratings;
  std::string split;
  std::optional<std::int64_t> fold;
  std::vector<std::string> beside;  ///< other models
  std::string trec_run;
  std::string trec_qrels;

 private:
  std::string part_ = "test";
  std::vector<std::string> metrics_{"all"};
  std::vector<std::int64_t> top_{10};
  std::optional<double> relevant_from_;
  std::int64_t bootstrap_ = 200;
  bool groups_ = false;
  std::vector<std::string> extra_baselines_;
  std::optional<double> ease_lambda_;
  bool ease_by_rating_ = false;
  std::int64_t seed_ = 1;
};

}  // namespace crucible
