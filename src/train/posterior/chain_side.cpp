#include "posterior/chain_side.hpp"

#include "posterior/row_products.hpp"

#include <algorithm>
#include <functional>
#include <utility>

namespace crucible {

namespace {

std::size_t at(std::int64_t index) { return static_cast<std::size_t>(index); }

struct BookRating {
  std::int32_t book;
  std::int32_t user;
  float value;
};

/// Entries of `by_user` in the order of the books, so that each rank's are together. Of the same book, in the
/// order of the users.
std::vector<BookRating> sorted_by_book(const SideRatings& by_user, IndexRange users,
                                       std::int64_t total_books) {
  std::vector<std::int64_t> place(at(total_books + 1));
  for (const std::int32_t book : by_user.other) ++place[at(book + 1)];
  for (std::int64_t b = 0; b < total_books; ++b) place[at(b + 1)] += place[at(b)];
  std::vector<BookRating> entries(at(by_user.size()));
  for (std::int64_t u = 0; u < users.size(); ++u)
    for (std::int64_t i = by_user.offsets[at(u)]; i < by_user.offsets[at(u + 1)]; ++i)
      entries[at(place[at(by_user.other[at(i)])]++)] = {
          by_user.other[at(i)], static_cast<std::int32_t>(users.begin + u), by_user.value[at(i)]};
  return entries;
}

/// Collective. The entries of this rank's books, those of a rank after those of the rank before.
std::vector<BookRating> exchanged(const Communicator& comm, std::vector<BookRating> mine,
                                  std::int64_t total_books) {
  if (comm.size() == 1) return mine;
  std::vector<std::int64_t> counts(at(comm.size()));
  auto next = mine.begin();
  for (int rank = 0; rank < comm.size(); ++rank) {
    const IndexRange books = even_part(total_books, comm.size(), rank);
    const auto end = std::find_if(next, mine.end(), [&](const BookRating& x) { return x.book >= books.end; });
    counts[at(rank)] = end - next;
    next = end;
  }
  return comm.exchange(std::span<const BookRating>(mine), counts);
}

}  // namespace

SideRatings ratings_by_book(const Communicator& comm, const SideRatings& by_user, IndexRange users,
                            std::int64_t total_books) {
  const std::vector<BookRating> all =
      exchanged(comm, sorted_by_book(by_user, users, total_books), total_books);
  const IndexRange books = even_part(total_books, comm.size(), comm.rank());
  SideRatings result;
  result.offsets.assign(at(books.size() + 1), 0);
  for (const BookRating& entry : all) ++result.offsets[at(entry.book - books.begin + 1)];
  for (std::int64_t b = 0; b < books.size(); ++b) result.offsets[at(b + 1)] += result.offsets[at(b)];
  std::vector<std::int64_t> place(result.offsets.begin(), result.offsets.end() - 1);
  result.other.resize(all.size());
  result.value.resize(all.size());
  for (const BookRating& entry : all) {
    const std::int64_t to = place[at(entry.book - books.begin)]++;
    result.other[at(to)] = entry.user;
    result.value[at(to)] = entry.value;
  }
  return result;
}

ChainSide make_side(const Communicator& comm, const DrawKinds& draws, IndexRange own, std::int64_t total,
                    std::int64_t k, std::int64_t stride, SideRatings ratings) {
  ChainSide side;
  side.draws = draws;
  side.own = own;
  side.total = total;
  side.k = k;
  side.stride = stride;
  side.ratings = std::move(ratings);
  std::vector<std::uint8_t> mine(at(own.size()));
  for (std::int64_t r = 0; r < own.size(); ++r) mine[at(r)] = side.ratings.count(r) > 0 ? 1 : 0;
  side.rated = comm.concatenate_all(std::span<const std::uint8_t>(mine));
  side.rated_rows = static_cast<double>(std::count(side.rated.begin(), side.rated.end(), 1));
  side.draw.assign(at(total * stride), 0.0F);
  side.linked = side.draw;
  side.mean = side.draw;
  return side;
}

void share_rows(const Communicator& comm, const ChainSide& side, AlignedFloats& rows) {
  if (comm.size() == 1) return;
  const std::span<const float> mine(side.row(rows, side.own.begin), at(side.own.size() * side.stride));
  const std::vector<float> all = comm.concatenate_all(mine);
  std::copy(all.begin(), all.end(), rows.begin());
}

void read_rows(const FactorRows& rows, const ChainSide& side, AlignedFloats& to, bool rated_only) {
  for (std::int64_t r = rows.rows().begin; r < rows.rows().end; ++r) {
    if (rated_only && side.rated[at(r)] == 0) continue;
    std::copy_n(rows.factors(r - rows.rows().begin), side.k, side.row(to, r));
    side.row(to, r)[side.k] = rows.data(RowArray::bias)[r - rows.rows().begin];
  }
}

void write_rows(const ChainSide& side, const AlignedFloats& from, FactorRows& rows) {
  for (std::int64_t r = rows.rows().begin; r < rows.rows().end; ++r) {
    std::copy_n(side.row(from, r), side.k, rows.factors(r - rows.rows().begin));
    rows.data(RowArray::bias)[r - rows.rows().begin] = side.row(from, r)[side.k];
  }
}

std::vector<double> mean_row(const ChainSide& side) {
  std::vector<double> mean(at(side.k + 1));
  for (std::int64_t r = 0; r < side.total; ++r) {
    if (side.rated[at(r)] == 0) continue;
    for (std::size_t i = 0; i < mean.size(); ++i) mean[i] += static_cast<double>(side.row(side.linked, r)[i]);
  }
  for (std::size_t i = 0; i < mean.size(); ++i)
    mean[i] = side.prior.mean[i] + mean[i] / std::max(side.rated_rows, 1.0);
  return mean;
}

RowSums sums_of(const Kernels& kernels, const ChainSide& side) {
  const std::int64_t d = side.k + 1;
  RowSums sums;
  sums.rows = side.rated_rows;
  sums.sum.assign(at(d), 0.0);
  AlignedFloats rows(side.draw.size());
  std::transform(side.draw.begin(), side.draw.end(), side.linked.begin(), rows.begin(), std::minus<>());
  for (std::int64_t r = 0; r < side.total; ++r)
    for (std::int64_t i = 0; i < d; ++i) sums.sum[at(i)] += static_cast<double>(side.row(rows, r)[i]);
  sums.products = gram_of(kernels, rows.data(), side.total, d);
  return sums;
}

}  // namespace crucible
