#include "overlap_watch.hpp"

#include "crucible/core/error.hpp"
#include "crucible/eval/evaluate.hpp"
#include "crucible/mpi/collective.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <span>
#include <utility>
#include <vector>

namespace crucible {

OverlapWatch::OverlapWatch(const Communicator& comm, const RatingStore& store, const std::string& split,
                           IndexRange users)
    : comm_(comm) {
  data_ = on_every_rank(comm, [&] {
    return evaluation_data(store.read(users), store.read_split(users, split).part, Part::validation);
  });
  if (comm.sum_value(data_.fold_in.size()) > 0) return;
  on_every_rank(comm, [&] {
    throw UsageError("--overlap-every: split '" + split +
                     "' holds no reader out whole for validation; make one with: crucible split --protocol "
                     "users --validation 0.1");
  });
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

FactorModel with_all_books(const Communicator& comm, FactorModel model) {
  const Matrix& mine = model.book_factors;
  const std::vector<float> factors =
      comm.concatenate_all(std::span<const float>(mine.data(), static_cast<std::size_t>(mine.size())));
  Matrix all(model.total_books, model.k());
  std::copy(factors.begin(), factors.end(), all.data());
  model.book_factors = std::move(all);
  model.book_bias = comm.concatenate_all(std::span<const float>(model.book_bias));
  model.books = {0, model.total_books};
  return model;
}

}  // namespace crucible
