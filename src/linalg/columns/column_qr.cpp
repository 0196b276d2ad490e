#include "columns/column_qr.hpp"

#include "crucible/core/error.hpp"

#include <algorithm>
#include <span>

namespace crucible {

namespace {

std::span<double> elements_of(MatrixD& a) { return {a.data(), static_cast<std::size_t>(a.size())}; }

std::int64_t width_of_block(const BlockCyclicMatrix& a, std::int64_t begin) {
  return std::min<std::int64_t>(a.block(), a.columns() - begin);
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

std::int64_t columns_together(const BlockCyclicMatrix& a) {
  return std::max<std::int64_t>(1, reflectors_together / a.block()) * a.block();
}

MatrixD reflectors_of(const BlockCyclicMatrix& a, IndexRange columns) {
  MatrixD all = MatrixD::Zero(a.rows() - columns.begin, columns.size());
  for (std::int64_t begin = columns.begin; begin < columns.end; begin += a.block()) {
    const int owner = a.grid().rank_of(0, a.column_axis().owner(begin));
    MatrixD v(a.rows() - begin, width_of_block(a, begin));
    if (a.grid().comm().rank() == owner) v = reflectors_in(trailing(a, begin, begin).leftCols(v.cols()));
    a.grid().comm().broadcast(elements_of(v), owner);
    all.block(begin - columns.begin, begin - columns.begin, v.rows(), v.cols()) = v;
  }
  return all;
}

namespace {

/// Collective. The same with their triangular factors, of which `t` has one for each block of `a`.
BlockReflector reflectors_of(const BlockCyclicMatrix& a, IndexRange columns, std::span<const MatrixD> t) {
  const auto first = static_cast<std::size_t>(columns.begin / a.block());
  const auto count = static_cast<std::size_t>((columns.size() + a.block() - 1) / a.block());
  return joined_blocks(reflectors_of(a, columns), t.subspan(first, count));
}

}  // namespace

std::vector<MatrixD> factor_columns(BlockCyclicMatrix& a) {
  require(has_whole_columns(a) && a.rows() >= a.columns(), "factor_columns: a tall matrix of whole columns");
  const Communicator& comm = a.grid().comm();
  std::vector<MatrixD> factors;
  for (std::int64_t begin = 0; begin < a.columns(); begin += a.block()) {
    const IndexRange columns{begin, begin + width_of_block(a, begin)};
    const int owner = a.grid().rank_of(0, a.column_axis().owner(begin));
    MatrixD t = MatrixD::Zero(columns.size(), columns.size());
    if (comm.rank() == owner) t = factor_block(trailing(a, begin, begin).leftCols(columns.size()));
    comm.broadcast(elements_of(t), owner);
    apply({reflectors_of(a, columns), t}, Op::transpose, trailing(a, begin, columns.end));
    factors.push_back(std::move(t));
  }
  return factors;
}

void apply_columns_q(const BlockCyclicMatrix& a, const std::vector<MatrixD>& t, BlockCyclicMatrix& c) {
  const std::int64_t step = columns_together(a);
  for (std::int64_t begin = (a.columns() - 1) / step * step; begin >= 0; begin -= step) {
    const IndexRange columns{begin, std::min(begin + step, a.columns())};
    apply(reflectors_of(a, columns, t), Op::none, trailing(c, begin, 0));
  }
}

}  // namespace crucible
