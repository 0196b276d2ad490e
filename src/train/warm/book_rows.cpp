#include "warm/book_rows.hpp"

#include "crucible/mpi/collective.hpp"

#include <algorithm>
#include <utility>

namespace crucible {

namespace {

/// A rating of one of the books, on its way to the rank that solves the book.
struct Sent {
  std::int64_t place = 0;  ///< of the book among those to be solved
  double target = 0;       ///< the rating less the mean and the user's bias
};

/// A rating of a book to be solved, and its user.
struct Found {
  Sent sent;
  std::int64_t user = 0;  ///< on this rank
};

std::size_t at(std::int64_t index) { return static_cast<std::size_t>(index); }

/// This rank's ratings of the books, book by book, users ascending. Local.
std::vector<Found> find_ratings(const Workbench& bench, const RatingShard& ratings, const FactorRows& users,
                                const std::vector<BookIndex>& books) {
  std::vector<std::int64_t> place(at(bench.total_books), -1);
  for (std::size_t i = 0; i < books.size(); ++i) place[at(books[i])] = static_cast<std::int64_t>(i);
  std::vector<Found> found;
  const float* user_bias = users.data(RowArray::bias);
  for (std::int64_t u = 0; u < ratings.users.size(); ++u)
    for (std::int64_t i = ratings.offsets[at(u)]; i < ratings.offsets[at(u + 1)]; ++i)
      if (const std::int64_t book = place[at(ratings.book[at(i)])]; book >= 0)
        found.push_back({{book, static_cast<double>(ratings.rating[at(i)]) - bench.global_mean -
                                    static_cast<double>(user_bias[u])},
                         u});
  std::stable_sort(found.begin(), found.end(),
                   [](const Found& a, const Found& b) { return a.sent.place < b.sent.place; });
  return found;
}

/// What the ranks that solve books were sent: ratings, and the factors of their users, k a rating.
struct Arrived {
  std::vector<Sent> ratings;
  std::vector<float> factors;
};

/// Collective. Every rating goes to the rank that solves its book.
Arrived deal_out(const Workbench& bench, const std::vector<Found>& found, const FactorRows& users,
                 std::int64_t books) {
  const std::int64_t k = users.k();
  std::vector<Sent> sent;
  std::vector<float> factors;
  std::vector<std::int64_t> counts(at(bench.comm.size()));
  on_every_rank(bench.comm, [&] {
    for (const Found& rating : found) {
      ++counts[at(even_part_of(books, bench.comm.size(), rating.sent.place))];
      sent.push_back(rating.sent);
      const float* row = users.factors(rating.user);
      factors.insert(factors.end(), row, row + k);
    }
  });
  std::vector<std::int64_t> floats = counts;
  for (std::int64_t& count : floats) count *= k;
  return {bench.comm.exchange(std::span<const Sent>(sent), counts),
          bench.comm.exchange(std::span<const float>(factors), floats)};
}

/// The rows of the books at `places`. Local.
std::vector<float> solve(const Arrived& arrived, IndexRange places, std::int64_t k, const RowL2& l2) {
  std::vector<std::size_t> order(arrived.ratings.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  // Ranks sent their users in order, and arrived in order: this sort keeps that.
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return arrived.ratings[a].place < arrived.ratings[b].place;
  });
  std::vector<float> rows(at(places.size() * (k + 1)));
  std::size_t next = 0;
  for (std::int64_t place = places.begin; place < places.end; ++place) {
    const std::size_t first = next;
    while (next < order.size() && arrived.ratings[order[next]].place == place) ++next;
    MatrixD users(static_cast<Eigen::Index>(next - first), k);
    std::vector<double> targets;
    for (std::size_t i = first; i < next; ++i) {
      const float* factors = arrived.factors.data() + order[i] * at(k);
      for (std::int64_t c = 0; c < k; ++c)
        users(static_cast<Eigen::Index>(i - first), c) = static_cast<double>(factors[c]);
      targets.push_back(arrived.ratings[order[i]].target);
    }
    ridge_row({users, targets}, l2,
              std::span<float>(rows).subspan(at((place - places.begin) * (k + 1)), at(k + 1)));
  }
  return rows;
}

}  // namespace

std::vector<float> rows_of_books(const Workbench& bench, const RatingShard& ratings, const FactorRows& users,
                                 const std::vector<BookIndex>& books, const RowL2& l2) {
  const Communicator& comm = bench.comm;
  const auto count = static_cast<std::int64_t>(books.size());
  const std::vector<Found> found =
      on_every_rank(comm, [&] { return find_ratings(bench, ratings, users, books); });
  const Arrived arrived = deal_out(bench, found, users, count);
  const std::vector<float> mine = on_every_rank(
      comm, [&] { return solve(arrived, even_part(count, comm.size(), comm.rank()), users.k(), l2); });
  return comm.concatenate_all(std::span<const float>(mine));
}

}  // namespace crucible
