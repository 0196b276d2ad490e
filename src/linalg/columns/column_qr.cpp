#include "columns/column_qr.hpp"

#include "crucible/core/error.hpp"

#include <algorithm>
#include <span>
#include <utility>

namespace crucible {

namespace {

std::span<double> elements_of(MatrixD& a) { return {a.data(), static_cast<std::size_t>(a.size())}; }

/// The columns from `begin` on that are factored together: of one block, and of one group.
IndexRange columns_from(const BlockCyclicMatrix& a, std::int64_t begin) {
  constexpr std::int64_t most = 64;
  const auto next = [begin](std::int64_t step) { return (begin / step + 1) * step; };
  return {begin, std::min({begin + most, next(a.block()), next(reflectors_together), a.columns()})};
}

/// trailing() of a matrix of either kind: `data` is that of `a`.
template <typename Matrix, typename Element>
Eigen::Map<Matrix, 0, Eigen::OuterStride<>> trailing_of(const BlockCyclicMatrix& a, Element* data,
                                                        std::int64_t row, std::int64_t column) {
  const std::int64_t first =
      a.grid().member() ? a.column_axis().first_local(a.grid().column(), column) : a.local_columns();
  const std::int64_t columns = a.local_columns() - first;
  const std::int64_t rows = a.local_rows() > 0 ? a.local_rows() - row : 0;
  const std::int64_t stride = a.leading_dimension();
  Element* start = rows > 0 && columns > 0 ? data + row + first * stride : data;
  return {start, rows, columns, Eigen::OuterStride<>(stride)};
}

}  // namespace

bool has_whole_columns(const BlockCyclicMatrix& a) { return a.grid().shape().rows == 1; }

ColumnBlock trailing(BlockCyclicMatrix& a, std::int64_t row, std::int64_t column) {
  return trailing_of<MatrixD>(a, a.data(), row, column);
}
ConstColumnBlock trailing(const BlockCyclicMatrix& a, std::int64_t row, std::int64_t column) {
  return trailing_of<const MatrixD>(a, a.data(), row, column);
}

void for_each_group_backwards(std::int64_t count, const std::function<void(IndexRange columns)>& apply) {
  for (std::int64_t end = count; end > 0;) {
    const std::int64_t begin = (end - 1) / reflectors_together * reflectors_together;
    apply({begin, end});
    end = begin;
  }
}

MatrixD reflectors_of(const BlockCyclicMatrix& a, IndexRange columns) {
  MatrixD all = MatrixD::Zero(a.rows() - columns.begin, columns.size());
  for (std::int64_t begin = columns.begin; begin < columns.end;) {
    const IndexRange part{begin, std::min(columns_from(a, begin).end, columns.end)};
    const int owner = a.grid().rank_of(0, a.column_axis().owner(begin));
    MatrixD v(a.rows() - begin, part.size());
    if (a.grid().comm().rank() == owner) v = reflectors_in(trailing(a, begin, begin).leftCols(part.size()));
    a.grid().comm().broadcast(elements_of(v), owner);
    all.block(begin - columns.begin, begin - columns.begin, v.rows(), v.cols()) = v;
    begin = part.end;
  }
  return all;
}

std::vector<FactoredColumns> factor_columns(BlockCyclicMatrix& a) {
  require(has_whole_columns(a) && a.rows() >= a.columns(), "factor_columns: a tall matrix of whole columns");
  const Communicator& comm = a.grid().comm();
  std::vector<FactoredColumns> parts;
  for (std::int64_t begin = 0; begin < a.columns(); begin = parts.back().columns.end) {
    const IndexRange columns = columns_from(a, begin);
    const int owner = a.grid().rank_of(0, a.column_axis().owner(begin));
    MatrixD t = MatrixD::Zero(columns.size(), columns.size());
    if (comm.rank() == owner) t = factor_block(trailing(a, begin, begin).leftCols(columns.size()));
    comm.broadcast(elements_of(t), owner);
    if (columns.end < a.columns())
      apply({reflectors_of(a, columns), t}, Op::transpose, trailing(a, begin, columns.end));
    parts.push_back({columns, std::move(t)});
  }
  return parts;
}

void apply_columns_q(const BlockCyclicMatrix& a, const std::vector<FactoredColumns>& parts,
                     BlockCyclicMatrix& c) {
  for_each_group_backwards(a.columns(), [&](IndexRange columns) {
    MatrixD v = reflectors_of(a, columns);
    if (c.local_columns() == 0) return;
    std::vector<MatrixD> factors;
    for (const FactoredColumns& part : parts)
      if (part.columns.begin >= columns.begin && part.columns.end <= columns.end) factors.push_back(part.t);
    apply(joined_blocks(std::move(v), factors), Op::none, trailing(c, columns.begin, 0));
  });
}

}  // namespace crucible
