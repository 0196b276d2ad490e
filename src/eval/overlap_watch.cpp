#include "crucible/eval/overlap_watch.hpp"

#include "crucible/core/error.hpp"
#include "crucible/eval/evaluate.hpp"
#include "crucible/model/all_books.hpp"
#include "crucible/mpi/collective.hpp"
#include "crucible/store/training_data.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <span>
#include <utility>
#include <vector>

namespace crucible {

namespace {

constexpr std::int64_t masked_of_metric = 10;

[[noreturn]] void refuse(const std::string& split, const std::string& problem) {
  throw UsageError("`overlap_every`: split " + printable(split) + " " + problem +
                   "; make one with the command split, protocol users and a validation share of 0.1");
}

}  // namespace

void check_overlap_split(const RatingStore& store, const std::string& split) {
  std::int64_t masked = 0;
  for (const SplitSummary& summary : store.splits())
    if (summary.name == split) masked = masked_books_of(summary);
  if (masked == 0) refuse(split, "masks no best-liked books of users for validation");
  if (masked != masked_of_metric)
    refuse(split, "masks " + std::to_string(masked) + " books a user, and overlap@10 needs 10");
}

OverlapWatch::OverlapWatch(const Communicator& comm, const RatingStore& store, const std::string& split,
                           IndexRange users)
    : comm_(comm) {
  data_ = on_every_rank(comm, [&] {
    return evaluation_data(store.read(users), store.read_split(users, split).part, Part::validation);
  });
  if (comm.sum_value(data_.fold_in.size()) > 0) return;
  on_every_rank(comm, [&] { refuse(split, "masks no best-liked books of users for validation"); });
}

double OverlapWatch::measure(FactorModel model) const {
  EvaluateOptions options;
  options.metrics = parse_metrics(std::array<std::string, 1>{"overlap@10"}, {});
  options.baselines = false;
  const FactorModel whole = with_all_books(comm_, std::move(model));
  const NamedModel named{"", &whole};
  return evaluate(comm_, {&named, 1}, data_, options)
      .rows.front()
      .values.front()
      .value_or(std::numeric_limits<double>::quiet_NaN());
}

}  // namespace crucible
