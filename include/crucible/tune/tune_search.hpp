#pragma once

#include "crucible/tune/tune_job.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace crucible {

/// The candidates of a search and the way to judge them.
struct TunePlan {
  TuneTask task;  ///< the task of every training; with folds, each training gets its own fold
  TuneSetting setting;
  std::vector<OptionTexts> candidates;
  std::optional<OptionTexts>
      standard;  ///< the varied options at their defaults: trained too, to compare with
  std::vector<double> shares{
      1};                   ///< of the epochs; after each one the better third of the candidates goes on
  std::int64_t folds = 0;   ///< number of folds that judge every candidate; 0: a part of the split judges
  std::string usage;        ///< a comment in best.conf that says how to use it; may be empty
  std::int64_t groups = 1;  ///< number of groups of ranks; each group trains one candidate at a time
};

/// Shares of the epochs for a search by successive halving (Jamieson and Talwalkar, AISTATS 2016) with factor
/// 3: 1/9, 1/3, 1, or the later ones of these where there are few candidates, or `epochs` is so small that a
/// share would end before factors have grown. Pure.
std::vector<double> halving_shares(std::size_t candidates, std::int64_t epochs);

/// A search that keeps its results in a folder and continues where it was stopped. By halving, a candidate
/// that goes on is trained again from its start, so that a search needs to keep nothing but its results.
class TuneSearch {
 public:
  /// Collective. Continues the search in `folder`, unless `fresh`. Throws UsageError if the folder holds
  /// another search, InputError if its results are damaged. @pre 1 <= plan.groups <= comm.size()
  TuneSearch(const Communicator& comm, TunePlan plan, std::string folder, bool fresh);

  bool finished() const noexcept { return next_ >= waiting_.size(); }
  /// Number of trainings that were left to do at the start; with halving, before the first candidates drop
  /// out.
  std::int64_t waiting() const noexcept { return waiting_at_start_; }
  /// Number of trainings that the folder held at the start.
  std::int64_t known() const noexcept { return known_; }
  const TuneResults& results() const noexcept { return results_; }

  /// Collective. Runs one training in each group, calls `heard` with each trial that got a run, and writes
  /// the results to the folder. If a group failed, it throws that error after the results of the others are
  /// written.
  void run_round(const RatingStore& store, const TrainOptionReader& reader,
                 const std::function<void(const TuneTrial& trial)>& heard);

 private:
  /// A training that is still to do.
  struct Waiting {
    OptionTexts options;
    std::optional<std::int64_t> fold;
    double share = 1;
  };

  void take_up(bool fresh);
  std::vector<Waiting> next_step();
  void add_waiting(const OptionTexts& candidate, double share, std::vector<Waiting>& waiting);
  std::vector<OptionTexts> best_third(std::vector<OptionTexts> field, double share);
  std::string run_one(const RatingStore& store, const TrainOptionReader& reader, std::size_t index) const;
  void take_in(const std::string& mine, const std::function<void(const TuneTrial& trial)>& heard);

  const Communicator& comm_;
  TunePlan plan_;
  std::string folder_;
  std::int64_t group_;  ///< the group of this rank
  Communicator group_comm_;
  TuneResults results_;
  std::vector<Waiting> waiting_;
  std::int64_t known_ = 0;
  std::int64_t waiting_at_start_ = 0;
  std::size_t next_ = 0;  ///< the first of waiting_ that has not been run
};

}  // namespace crucible
