#include "baselines.hpp"

#include "crucible/mpi/collective.hpp"
#include "metric_sum.hpp"

namespace crucible {
namespace {

/// Number of alternations between user and book biases. The test error no longer changes after three or four.
constexpr int rounds = 8;

double damped(const MetricSum& sum, double damping) {
  const double weight = static_cast<double>(sum.weight()) + damping;
  return weight > 0 ? sum.sum() / weight : 0;
}

/// For each book, the sum of its ratings minus `mean` and the users' biases. An empty `user_bias` counts as
/// zeros.
std::vector<MetricSum> residuals_by_book(const RatingShard& train, double mean,
                                         const std::vector<double>& user_bias) {
  std::vector<MetricSum> sums(static_cast<std::size_t>(train.total_books));
  for (std::size_t u = 0; u + 1 < train.offsets.size(); ++u) {
    const UserRow row = user_row(train, static_cast<std::int64_t>(u));
    const double known = mean + (user_bias.empty() ? 0 : user_bias[u]);
    for (std::size_t i = 0; i < row.book.size(); ++i)
      sums[static_cast<std::size_t>(row.book[i])].add(static_cast<double>(row.rating[i]) - known);
  }
  return sums;
}

double user_bias_of(const UserRow& row, double mean, const std::vector<double>& book_bias, double damping) {
  double sum = 0;
  for (std::size_t i = 0; i < row.book.size(); ++i)
    sum += static_cast<double>(row.rating[i]) - mean - book_bias[static_cast<std::size_t>(row.book[i])];
  const double weight = static_cast<double>(row.book.size()) + damping;
  return weight > 0 ? sum / weight : 0;
}

void fit_user_biases(const EvaluationData& data, double damping, Baselines& result) {
  result.user_bias.resize(static_cast<std::size_t>(data.train.users.size()));
  for (std::size_t u = 0; u < result.user_bias.size(); ++u) {
    const auto user = static_cast<std::int64_t>(u);
    const UserRow own = user_row(data.train, user);
    const UserRow known = own.book.empty() ? user_row(data.fold_in, user) : own;
    result.user_bias[u] = user_bias_of(known, result.mean, result.book_bias, damping);
  }
}

}  // namespace

Baselines fit_baselines(const Communicator& comm, const EvaluationData& data, const Damping& damping) {
  Baselines result;
  MetricSum all;
  on_every_rank(comm, [&] {
    for (const float rating : data.train.rating) all.add(static_cast<double>(rating));
  });
  reduce(comm, std::span(&all, 1));
  result.mean = all.mean().value_or(0);

  for (int round = 0; round < rounds; ++round) {
    std::vector<MetricSum> sums =
        on_every_rank(comm, [&] { return residuals_by_book(data.train, result.mean, result.user_bias); });
    reduce(comm, sums);
    result.book_bias.clear();
    for (const MetricSum& sum : sums) result.book_bias.push_back(damped(sum, damping.book_bias));
    if (round == 0)
      for (const MetricSum& sum : sums) {
        result.popularity.push_back(sum.weight());
        result.book_mean.push_back(result.mean + damped(sum, damping.book_mean));
      }
    fit_user_biases(data, damping.user_bias, result);
  }
  return result;
}

}  // namespace crucible
