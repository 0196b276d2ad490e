#pragma once

#include "baselines.hpp"
#include "crucible/eval/evaluate.hpp"
#include "crucible/recommend/fold_in.hpp"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace crucible {

/// Predicts ratings, ranks books, or does both, for a batch of users at a time. Local.
class Recommender {
 public:
  virtual ~Recommender() = default;

  virtual bool predicts() const = 0;
  virtual bool ranks() const = 0;
  /// Starts a batch of `users`, counted from the first of this rank.
  virtual void start(std::span<const std::int64_t> users) = 0;
  /// The rating expected of user number `place` of the batch, at this time if it is known (seconds since
  /// 1970). @pre predicts()
  virtual double predict(std::size_t place, BookIndex book, std::optional<std::int64_t> time) const = 0;
  /// The best `top` books of each user of the batch, without those that the user has rated. @pre ranks()
  virtual TopLists lists(std::int64_t top) const = 0;
};

/// The users and books that have ratings to learn from.
struct Seen {
  std::vector<std::uint8_t> users;   ///< of this rank; 1: has training or fold-in ratings
  std::vector<std::uint8_t> folded;  ///< of this rank; 1: has fold-in ratings only
  std::vector<std::uint8_t> books;   ///< 1: has training ratings on any rank
};
Seen who_was_seen(const EvaluationData& data, const Baselines& baselines);

std::unique_ptr<Recommender> make_model_recommender(const FactorModel& model, const EvaluationData& data,
                                                    const Seen& seen);

/// A baseline that all ranks have fitted together.
struct FittedBaseline {
  std::unique_ptr<Recommender> who;
  std::vector<NamedNumber> settings;  ///< what it chose or was given
};

/// A baseline that models are compared with: a row of the table in src/eval/baseline_recommender.cpp.
struct BaselineRow {
  const char* name;
  /// The rating expected of `user` (of this rank, from 0) for `book`; null if the baseline predicts no
  /// ratings.
  double (*predict)(const Baselines& fitted, std::size_t user, std::size_t book);
  /// Books are ranked by this value, highest first, for every user alike; null if the baseline does not rank.
  double (*value)(const Baselines& fitted, std::size_t book);
  /// Collective. Fits a baseline that is more than a value for each book, and ranks for `users` of this rank
  /// (from 0, ascending); null for the others. It is costly, so it is judged only if
  /// EvaluateOptions::extra_baselines has it.
  FittedBaseline (*fit)(const Communicator& comm, const EvaluationData& data,
                        std::span<const std::int64_t> users, const EvaluateOptions& options) = nullptr;
};

/// The baselines, in the order in which an evaluation lists them.
std::span<const BaselineRow> baseline_table();

/// Local. `fitted` and `data` must outlive the result. Predictions are clipped to the scale if there is one
/// (low < high).
std::unique_ptr<Recommender> make_baseline_recommender(const BaselineRow& row, const Baselines& fitted,
                                                       const EvaluationData& data, double scale_low,
                                                       double scale_high);

}  // namespace crucible
