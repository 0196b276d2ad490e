// Judges a model by metrics that crucible does not have. A metric is a row of functions. They say what one
// rating, or one list, adds to the sum.
#include "crucible/data/split.hpp"
#include "crucible/data/triplets.hpp"
#include "crucible/eval/evaluate.hpp"
#include "crucible/model/all_books.hpp"
#include "crucible/mpi/session.hpp"
#include "crucible/train/trainer.hpp"

#include <cmath>
#include <cstdio>

using namespace crucible;

// The share of held-out ratings that are predicted to within half a star.
constexpr MetricRow half_star = {.name = "half_star",
                                 .summary = "predicted to within 0.5",
                                 .kind = MetricKind::rating,
                                 .only_cutoff = 0,
                                 .term = [](double error) { return std::abs(error) <= 0.5 ? 1.0 : 0.0; },
                                 .finish = [](double mean) { return mean; },
                                 .value = nullptr};

// 1 where the first place of a list is a hit. A user without a relevant book does not count.
constexpr auto first_place = [](const JudgedList& list, std::int64_t) -> std::optional<double> {
  if (list.relevant == 0) return std::nullopt;
  return !list.hits.empty() && list.hits.front() != 0 ? 1.0 : 0.0;
};

// The share of users whose first place is a hit.
constexpr MetricRow first_hit = {.name = "first_hit",
                                 .summary = "the first place is a hit",
                                 .kind = MetricKind::ranking,
                                 .only_cutoff = 0,
                                 .term = nullptr,
                                 .finish = nullptr,
                                 .value = first_place};

// Users rate two of five books: 5 for their own kind of three, 2 for the others.
std::vector<Rating> ratings_of(const Communicator& comm) {
  std::vector<Rating> mine;
  for (std::int64_t user = comm.rank(); user < 600; user += comm.size())
    for (BookIndex book = 0; book < 90; ++book)
      if ((user * 31 + book * 17) % 5 < 2) mine.push_back({user, book, user % 3 == book % 3 ? 5.0F : 2.0F});
  return mine;
}

int run(const Communicator& comm) {
  TrainData data = shard_triplets(comm, ratings_of(comm), {.scale_low = 1, .scale_high = 5});
  const SplitLabels labels = make_split(comm, data.train, {}, {.test = 0.2, .validation = 0});
  const EvaluationData judged = evaluation_data(data.train, labels.part);
  data.train = judged.train;
  Trainer trainer(comm, {.factors = 8, .epochs = 30}, std::move(data));
  trainer.run({});
  const FactorModel model = with_all_books(comm, trainer.best_model());
  const NamedModel named{"model", &model};
  EvaluateOptions options;
  options.metrics = {{&half_star, 0, "half_star"}, {&first_hit, 1, "first_hit@1"}};
  options.relevant_from = 4;
  const Evaluation evaluation = evaluate(comm, {&named, 1}, judged, options);
  if (comm.is_root())
    for (const EvaluatedRow& row : evaluation.rows)
      for (std::size_t m = 0; m < options.metrics.size(); ++m)
        if (row.values[m])
          std::printf("%-18s %-12s %.3f\n", row.name.c_str(), options.metrics[m].name.c_str(),
                      *row.values[m]);
  const EvaluatedRow& mean = evaluation.rows[2];  // the model, popularity, then the mean of all ratings
  return evaluation.rows[0].values[0].value() > mean.values[0].value() + 0.5 ? 0 : 1;
}

int main(int argc, char** argv) {
  const MpiSession session(argc, argv);
  return run(session.world());
}
