#pragma once

#include "crucible/cli/job.hpp"
#include "crucible/core/text_output.hpp"
#include "crucible/eval/evaluate.hpp"
#include "crucible/store/rating_store.hpp"

#include <string>

namespace crucible {

/// The files of --trec-run and --trec-qrels: the first model's lists, and what is relevant.
class TrecFiles {
 public:
  /// Names that are empty are not written.
  TrecFiles(std::string run_path, std::string qrels_path)
      : run_path_(std::move(run_path)), qrels_path_(std::move(qrels_path)) {}

  bool wanted() const noexcept { return !run_path_.empty() || !qrels_path_.empty(); }
  /// Opens what is wanted, before the work. Throws UsageError if no metric of `what` makes lists or a file
  /// exists already, IoError. Collective.
  void open(const Job& job, const EvaluateOptions& what);
  /// Notes every list that it hears of. Must not outlive this. Local.
  ListObserver observer(const RatingStore& store, const EvaluationData& data);
  /// Writes what was noted. Collective. Throws IoError.
  void write(const Job& job);

 private:
  std::string run_path_;
  std::string qrels_path_;
  TextOutput run_file_;  ///< rank 0's alone, as is the next
  TextOutput qrels_file_;
  std::string run_text_;  ///< of this rank's users
  std::string qrels_text_;
};

}  // namespace crucible
