#include "options/matrix_input.hpp"

#include "crucible/linalg/truncated_svd.hpp"
#include "world.hpp"

#include <gtest/gtest.h>

namespace crucible {
namespace {

using testing::world;

constexpr std::int64_t users = 4;
constexpr std::int64_t books = 3;
constexpr double unrated = -1;

/// Users x books; book 2 is rated by nobody.
double rating(std::int64_t user, std::int64_t book) {
  constexpr double table[users][books] = {
      {5, 3, unrated}, {4, unrated, unrated}, {unrated, unrated, unrated}, {3, 1, unrated}};
  return table[user][book];
}

/// This rank's users.
RatingShard shard() {
  RatingShard mine;
  mine.users = even_part(users, world().size(), world().rank());
  mine.total_books = books;
  for (std::int64_t u = mine.users.begin; u < mine.users.end; ++u) {
    for (std::int64_t b = 0; b < books; ++b)
      if (rating(u, b) != unrated) {
        mine.book.push_back(static_cast<BookIndex>(b));
        mine.rating.push_back(static_cast<float>(rating(u, b)));
      }
    mine.offsets.push_back(static_cast<std::int64_t>(mine.book.size()));
  }
  return mine;
}

/// What the filled matrix should be at (user, book), by definition.
double expected(std::int64_t user, std::int64_t book, Fill fill) {
  if (rating(user, book) != unrated) return rating(user, book);
  const double mean = 16.0 / 5;
  if (fill == Fill::zero) return 0;
  constexpr double book_sum[books] = {12, 4, 0};
  constexpr double book_count[books] = {3, 2, 0};
  if (fill == Fill::mean) return book_count[book] > 0 ? book_sum[book] / book_count[book] : mean;
  const auto book_bias = [&](std::int64_t b) {
    return (book_sum[b] - book_count[b] * mean) / (book_count[b] + 5);
  };
  double rest = 0;
  double count = 0;
  for (std::int64_t b = 0; b < books; ++b)
    if (rating(user, b) != unrated) {
      rest += rating(user, b) - mean - book_bias(b);
      count += 1;
    }
  return mean + book_bias(book) + (count > 0 ? rest / count : 0);
}

TEST(FillRatings, DenseIsTheRatingsAndTheFill) {
  for (const Fill fill : {Fill::zero, Fill::mean, Fill::bias}) {
    const RatingMatrix matrix = fill_ratings(world(), shard(), users, fill);
    const RowSlab dense = matrix.dense();
    for (std::int64_t u = 0; u < dense.rows.size(); ++u)
      for (std::int64_t b = 0; b < books; ++b)
        EXPECT_NEAR(dense.values(u, b), expected(dense.rows.begin + u, b, fill), 1e-6) << u << " " << b;
  }
}

TEST(FillRatings, SparseWithTermsIsTheSameMatrix) {
  for (const Fill fill : {Fill::zero, Fill::mean, Fill::bias}) {
    const RatingMatrix matrix = fill_ratings(world(), shard(), users, fill);
    const RowMatrixD product =
        multiply_rows(matrix.sparse(), matrix.terms, RowMatrixD::Identity(books, books));
    EXPECT_LT((product - matrix.dense().values).norm(), 1e-6);
  }
}

}  // namespace
}  // namespace crucible
