#include "columns/column_bidiagonal.hpp"

#include "columns/column_qr.hpp"
#include "crucible/core/error.hpp"
#include "crucible/core/narrow.hpp"
#include "grid/scalapack.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <utility>

namespace crucible {

namespace {

/// Columns whose reflectors are applied to the rest of the matrix together.
constexpr std::int64_t panel_width = 32;
/// Elements of columns that are multiplied twice while they are in the second cache.
constexpr std::int64_t cached_elements = 1 << 15;

/// What one message sums up over all ranks, of which each has some columns. `rows` are those below the
/// column's row, and `before` is the number of columns of the panel before this one. "Next" is the next
/// column, which only its owner has.
class Message {
 public:
  Message(std::int64_t rows, std::int64_t before)
      : rows_(rows), before_(before), values_(Eigen::VectorXd::Zero(2 * rows + 4 * before + 4)) {}

  VectorRef product() { return values_.head(rows_); }                   ///< A r for the row r
  VectorRef next() { return values_.segment(rows_, rows_); }            ///< the column itself, as it is in A
  VectorRef next_y() { return part(0, before_ + 1); }                   ///< its row of Y
  VectorRef next_u() { return part(before_ + 1, before_); }             ///< and of U
  VectorRef y_product() { return part(2 * before_ + 1, before_ + 1); }  ///< Y^T r
  VectorRef u_product() { return part(3 * before_ + 2, before_); }      ///< U^T r
  double& square_sum() { return values_[values_.size() - 2]; }  ///< of the row without its first element
  double& first() { return values_[values_.size() - 1]; }       ///< the row's first element
  std::span<double> values() { return {values_.data(), static_cast<std::size_t>(values_.size())}; }

 private:
  VectorRef part(std::int64_t begin, std::int64_t count) { return values_.segment(2 * rows_ + begin, count); }

  std::int64_t rows_;
  std::int64_t before_;
  Eigen::VectorXd values_;
};

/// A reflector of the row that Message describes: the row times `scale`, plus `correction` in its first
/// element, which makes that 1.
struct RowReflector {
  double value = 0;  ///< of B
  double tau = 0;
  double scale = 0;
  double correction = 1;
};

RowReflector reflector_of(double first, double square_sum) {
  // Smaller squares have lost digits, so that the reflector would not be orthogonal. What is left out, less
  // than 1e-145 in a matrix with elements near 1, is far below rounding.
  constexpr double least = std::numeric_limits<double>::min() / std::numeric_limits<double>::epsilon();
  if (square_sum < least) return {first, 0, 0, 1};
  RowReflector h;
  h.value = -std::copysign(std::hypot(first, std::sqrt(square_sum)), first);
  h.tau = (h.value - first) / h.value;
  h.scale = 1 / (first - h.value);
  h.correction = -h.value * h.scale;
  return h;
}

/// The reduction of a panel's columns and rows. As in LAPACK's dlabrd, what they do to the rest of the matrix
/// is kept as A - V Y^T - X U^T until the panel is done, with the reflectors V and U of both sides.
class Panel {
 public:
  Panel(BlockCyclicMatrix& a, std::int64_t begin, ColumnBidiagonal& result)
      : a_(a),
        result_(result),
        begin_(begin),
        width_(std::min(panel_width, a.columns() - begin)),
        columns_(trailing(a, begin, begin + 1)),
        left_(MatrixD::Zero(a.rows() - begin, 2 * width_)),
        right_(MatrixD::Zero(columns_.cols(), 2 * width_)),
        rows_(columns_.rows() > 0 ? MatrixD(columns_.topRows(width_).transpose()) : MatrixD(0, width_)) {}

  void reduce() {
    take_first_column();
    for (std::int64_t i = 0; i < width_; ++i) {
      reflect_column(i);
      if (begin_ + i + 1 == a_.columns()) break;
      Message message = multiply(i);
      a_.grid().comm().sum(message.values());
      reflect_row(i, message);
    }
    write_back();
    update_rest();
  }

 private:
  // V, X, Y and U have a column for each column of the panel. Rows of V and X are those of the matrix from
  // `begin_` on, on every rank; rows of Y and U are this rank's columns after `begin_`.
  auto v() { return left_.leftCols(width_); }
  auto x() { return left_.rightCols(width_); }
  auto y() { return right_.leftCols(width_); }
  auto u() { return right_.rightCols(width_); }

  /// The number of this rank's columns, of those after `begin_`, that are before `column`.
  std::int64_t columns_before(std::int64_t column) {
    return columns_.cols() - trailing(a_, begin_, column).cols();
  }
  bool owns(std::int64_t column) const {
    return a_.grid().member() && a_.column_axis().owner(column) == a_.grid().column();
  }

  void take_first_column() {
    next_ = Eigen::VectorXd::Zero(a_.rows() - begin_);
    if (owns(begin_)) next_ = trailing(a_, begin_, begin_).col(0);
    const int owner = a_.grid().rank_of(0, a_.column_axis().owner(begin_));
    a_.grid().comm().broadcast(std::span<double>(next_.data(), static_cast<std::size_t>(next_.size())),
                               owner);
  }

  /// Column i becomes a reflector and an element of the diagonal. The same on every rank.
  void reflect_column(std::int64_t i) {
    const std::int64_t height = left_.rows() - i;
    gemv(-1, Op::none, v().block(i, 0, height, i), next_y_, 1, next_);
    gemv(-1, Op::none, x().block(i, 0, height, i), next_u_, 1, next_);
    const int length = narrow<int>(height);
    const int one = 1;
    double tau = 0;
    dlarfg_(&length, next_.data(), next_.data() + 1, &one, &tau);
    result_.diagonal.push_back(next_[0]);
    result_.tau_q.push_back(tau);
    next_[0] = 1;
    v().col(i).tail(height) = next_;
  }

  /// Finds column i of Y and the row i, and multiplies this rank's columns by it, a few of them at a time.
  Message multiply(std::int64_t i) {
    const std::int64_t height = left_.rows() - i;
    const std::int64_t from = columns_before(begin_ + i + 1);
    const std::int64_t count = columns_.cols() - from;
    Message message(height - 1, i);
    const Eigen::VectorXd reflector = v().col(i).tail(height);
    Eigen::VectorXd v_product(i);
    Eigen::VectorXd x_product(i);
    gemv(1, Op::transpose, v().block(i, 0, height, i), reflector, 0, v_product);
    gemv(1, Op::transpose, x().block(i, 0, height, i), reflector, 0, x_product);
    const Eigen::VectorXd v_row = v().row(i).head(i + 1).transpose();
    const Eigen::VectorXd x_row = x().row(i).head(i).transpose();
    const double tau = result_.tau_q.back();
    const std::int64_t step = columns_at_a_time(height, count);
    for (std::int64_t begin = from; begin < columns_.cols(); begin += step) {
      const std::int64_t part = std::min(step, columns_.cols() - begin);
      const auto block = columns_.block(i, begin, height, part);
      const auto y_before = y().block(begin, 0, part, i);
      const auto u_before = u().block(begin, 0, part, i);
      auto y_new = y().col(i).segment(begin, part);
      gemv(tau, Op::transpose, block, reflector, 0, y_new);
      gemv(-tau, Op::none, y_before, v_product, 1, y_new);
      gemv(-tau, Op::none, u_before, x_product, 1, y_new);
      auto row = rows_.col(i).segment(begin, part);
      gemv(-1, Op::none, y().block(begin, 0, part, i + 1), v_row, 1, row);
      gemv(-1, Op::none, u_before, x_row, 1, row);
      gemv(1, Op::none, block.bottomRows(height - 1), row, 1, message.product());
    }
    describe_row(i, from, count, message);
    return message;
  }

  std::int64_t columns_at_a_time(std::int64_t height, std::int64_t count) const {
    if (openblas_get_num_threads() > 1) return std::max<std::int64_t>(1, count);  // no cache that they share
    return std::max<std::int64_t>(4, cached_elements / height);
  }

  /// The rest of the message, from this rank's part of the row.
  void describe_row(std::int64_t i, std::int64_t from, std::int64_t count, Message& message) {
    const auto row = rows_.col(i).segment(from, count);
    gemv(1, Op::transpose, y().block(from, 0, count, i + 1), row, 0, message.y_product());
    gemv(1, Op::transpose, u().block(from, 0, count, i), row, 0, message.u_product());
    if (!owns(begin_ + i + 1)) {
      message.square_sum() = row.squaredNorm();
      return;
    }
    message.square_sum() = row.tail(count - 1).squaredNorm();
    message.first() = row[0];
    message.next() = columns_.col(from).tail(message.next().size());
    message.next_y() = y().row(from).head(i + 1).transpose();
    message.next_u() = u().row(from).head(i).transpose();
  }

  /// Row i becomes a reflector and an element beside the diagonal. Finds column i of U and of X.
  void reflect_row(std::int64_t i, Message& message) {
    const RowReflector h = reflector_of(message.first(), message.square_sum());
    result_.off_diagonal.push_back(h.value);
    result_.tau_p.push_back(h.tau);
    const std::int64_t from = columns_before(begin_ + i + 1);
    auto reflector = u().col(i).tail(columns_.cols() - from);
    reflector = h.scale * rows_.col(i).tail(columns_.cols() - from);
    if (owns(begin_ + i + 1)) reflector[0] = 1;
    const std::int64_t height = left_.rows() - i - 1;
    Eigen::VectorXd product = h.scale * message.product() + h.correction * message.next();
    const Eigen::VectorXd with_y = h.scale * message.y_product() + h.correction * message.next_y();
    const Eigen::VectorXd with_u = h.scale * message.u_product() + h.correction * message.next_u();
    gemv(-h.tau, Op::none, v().block(i + 1, 0, height, i + 1), with_y, h.tau, product);
    gemv(-h.tau, Op::none, x().block(i + 1, 0, height, i), with_u, 1, product);
    x().col(i).tail(height) = product;
    next_ = message.next();
    next_y_ = message.next_y();
    next_u_.resize(i + 1);
    next_u_.head(i) = message.next_u();
    next_u_[i] = 1;
  }

  /// Puts the reflectors where LAPACK has them.
  void write_back() {
    for (std::int64_t i = 0; i < width_; ++i) {
      if (!owns(begin_ + i)) continue;
      const std::int64_t height = left_.rows() - i - 1;
      trailing(a_, begin_, begin_ + i).col(0).tail(height) = v().col(i).tail(height);
    }
    for (std::int64_t j = 0; j < columns_.cols(); ++j) {
      // Elements right of the one beside the diagonal.
      const std::int64_t column = a_.global_column(a_.local_columns() - columns_.cols() + j);
      const std::int64_t count = std::min(width_, column - begin_ - 1);
      columns_.col(j).head(count) = u().row(j).head(count).transpose();
    }
  }

  void update_rest() {
    const std::int64_t count = trailing(a_, begin_, begin_ + width_).cols();
    if (count == 0) return;
    gemm(-1, Op::none, left_.bottomRows(left_.rows() - width_), Op::transpose, right_.bottomRows(count), 1,
         trailing(a_, begin_ + width_, begin_ + width_));
  }

  BlockCyclicMatrix& a_;
  ColumnBidiagonal& result_;
  std::int64_t begin_;
  std::int64_t width_;
  ColumnBlock columns_;   ///< this rank's columns after `begin_`, of the rows from there on
  MatrixD left_;          ///< [V X]
  MatrixD right_;         ///< [Y U]
  MatrixD rows_;          ///< the panel's rows, a column for each: a row of the matrix is far apart in memory
  Eigen::VectorXd next_;  ///< the next column as it is in A, from its diagonal element on
  Eigen::VectorXd next_y_;  ///< its row of Y
  Eigen::VectorXd next_u_;  ///< its row of U
};

std::span<const double> part_of(const std::vector<double>& values, IndexRange range) {
  return std::span<const double>(values).subspan(static_cast<std::size_t>(range.begin),
                                                 static_cast<std::size_t>(range.size()));
}

/// Collective. The reflectors of P of the rows `rows`, in columns, on every rank. Their first element is in
/// column rows.begin + 1 of the matrix.
MatrixD row_reflectors(const BlockCyclicMatrix& a, IndexRange rows) {
  const std::int64_t first = rows.begin + 1;
  MatrixD v = MatrixD::Zero(a.columns() - first, rows.size());
  for (std::int64_t j = 0; j < a.local_columns(); ++j) {
    const std::int64_t column = a.global_column(j);
    if (column < first) continue;
    const std::int64_t count = std::min(rows.size(), column - first);
    for (std::int64_t i = 0; i < count; ++i)
      v(column - first, i) = a.data()[rows.begin + i + j * a.leading_dimension()];
    if (count < rows.size()) v(column - first, count) = 1;
  }
  a.grid().comm().sum(std::span<double>(v.data(), static_cast<std::size_t>(v.size())));
  return v;
}

}  // namespace

ColumnBidiagonal bidiagonalise_columns(BlockCyclicMatrix& a) {
  require(has_whole_columns(a) && a.rows() >= a.columns(),
          "bidiagonalise_columns: a tall matrix of whole columns");
  ColumnBidiagonal result;
  for (std::int64_t begin = 0; begin < a.columns(); begin += panel_width) Panel(a, begin, result).reduce();
  return result;
}

void apply_bidiagonal_q(const BlockCyclicMatrix& a, const ColumnBidiagonal& b, BlockCyclicMatrix& c) {
  for_each_group_backwards(a.columns(), [&](IndexRange columns) {
    MatrixD v = reflectors_of(a, columns);
    if (c.local_columns() == 0) return;
    apply(block_reflector(std::move(v), part_of(b.tau_q, columns)), Op::none, trailing(c, columns.begin, 0));
  });
}

void apply_bidiagonal_p(const BlockCyclicMatrix& a, const ColumnBidiagonal& b, BlockCyclicMatrix& c) {
  for_each_group_backwards(static_cast<std::int64_t>(b.tau_p.size()), [&](IndexRange rows) {
    MatrixD v = row_reflectors(a, rows);
    if (c.local_columns() == 0) return;
    apply(block_reflector(std::move(v), part_of(b.tau_p, rows)), Op::none, trailing(c, rows.begin + 1, 0));
  });
}

}  // namespace crucible
