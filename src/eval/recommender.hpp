#pragma once

#include "crucible/eval/baselines.hpp"
#include "crucible/eval/evaluate.hpp"
#include "crucible/model/fold_in.hpp"

#include <memory>
#include <span>
#include <string>
#include <vector>

namespace crucible {

/// Something that predicts ratings, ranks books, or both, for a batch of readers at a time.
class Recommender {
 public:
  virtual ~Recommender() = default;

  virtual bool predicts() const = 0;
  virtual bool ranks() const = 0;
  /// Turns to `users`, counted from the first of this rank.
  virtual void start(std::span<const std::int64_t> users) = 0;
  /// Rating expected of the batch's reader `place`.
  virtual double predict(std::size_t place, BookIndex book) const = 0;
  /// Every reader's best books, without those that the reader has rated.
  virtual TopLists lists(std::int64_t top) const = 0;
};

/// Who and what was seen in training.
struct Seen {
  std::vector<std::uint8_t> users;   ///< 1: in training or by fold-in ratings; this rank's
  std::vector<std::uint8_t> folded;  ///< 1: by fold-in ratings alone
  std::vector<std::uint8_t> books;   ///< 1: in training, on any rank
};
Seen who_was_seen(const EvaluationData& data, const Baselines& baselines);

std::unique_ptr<Recommender> make_model_recommender(const FactorModel& model, const EvaluationData& data,
                                                    const Seen& seen);

/// The rows that stand beside every model.
enum class BaselineKind : std::uint8_t { popularity, mean, book_mean, biases };
std::unique_ptr<Recommender> make_baseline_recommender(BaselineKind kind, const Baselines& baselines,
                                                       const EvaluationData& data, double scale_low,
                                                       double scale_high);

}  // namespace crucible
