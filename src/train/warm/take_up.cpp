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
std::vector<float> new_user(const Workbench& bench, const UserRow& ratings, const WarmRows& books,
                            std::int64_t k, const RowL2& l2) {
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
  ridge_row({others, targets}, l2, row);
  return row;
}

/// Rows of both sides that are taken up, and the L2 of those that are computed.
struct Source {
  const WarmRows& users;
  const WarmRows& books;
  RowL2 of_users;
  RowL2 of_books;
  float moved = 0;  ///< what users' biases change by, for a bias is a difference from the mean of its day
  bool expects = false;  ///< the bias of a book without ratings is what is expected of it, and stays
};

void take_up_users(const Workbench& bench, const RatingShard& ratings, const Source& from,
                   FactorRows& users) {
  const std::int64_t k = users.k();
  check_rows(from.users, bench.users.size(), k);
  check_rows(from.books, bench.total_books, k);
  for (std::int64_t u = 0; u < bench.users.size(); ++u) {
    const UserRow own = user_row(ratings, u);
    const RowPlace to = place_in(users, bench.users.begin + u);
    if (own.book.empty()) {
      put_nothing(to, k);
    } else if (from.users.known[at(u)] != 0) {
      put(to, from.users.factors.data() + u * k, k, from.users.bias[at(u)] + from.moved);
    } else {
      const std::vector<float> row = new_user(bench, own, from.books, k, from.of_users);
      put(to, row.data(), k, row[at(k)]);
    }
  }
}

/// `rows` has those of `solved`, k + 1 numbers each.
void take_up_books(const std::vector<std::int64_t>& ratings_of_book, const WarmRows& known,
                   const std::vector<BookIndex>& solved, const std::vector<float>& rows, bool expects,
                   std::span<FactorRows> blocks) {
  for (FactorRows& block : blocks) {
    const std::int64_t k = block.k();
    for (std::int64_t b = block.rows().begin; b < block.rows().end; ++b) {
      const RowPlace to = place_in(block, b);
      if (ratings_of_book[at(b)] == 0) {
        put_nothing(to, k);
        if (expects) *to.bias = known.bias[at(b)];
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

/// Collective. The rows of `from`, and computed ones where it knows none, into `users` and `blocks`.
void take_up_rows(const Workbench& bench, const RatingShard& ratings,
                  const std::vector<std::int64_t>& ratings_of_book, const Source& from, FactorRows& users,
                  std::span<FactorRows> blocks) {
  std::vector<BookIndex> unknown;
  on_every_rank(bench.comm, [&] {
    take_up_users(bench, ratings, from, users);
    for (std::int64_t b = 0; b < bench.total_books; ++b)
      if (from.books.known[at(b)] == 0 && ratings_of_book[at(b)] > 0)
        unknown.push_back(static_cast<BookIndex>(b));
  });
  const std::vector<float> rows = rows_of_books(bench, ratings, users, unknown, from.of_books);
  on_every_rank(bench.comm,
                [&] { take_up_books(ratings_of_book, from.books, unknown, rows, from.expects, blocks); });
}

/// Local. The rows that are known; `others` (k factors, then the bias) where none is.
FactorRows copied(const WarmRows& from, IndexRange rows, std::int64_t k, const std::vector<double>& others,
                  float moved) {
  check_rows(from, rows.size(), k);
  FactorRows to(rows, k, false);
  for (std::int64_t r = 0; r < rows.size(); ++r) {
    const bool known = from.known[at(r)] != 0;
    float* factors = to.factors(r);
    for (std::int64_t c = 0; c < k; ++c)
      factors[c] = known ? from.factors[at(r * k + c)] : static_cast<float>(others[at(c)]);
    to.data(RowArray::bias)[r] = known ? from.bias[at(r)] + moved : static_cast<float>(others[at(k)]);
  }
  return to;
}

/// Means of the factors and of the biases of known rows, and means of their squares: k + 1 numbers each.
struct Moments {
  std::vector<double> mean;
  std::vector<double> square;
};

Moments moments_of(const WarmRows& rows, std::int64_t k) {
  Moments moments{std::vector<double>(at(k + 1)), std::vector<double>(at(k + 1))};
  double count = 0;
  for (std::size_t r = 0; r < rows.known.size(); ++r) {
    if (rows.known[r] == 0) continue;
    ++count;
    for (std::size_t c = 0; c <= at(k); ++c) {
      const auto value = static_cast<double>(c < at(k) ? rows.factors[r * at(k) + c] : rows.bias[r]);
      moments.mean[c] += value;
      moments.square[c] += value * value;
    }
  }
  for (std::vector<double>* sums : {&moments.mean, &moments.square})
    for (double& sum : *sums) sum /= std::max(count, 1.0);
  return moments;
}

/// How rows of a chain's scale are computed from ratings: users' factors have the covariance I, those of
/// books the squares that known ones have.
Source source_of(const Workbench& bench, const WarmRows& users, const WarmRows& books, std::int64_t k,
                 const WarmDraws& draws, float moved) {
  const bool biases = bench.hyper.biases;
  Source source{users, books, {0, 0, biases}, {0, 0, biases}, moved, true};
  source.of_users.ridge.assign(at(k), draws.noise);
  source.of_users.ridge.push_back(draws.user_bias_ridge);
  for (const double square : moments_of(books, k).square)
    source.of_books.ridge.push_back(draws.noise / std::max(square, 1e-30));
  return source;
}

/// Collective.
void take_up_draws(Workbench& bench, const RatingShard& ratings,
                   const std::vector<std::int64_t>& ratings_of_book, const WarmStart& from, float moved) {
  const WarmDraws& draws = *from.draws;
  const std::int64_t k = draws.factors;
  const IndexRange books{0, bench.total_books};
  on_every_rank(bench.comm, [&] {
    require(k > 0 && k <= bench.options.factors, "WarmStart: draws of another number of factors");
    check_rows(from.users, bench.users.size(), bench.options.factors);
    check_rows(from.books, bench.total_books, bench.options.factors);
    for (const WarmSides* sides : {&draws.draw, &draws.mean, &draws.link}) {
      check_rows(sides->users, bench.users.size(), k);
      check_rows(sides->books, bench.total_books, k);
    }
  });
  const Source model = source_of(bench, from.users, from.books, bench.options.factors, draws, moved);
  take_up_rows(bench, ratings, ratings_of_book, model, bench.arrays.users, bench.arrays.blocks);
  WarmChain& chain = bench.warm_chain.emplace();
  chain.night = draws.night;
  on_every_rank(bench.comm, [&] {
    const std::vector<double> nothing(at(k + 1));
    chain.users[WarmChain::draw] = copied(draws.draw.users, bench.users, k, nothing, moved);
    chain.books[WarmChain::draw] =
        copied(draws.draw.books, books, k, moments_of(draws.draw.books, k).mean, 0);
    chain.users[WarmChain::mean] = FactorRows(bench.users, k, false);
    chain.books[WarmChain::mean] = FactorRows(books, k, false);
    chain.users[WarmChain::link] = copied(draws.link.users, bench.users, k, nothing, 0);
    chain.books[WarmChain::link] = copied(draws.link.books, books, k, nothing, 0);
  });
  take_up_rows(bench, ratings, ratings_of_book,
               source_of(bench, draws.mean.users, draws.mean.books, k, draws, moved),
               chain.users[WarmChain::mean], {&chain.books[WarmChain::mean], 1});
}

}  // namespace

void take_up(Workbench& bench, const RatingShard& ratings, const std::vector<std::int64_t>& ratings_of_book,
             const WarmStart& from) {
  on_every_rank(bench.comm, [&] {
    require(can_start_warm(bench.options), "WarmStart: this optimizer does not go on from rows alone");
    require(std::cmp_equal(from.visited.size(), bench.users.size()), "WarmStart: one mark a user");
  });
  const auto moved = static_cast<float>(bench.hyper.biases ? from.global_mean - bench.global_mean : 0.0);
  if (from.draws) {
    take_up_draws(bench, ratings, ratings_of_book, from, moved);
    return;
  }
  const Hyperparameters& hyper = bench.hyper;
  take_up_rows(bench, ratings, ratings_of_book,
               {from.users,
                from.books,
                {hyper.user_factor_l2, hyper.user_bias_l2, hyper.biases},
                {hyper.book_factor_l2, hyper.book_bias_l2, hyper.biases},
                moved},
               bench.arrays.users, bench.arrays.blocks);
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
