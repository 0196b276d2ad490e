#include "warm/take_up.hpp"

#include "crucible/core/error.hpp"
#include "crucible/mpi/collective.hpp"
#include "warm/book_rows.hpp"
#include "warm/ridge.hpp"

#include <algorithm>
#include <utility>

namespace crucible {

namespace {

std::size_t at(std::int64_t index) { return static_cast<std::size_t>(index); }

void check_rows(const WarmRows& rows, std::int64_t count, std::int64_t k) {
  require(std::cmp_equal(rows.known.size(), count) && std::cmp_equal(rows.bias.size(), count) &&
              std::cmp_equal(rows.factors.size(), count * k),
          "WarmStart: other rows than those of the ratings");
}

/// The factors and the bias of a row.
struct RowPlace {
  float* factors;
  float* bias;
};

RowPlace place_in(FactorRows& rows, std::int64_t row) {
  const std::int64_t local = row - rows.rows().begin;
  return {rows.factors(local), rows.data(RowArray::bias) + local};
}

void put(const RowPlace& to, const float* factors, std::int64_t k, float bias) {
  std::copy_n(factors, k, to.factors);
  *to.bias = bias;
}

void put_nothing(const RowPlace& to, std::int64_t k) {
  std::fill_n(to.factors, k, 0.0F);
  *to.bias = 0;
}

/// A row (k + 1 numbers) of a user whom the model does not know, by the books that it knows. Local.
std::vector<float> new_user(const Workbench& bench, const UserRow& ratings, const WarmRows& books) {
  const std::int64_t k = bench.options.factors;
  std::vector<std::size_t> entries;
  for (std::size_t i = 0; i < ratings.book.size(); ++i)
    if (books.known[at(ratings.book[i])] != 0) entries.push_back(i);
  MatrixD others(static_cast<Eigen::Index>(entries.size()), k);
  std::vector<double> targets;
  for (std::size_t j = 0; j < entries.size(); ++j) {
    const std::size_t book = at(ratings.book[entries[j]]);
    for (std::int64_t c = 0; c < k; ++c)
      others(static_cast<Eigen::Index>(j), c) = static_cast<double>(books.factors[book * at(k) + at(c)]);
    targets.push_back(static_cast<double>(ratings.rating[entries[j]]) - bench.global_mean -
                      static_cast<double>(books.bias[book]));
  }
  std::vector<float> row(at(k + 1));
  ridge_row({others, targets}, {bench.hyper.user_factor_l2, bench.hyper.user_bias_l2, bench.hyper.biases},
            row);
  return row;
}

void take_up_users(Workbench& bench, const RatingShard& ratings, const WarmStart& from) {
  const std::int64_t k = bench.options.factors;
  check_rows(from.users, bench.users.size(), k);
  check_rows(from.books, bench.total_books, k);
  // A bias is a difference from the mean of its day.
  const auto moved = static_cast<float>(bench.hyper.biases ? from.global_mean - bench.global_mean : 0.0);
  for (std::int64_t u = 0; u < bench.users.size(); ++u) {
    const UserRow own = user_row(ratings, u);
    const RowPlace to = place_in(bench.arrays.users, bench.users.begin + u);
    if (own.book.empty()) {
      put_nothing(to, k);
    } else if (from.users.known[at(u)] != 0) {
      put(to, from.users.factors.data() + u * k, k, from.users.bias[at(u)] + moved);
    } else {
      const std::vector<float> row = new_user(bench, own, from.books);
      put(to, row.data(), k, row[at(k)]);
    }
  }
}

/// `rows` has those of `solved`, k + 1 numbers each.
void take_up_books(Workbench& bench, const std::vector<std::int64_t>& ratings_of_book, const WarmRows& known,
                   const std::vector<BookIndex>& solved, const std::vector<float>& rows) {
  const std::int64_t k = bench.options.factors;
  for (FactorRows& block : bench.arrays.blocks) {
    for (std::int64_t b = block.rows().begin; b < block.rows().end; ++b) {
      const RowPlace to = place_in(block, b);
      if (ratings_of_book[at(b)] == 0) {
        put_nothing(to, k);
      } else if (known.known[at(b)] != 0) {
        put(to, known.factors.data() + b * k, k, known.bias[at(b)]);
      } else {
        const auto place = std::lower_bound(solved.begin(), solved.end(), static_cast<BookIndex>(b));
        const float* row = rows.data() + (place - solved.begin()) * (k + 1);
        put(to, row, k, row[k]);
      }
    }
  }
}

}  // namespace

void take_up(Workbench& bench, const RatingShard& ratings, const std::vector<std::int64_t>& ratings_of_book,
             const WarmStart& from) {
  std::vector<BookIndex> unknown;
  on_every_rank(bench.comm, [&] {
    require(can_start_warm(bench.options), "WarmStart: this optimizer does not go on from rows alone");
    require(std::cmp_equal(from.visited.size(), bench.users.size()), "WarmStart: one mark a user");
    take_up_users(bench, ratings, from);
    for (std::int64_t b = 0; b < bench.total_books; ++b)
      if (from.books.known[at(b)] == 0 && ratings_of_book[at(b)] > 0)
        unknown.push_back(static_cast<BookIndex>(b));
  });
  const RowL2 l2{bench.hyper.book_factor_l2, bench.hyper.book_bias_l2, bench.hyper.biases};
  const std::vector<float> rows = rows_of_books(bench, ratings, unknown, l2);
  on_every_rank(bench.comm, [&] { take_up_books(bench, ratings_of_book, from.books, unknown, rows); });
}

RatingShard of_visited_users(const RatingShard& ratings, const std::vector<std::uint8_t>& visited) {
  RatingShard kept;
  kept.users = ratings.users;
  kept.total_books = ratings.total_books;
  kept.offsets.reserve(ratings.offsets.size());
  kept.book.reserve(ratings.book.size());
  kept.rating.reserve(ratings.book.size());
  for (std::int64_t u = 0; u < ratings.users.size(); ++u) {
    if (visited[at(u)] != 0) {
      const UserRow row = user_row(ratings, u);
      kept.book.insert(kept.book.end(), row.book.begin(), row.book.end());
      kept.rating.insert(kept.rating.end(), row.rating.begin(), row.rating.end());
    }
    kept.offsets.push_back(static_cast<std::int64_t>(kept.book.size()));
  }
  return kept;
}

}  // namespace crucible
