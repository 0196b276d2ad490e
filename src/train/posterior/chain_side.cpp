#include "posterior/chain_side.hpp"

#include "posterior/row_products.hpp"

#include <algorithm>
#include <functional>
#include <utility>

namespace crucible {

namespace {

std::size_t at(std::int64_t index) { return static_cast<std::size_t>(index); }

}  // namespace

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
