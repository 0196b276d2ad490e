#include "ease/ease_weights.hpp"

#include "crucible/core/number_text.hpp"
#include "crucible/linalg/spd_inverse.hpp"
#include "crucible/mpi/collective.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <numeric>

namespace crucible {
namespace {

/// Ratings that all ranks together send round at a time.
constexpr std::int64_t ratings_at_a_time = std::int64_t{1} << 20;

/// The condition number of X^T X + lambda I is below trace / lambda + 1. The inverse loses as many digits as
/// it has, and this leaves at least six of sixteen.
constexpr double largest_condition = 1e10;

/// Adds the products of entries of the same user to this rank's part of the upper triangle of `gram`.
class GramSum {
 public:
  explicit GramSum(BlockCyclicMatrix& gram) : gram_(gram) {}

  void add(const BookLists& users) {
    std::size_t begin = 0;
    for (const std::int64_t size : users.size) {
      const auto count = static_cast<std::size_t>(size);
      add_user(std::span(users.book).subspan(begin, count), std::span(users.entry).subspan(begin, count));
      begin += count;
    }
  }

 private:
  struct Local {
    BookIndex book;
    std::int64_t place;  ///< local row or column
    double entry;
  };

  void add_user(std::span<const BookIndex> books, std::span<const float> entries) {
    const CyclicAxis& row_axis = gram_.row_axis();
    const CyclicAxis& column_axis = gram_.column_axis();
    rows_.clear();
    for (std::size_t i = 0; i < books.size(); ++i) {
      const auto entry = static_cast<double>(entries[i]);
      if (row_axis.owner(books[i]) == gram_.grid().row())
        rows_.push_back({books[i], row_axis.local(books[i]), entry});
      if (column_axis.owner(books[i]) != gram_.grid().column()) continue;
      // Books ascend, so rows_ holds exactly the rows of the upper triangle of this column.
      double* const column = gram_.data() + column_axis.local(books[i]) * gram_.leading_dimension();
      for (const Local& row : rows_) column[row.place] += row.entry * entry;
    }
  }

  BlockCyclicMatrix& gram_;
  std::vector<Local> rows_;
};

/// Entries of some of this rank's users, from `user` on, which moves behind them.
BookLists next_users(const RatingShard& train, const RatingEntry& entries, std::int64_t most,
                     std::int64_t& user) {
  BookLists lists;
  while (user < train.users.size() && std::ssize(lists.book) < most)
    lists.add(user_row(train, user++), entries);
  return lists;
}

void add_gram(const Communicator& comm, const RatingShard& train, const RatingEntry& entries,
              BlockCyclicMatrix& gram) {
  const std::int64_t most = std::max<std::int64_t>(1, ratings_at_a_time / comm.size());
  GramSum sum(gram);
  std::int64_t user = 0;
  while (comm.any(user < train.users.size())) {
    const BookLists mine = on_every_rank(comm, [&] { return next_users(train, entries, most, user); });
    const BookLists all = concatenate_all(comm, mine);
    if (gram.grid().member()) sum.add(all);
  }
}

/// Collective. The diagonal of X^T X, on every rank.
std::vector<double> gram_diagonal(const Communicator& comm, const RatingShard& train,
                                  const RatingEntry& entries) {
  std::vector<double> diagonal(static_cast<std::size_t>(train.total_books), 0.0);
  for (std::size_t i = 0; i < train.book.size(); ++i) {
    const auto entry = static_cast<double>(entries.of(train.rating[i]));
    diagonal[static_cast<std::size_t>(train.book[i])] += entry * entry;
  }
  comm.sum(std::span<double>(diagonal));
  return diagonal;
}

double checked_lambda(std::span<const double> diagonal, std::optional<double> wanted) {
  const double lambda = wanted.value_or(default_ease_lambda(diagonal));
  const double least =
      std::max(std::accumulate(diagonal.begin(), diagonal.end(), 0.0), 1.0) / largest_condition;
  if (!(lambda >= least))
    throw UsageError("`ease_lambda`: " + number_text(lambda) +
                     " is too small for a stable solution; these ratings need at least " + shortest(least));
  return lambda;
}

void add_to_diagonal(double value, BlockCyclicMatrix& a) {
  for (std::int64_t j = 0; j < a.local_columns(); ++j) {
    const std::int64_t global = a.global_column(j);
    if (a.row_axis().owner(global) == a.grid().row())
      a.data()[a.row_axis().local(global) + j * a.leading_dimension()] += value;
  }
}

/// Columns of P as columns of B: `weights` holds their transpose.
void divide_by_diagonal(IndexRange books, MatrixD& weights) {
  for (std::int64_t j = 0; j < books.size(); ++j) {
    const double diagonal = weights(j, books.begin + j);
    weights.row(j) /= -diagonal;
    weights(j, books.begin + j) = 0;
  }
}

}  // namespace

double default_ease_lambda(std::span<const double> diagonal) {
  constexpr double factor = 25;
  const auto rated = std::count_if(diagonal.begin(), diagonal.end(), [](double sum) { return sum > 0; });
  if (rated == 0) return factor;
  const double mean = std::accumulate(diagonal.begin(), diagonal.end(), 0.0) / static_cast<double>(rated);
  return factor * std::sqrt(mean);
}

EaseWeights ease_weights(const Communicator& comm, const RatingShard& train, const RatingEntry& entries,
                         std::optional<double> lambda) {
  const std::int64_t books = train.total_books;
  const std::vector<double> diagonal = gram_diagonal(comm, train, entries);
  EaseWeights result;
  result.lambda = on_every_rank(comm, [&] { return checked_lambda(diagonal, lambda); });
  result.books = even_part(books, comm.size(), comm.rank());
  const auto grid = std::make_shared<const ProcessGrid>(comm, spd_inverse_need(books, comm.size()).grid);
  BlockCyclicMatrix gram(grid, books, books);
  add_gram(comm, train, entries, gram);
  add_to_diagonal(result.lambda, gram);
  invert_spd(gram);
  result.weights = symmetric_rows(gram, result.books);
  divide_by_diagonal(result.books, result.weights);
  return result;
}

}  // namespace crucible
