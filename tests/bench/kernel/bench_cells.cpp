#include "bench_cells.hpp"

#include "bench.hpp"
#include "crucible/core/random.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace crucible::bench {

namespace {

std::size_t at(std::int64_t index) { return static_cast<std::size_t>(index); }

Tiling tiling_of(const RatingShard& ratings, std::int64_t k) {
  std::vector<std::int64_t> counts(at(ratings.total_books));
  for (const BookIndex book : ratings.book) ++counts[at(book)];
  return tile_books(counts, ratings.users.size(), 1, k);
}

FactorRows draw(std::int64_t rows, std::int64_t k, RandomPurpose purpose) {
  FactorRows result({0, rows}, k, true);
  RandomStream stream(1, purpose);
  for (std::int64_t r = 0; r < rows; ++r)
    for (std::int64_t i = 0; i < k; ++i)
      result.factors(r)[i] = static_cast<float>(0.4 * stream.normal() / std::sqrt(static_cast<double>(k)));
  std::fill_n(result.data(RowArray::factor_sum), rows, 1.0F);
  std::fill_n(result.data(RowArray::bias_sum), rows, 1.0F);
  return result;
}

void attach(CellTask& task, FactorRows& users, std::int64_t first_user, FactorRows& books,
            std::int64_t first_book) {
  task.stride = users.stride();
  task.user_factors = users.factors(first_user);
  task.book_factors = books.factors(first_book);
  task.user_bias = users.data(RowArray::bias) + first_user;
  task.book_bias = books.data(RowArray::bias) + first_book;
  task.user_factor_sum = users.data(RowArray::factor_sum) + first_user;
  task.book_factor_sum = books.data(RowArray::factor_sum) + first_book;
  task.user_bias_sum = users.data(RowArray::bias_sum) + first_user;
  task.book_bias_sum = books.data(RowArray::bias_sum) + first_book;
}

}  // namespace

RatingShard make_ratings(const Shape& shape) {
  RatingShard ratings;
  ratings.users = {0, shape.users};
  ratings.total_books = shape.books;
  std::vector<BookIndex> by_popularity(at(shape.books));
  std::iota(by_popularity.begin(), by_popularity.end(), BookIndex{0});
  RandomStream order(1, RandomPurpose::test);
  shuffle(by_popularity.data(), shape.books, order);
  const double mean = static_cast<double>(shape.ratings) / static_cast<double>(shape.users);
  const double flat = static_cast<double>(shape.books) / 50;
  std::vector<BookIndex> profile;
  for (std::int64_t u = 0; u < shape.users; ++u) {
    RandomStream stream(1, RandomPurpose::generate_ratings, static_cast<std::uint64_t>(u));
    const double draws = 1.05 * mean * std::exp(0.8 * stream.normal() - 0.32);
    profile.clear();
    for (double i = 0; i < draws; ++i) {
      const double rank =
          flat * (std::pow((static_cast<double>(shape.books) + flat) / flat, stream.uniform()) - 1);
      profile.push_back(by_popularity[at(std::min(shape.books - 1, static_cast<std::int64_t>(rank)))]);
    }
    std::sort(profile.begin(), profile.end());
    profile.erase(std::unique(profile.begin(), profile.end()), profile.end());
    for (const BookIndex book : profile) {
      ratings.book.push_back(book);
      ratings.rating.push_back(static_cast<float>(stream.normal()));
    }
    ratings.offsets.push_back(static_cast<std::int64_t>(ratings.book.size()));
  }
  return ratings;
}

BenchCells::BenchCells(const RatingShard& ratings, std::int64_t k)
    : books_(tiling_of(ratings, k)),
      layout_(
          ratings, tile_users(ratings.users, ratings.offsets.data(), 1), books_,
          [](float rating) { return rating; }, 1, 0, lanes_of(padded_factors(k))),
      user_rows_(draw(ratings.users.size(), k, RandomPurpose::initial_user_factors)),
      book_rows_(draw(ratings.total_books, k, RandomPurpose::initial_book_factors)) {}

double BenchCells::epoch(const Kernels& kernels, Pass pass) {
  const KernelRates rates{0.002F, 0.002F, 0.002F, 0.002F, 0.05F, 0.05F, 0.02F, 0.02F};
  const auto start = Clock::now();
  for (std::int64_t u = 0; u < layout_.users().tiles(); ++u) {
    for (std::int64_t b = 0; b < books_.tiles(); ++b) {
      CellTask task = layout_.cell(u, b);
      attach(task, user_rows_, layout_.users().tile_range(u).begin, book_rows_, books_.tile_range(b).begin);
      (pass == Pass::adagrad ? kernels.adagrad : kernels.sgd)(task, rates);
    }
  }
  return seconds_since(start);
}

}  // namespace crucible::bench
