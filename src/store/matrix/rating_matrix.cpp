#include "crucible/store/rating_matrix.hpp"

#include <utility>

namespace crucible {

namespace {

/// Number of average ratings added to a book's own, so that a book with few ratings counts as an average one.
constexpr double book_damping = 5;

std::size_t at(std::int64_t index) { return static_cast<std::size_t>(index); }

/// For every book, the sum of (rating - offset), and the number of ratings.
struct BookSums {
  std::vector<double> sum;
  std::vector<double> count;
};

BookSums book_sums(const Communicator& comm, const RatingShard& shard, double offset) {
  BookSums sums{std::vector<double>(at(shard.total_books)), std::vector<double>(at(shard.total_books))};
  for (std::size_t entry = 0; entry < shard.book.size(); ++entry) {
    sums.sum[at(shard.book[entry])] += static_cast<double>(shard.rating[entry]) - offset;
    sums.count[at(shard.book[entry])] += 1;
  }
  comm.sum(std::span<double>(sums.sum));
  comm.sum(std::span<double>(sums.count));
  return sums;
}

double mean_rating(const Communicator& comm, const RatingShard& shard) {
  double sum = 0;
  for (const float rating : shard.rating) sum += static_cast<double>(rating);
  const std::int64_t count = comm.sum_value(shard.size());
  sum = comm.sum_value(sum);
  return count > 0 ? sum / static_cast<double>(count) : 0;
}

void fit_fill(const Communicator& comm, RatingMatrix& matrix) {
  const double mean = mean_rating(comm, matrix.ratings);
  const bool biased = matrix.fill == Fill::bias;
  const BookSums sums = book_sums(comm, matrix.ratings, biased ? mean : 0);
  for (std::size_t b = 0; b < matrix.book_bias.size(); ++b) {
    if (biased)
      matrix.book_bias[b] = sums.sum[b] / (sums.count[b] + book_damping);
    else
      matrix.book_bias[b] = sums.count[b] > 0 ? sums.sum[b] / sums.count[b] : mean;
  }
  if (!biased) return;
  matrix.global_mean = mean;
  const RatingShard& shard = matrix.ratings;
  for (std::int64_t u = 0; u < shard.users.size(); ++u) {
    double rest = 0;
    for (std::int64_t e = shard.offsets[at(u)]; e < shard.offsets[at(u + 1)]; ++e)
      rest += static_cast<double>(shard.rating[at(e)]) - mean - matrix.book_bias[at(shard.book[at(e)])];
    const std::int64_t count = shard.offsets[at(u + 1)] - shard.offsets[at(u)];
    if (count > 0) matrix.user_bias[at(u)] = rest / static_cast<double>(count);
  }
}

/// The fill as outer products: (mean + user bias) x ones, and ones x book bias.
LowRankTerms terms_of(const RatingMatrix& matrix) {
  const auto users = static_cast<std::int64_t>(matrix.user_bias.size());
  const auto books = static_cast<std::int64_t>(matrix.book_bias.size());
  const std::int64_t count = matrix.fill == Fill::bias ? 2 : 1;
  LowRankTerms terms{RowMatrixD::Ones(users, count), RowMatrixD::Ones(books, count)};
  for (std::int64_t b = 0; b < books; ++b) terms.right(b, 0) = matrix.book_bias[at(b)];
  if (matrix.fill == Fill::bias)
    for (std::int64_t u = 0; u < users; ++u) terms.left(u, 1) = matrix.global_mean + matrix.user_bias[at(u)];
  return terms;
}

}  // namespace

SparseRows RatingMatrix::sparse() const {
  return {total_users, ratings.total_books, ratings.users, ratings.offsets, ratings.book, ratings.rating};
}

RowSlab RatingMatrix::dense() const {
  RowSlab slab{total_users, ratings.users, RowMatrixD::Zero(ratings.users.size(), ratings.total_books)};
  for (std::int64_t u = 0; u < ratings.users.size(); ++u) {
    for (std::int64_t b = 0; b < ratings.total_books; ++b)
      slab.values(u, b) = global_mean + user_bias[at(u)] + book_bias[at(b)];
    for (std::int64_t e = ratings.offsets[at(u)]; e < ratings.offsets[at(u + 1)]; ++e)
      slab.values(u, ratings.book[at(e)]) += static_cast<double>(ratings.rating[at(e)]);
  }
  return slab;
}

RatingMatrix fill_ratings(const Communicator& comm, RatingShard ratings, std::int64_t total_users,
                          Fill fill) {
  RatingMatrix matrix;
  matrix.fill = fill;
  matrix.total_users = total_users;
  matrix.user_bias.assign(at(ratings.users.size()), 0);
  matrix.book_bias.assign(at(ratings.total_books), 0);
  matrix.ratings = std::move(ratings);
  if (fill == Fill::zero) return matrix;
  fit_fill(comm, matrix);
  matrix.terms = terms_of(matrix);
  RatingShard& shard = matrix.ratings;
  for (std::int64_t u = 0; u < shard.users.size(); ++u)
    for (std::int64_t e = shard.offsets[at(u)]; e < shard.offsets[at(u + 1)]; ++e)
      shard.rating[at(e)] =
          static_cast<float>(static_cast<double>(shard.rating[at(e)]) - matrix.global_mean -
                             matrix.user_bias[at(u)] - matrix.book_bias[at(shard.book[at(e)])]);
  return matrix;
}

}  // namespace crucible
