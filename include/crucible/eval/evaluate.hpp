#pragma once

#include "crucible/eval/evaluation_data.hpp"
#include "crucible/eval/metrics.hpp"
#include "crucible/model/factor_model.hpp"
#include "crucible/model/top_k.hpp"
#include "crucible/mpi/communicator.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace crucible {

/// A model to judge: this rank's users, every book.
struct NamedModel {
  std::string name;
  const FactorModel* model = nullptr;
};

/// Hears of every reader of the first model's lists, in the order of this rank's users. `shown` is as long as
/// the longest cut-off, `relevant` ascending.
using ListObserver = std::function<void(std::int64_t user, std::span<const ScoredBook> shown,
                                        std::span<const BookIndex> relevant)>;

struct EvaluateOptions {
  std::vector<Metric> metrics;
  bool baselines = true;  ///< judge mean, book mean, biases and popularity too
  std::optional<double>
      relevant_from;           ///< lowest rating that makes a held-out book relevant; unset: every one is
  std::int64_t bootstrap = 0;  ///< resamples of the readers for confidence intervals; 0: none
  bool groups = false;         ///< break the first model's figures down by readers and by books
  std::uint64_t seed = 1;      ///< of the bootstrap
  ListObserver observer;       ///< may be empty
};

/// From a value's 2.5 % to its 97.5 % quantile over resampled readers.
struct Interval {
  double low = 0;
  double high = 0;
};

/// What one recommender reached: a value for each metric of the evaluation, nothing where it has none.
struct EvaluatedRow {
  std::string name;
  std::vector<std::optional<double>> values;
  std::vector<std::optional<Interval>> intervals;  ///< the first model's, with a bootstrap; else empty
};

/// The first model's figures for some of the readers or books.
struct EvaluatedGroup {
  std::string kind;          ///< "readers" or "books"
  std::string name;          ///< e.g. "20-49 ratings"
  std::int64_t members = 0;  ///< readers or books that were judged
  std::int64_t pairs = 0;    ///< held-out ratings
  std::vector<std::optional<double>> values;
};

struct Evaluation {
  std::vector<Metric> metrics;
  std::vector<EvaluatedRow> rows;  ///< the models in order, then the baselines
  std::vector<EvaluatedGroup> groups;
  std::int64_t pairs = 0;  ///< held-out ratings judged
  std::int64_t unknown_pairs =
      0;                   ///< of these, with a reader or a book without any training (or fold-in) rating
  std::int64_t users = 0;  ///< readers with something held out
  std::int64_t skipped_users = 0;    ///< readers with nothing held out
  std::int64_t unranked_users = 0;   ///< readers with held-out ratings, but no relevant book among them
  std::int64_t folded_in_users = 0;  ///< readers held out whole, folded in from a part of their ratings
};

/// Judges `models`, and the baselines beside them, by this job's held-out ratings. Collective.
///
/// Readers without training ratings are folded in from their fold-in part. A pair with an unknown reader or
/// book is predicted by what is known: the mean and the other side's bias. Lists are full rankings of all
/// books but those that the reader has rated otherwise. The result is the same on every rank and at any
/// number of ranks. Throws NumericalError where a prediction is not finite. @pre the models hold the users of
/// `data` and every book
Evaluation evaluate(const Communicator& comm, std::span<const NamedModel> models, const EvaluationData& data,
                    const EvaluateOptions& options);

}  // namespace crucible
