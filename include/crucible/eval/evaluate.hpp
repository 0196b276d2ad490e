#pragma once

#include "crucible/eval/evaluation_data.hpp"
#include "crucible/eval/metrics.hpp"
#include "crucible/model/factor_model.hpp"
#include "crucible/mpi/communicator.hpp"
#include "crucible/recommend/top_k.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace crucible {

/// A model to judge. It holds this rank's users and every book.
struct NamedModel {
  std::string name;
  const FactorModel* model = nullptr;
};

/// Called for the first model with each judged user's list, in the order of this rank's users. `shown` has
/// the best books first, at most as many as the longest cut-off. `relevant` is ascending.
using ListObserver = std::function<void(std::int64_t user, std::span<const ScoredBook> shown,
                                        std::span<const BookIndex> relevant)>;

struct EvaluateOptions {
  std::vector<Metric> metrics;
  bool baselines = true;                     ///< judge mean, book mean, biases and popularity too
  std::vector<std::string> extra_baselines;  ///< costly ones to judge too: those of extra_baseline_names()
  std::optional<double> ease_lambda;  ///< ridge of the baseline ease; unset: 25 sqrt(ratings per rated book)
  bool ease_by_rating = false;        ///< ease learns (rating / highest)^2 instead of 1 for each rating
  std::optional<double>
      relevant_from;           ///< lowest rating of a relevant held-out book; unset: all are relevant
  std::int64_t bootstrap = 0;  ///< resamples of the users for intervals and differences; 0: none
  bool groups = false;         ///< break the first model's figures down by users and by books
  std::uint64_t seed = 1;      ///< of the bootstrap
  ListObserver observer;       ///< may be empty
};

/// The 2.5 % and 97.5 % quantiles of a value over resamples of the users.
struct Interval {
  double low = 0;
  double high = 0;
};

/// How much a figure of the first model differs from that of another row, over resamples of the users in
/// which both are judged by the same users.
struct PairedDifference {
  double value = 0;   ///< the first model's figure less that of the row
  Interval interval;  ///< of the difference
  double p = 1;       ///< two-sided, of no difference; with n resamples at least 2 / (n + 1)
};

/// How well intervals around predictions hold what they promise.
struct PredictionInterval {
  double level = 0;    ///< share of the ratings that should lie within: 0.5, 0.8, 0.95
  double covered = 0;  ///< share that does
  double width = 0;    ///< mean, clipped to the scale, in ratings
};

/// The first model's predictions with a standard deviation each. It is fitted to the training part's errors
/// by user and by book, and scaled by the validation part.
struct Calibration {
  std::int64_t fitted_on = 0;  ///< validation ratings
  double deviation = 0;        ///< mean standard deviation of the judged ratings
  double log_likelihood = 0;   ///< mean over the judged ratings, of a normal density, natural logarithm
  std::vector<PredictionInterval> intervals;
};

struct NamedNumber {
  std::string name;
  double value = 0;
};

/// The figures of one recommender: a value for each metric of the evaluation, or none if the metric does not
/// apply.
struct EvaluatedRow {
  std::string name;
  std::vector<std::optional<double>> values;
  std::vector<std::optional<Interval>> intervals;  ///< the first model's, with a bootstrap; else empty
  std::vector<std::optional<PairedDifference>>
      differences;                    ///< other models' and extra baselines', with a bootstrap; else empty
  std::vector<NamedNumber> settings;  ///< of an extra baseline; else empty
};

/// The first model's figures for one group of users or books.
struct EvaluatedGroup {
  std::string kind;          ///< "users" or "books"
  std::string name;          ///< e.g. "20-49 ratings"
  std::int64_t members = 0;  ///< users or books that were judged
  std::int64_t pairs = 0;    ///< held-out ratings
  std::vector<std::optional<double>> values;
};

/// The names that EvaluateOptions::extra_baselines may have.
std::vector<std::string> extra_baseline_names();

struct Evaluation {
  std::vector<Metric> metrics;
  std::vector<EvaluatedRow> rows;  ///< the models in order, then the baselines
  std::vector<EvaluatedGroup> groups;
  std::optional<Calibration>
      calibration;         ///< if a metric of ratings is asked for and there is a validation part
  std::int64_t pairs = 0;  ///< held-out ratings judged
  std::int64_t unknown_pairs =
      0;                   ///< of these, with a user or a book without any training (or fold-in) rating
  std::int64_t users = 0;  ///< users with something held out
  std::int64_t skipped_users = 0;    ///< users with nothing held out
  std::int64_t unranked_users = 0;   ///< users with held-out ratings, but no relevant book among them
  std::int64_t folded_in_users = 0;  ///< users held out whole, folded in from a part of their ratings
};

/// Local. Bytes that evaluate() takes on a rank beside the models and `data`, without extra baselines. Pure.
double evaluation_bytes(const EvaluationData& data, std::int64_t k);

/// Collective. Judges `models` and the baselines by the held-out ratings of all ranks.
///
/// Users without training ratings are folded in from their fold-in part. If the user or the book of a pair is
/// unknown, the prediction uses what is known: the mean and the bias of the other side. A user's list ranks
/// all books except those that the user has rated in other parts. The result is the same on every rank and at
/// any number of ranks, except that extra baselines are so up to rounding. Throws NumericalError if a
/// prediction is not finite, LogicError without any model, UsageError for extra baselines that do not exist,
/// cannot be fitted, or have nothing to rank for, and Error (memory) if they do not fit into memory.
/// @pre the models hold the users of `data` and every book
Evaluation evaluate(const Communicator& comm, std::span<const NamedModel> models, const EvaluationData& data,
                    const EvaluateOptions& options);

}  // namespace crucible
