#include "crucible/linalg/pca.hpp"

#include "crucible/core/error.hpp"
#include "crucible/linalg/streamed_svd.hpp"
#include "crucible/mpi/collective.hpp"
#include "truncated/row_stream.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace crucible {

namespace {

std::span<double> elements(Eigen::VectorXd& vector) {
  return {vector.data(), static_cast<std::size_t>(vector.size())};
}

void check_observations(std::int64_t rows) {
  if (rows < 2)
    throw_on_all_ranks(UsageError("principal components need at least two rows (observations), not " +
                                  std::to_string(rows)));
}

/// What is known of the columns.
struct Columns {
  Eigen::VectorXd means;
  Eigen::VectorXd spreads;  ///< empty if not centred
  Eigen::VectorXd scales;
};

Columns columns_as_given(std::int64_t count) {
  return {Eigen::VectorXd::Zero(count), {}, Eigen::VectorXd::Ones(count)};
}

/// Sets the spreads from the `squares`, the sums of the squares of the centred columns, and the scales. What
/// rounding leaves of a constant column is no spread.
void set_scales(Columns& columns, const Eigen::VectorXd& squares, std::int64_t rows, PcaColumns treatment) {
  constexpr double rounding = 16 * std::numeric_limits<double>::epsilon();
  columns.spreads = (squares.cwiseMax(0) / static_cast<double>(rows - 1)).cwiseSqrt();
  for (Eigen::Index j = 0; j < columns.spreads.size(); ++j) {
    if (columns.spreads(j) <= rounding * std::abs(columns.means(j))) columns.spreads(j) = 0;
    if (treatment == PcaColumns::standardised && columns.spreads(j) > 0)
      columns.scales(j) = columns.spreads(j);
  }
}

/// The result, from the decomposition of the prepared matrix.
PcaResult finished(SvdResult svd, const Columns& columns) {
  PcaResult result;
  result.means.assign(columns.means.begin(), columns.means.end());
  result.spreads.assign(columns.spreads.begin(), columns.spreads.end());
  result.scales.assign(columns.scales.begin(), columns.scales.end());
  const double freedom = std::sqrt(static_cast<double>(svd.rows - 1));
  for (const double value : svd.singular_values) {
    const double share = svd.frobenius > 0 ? value / svd.frobenius : 0;
    result.deviations.push_back(value / freedom);
    result.variance_share.push_back(share * share);
  }
  result.svd = std::move(svd);
  return result;
}

/// Collective. Subtracts the means of the columns of `a` and returns them.
Eigen::VectorXd subtract_means(const Communicator& comm, RowSlab& a) {
  Eigen::VectorXd means = Eigen::VectorXd::Zero(a.columns());
  // If a mean is large compared with the spread, rounding leaves a part of it. The second pass subtracts
  // that.
  for (int pass = 0; pass < 2; ++pass) {
    Eigen::VectorXd rest = a.values.colwise().sum().transpose();
    comm.sum(elements(rest));
    rest /= static_cast<double>(a.total_rows);
    a.values.rowwise() -= rest.transpose();
    means += rest;
  }
  return means;
}

/// Collective. Checks `a` and prepares its columns.
Columns prepare(const Communicator& comm, RowSlab& a, PcaColumns treatment) {
  check_slab(comm, a, "the matrix");
  check_observations(a.total_rows);
  Columns columns = columns_as_given(a.columns());
  if (treatment == PcaColumns::as_given) return columns;
  columns.means = subtract_means(comm, a);
  Eigen::VectorXd squares = a.values.colwise().squaredNorm().transpose();
  comm.sum(elements(squares));
  set_scales(columns, squares, a.total_rows, treatment);
  for (Eigen::Index j = 0; j < columns.spreads.size(); ++j)
    if (columns.spreads(j) == 0) a.values.col(j).setZero();
  if (treatment == PcaColumns::standardised) a.values *= columns.scales.cwiseInverse().asDiagonal();
  return columns;
}

/// Means and centred squares of columns, of rows that come in blocks (Chan, Golub and LeVeque, Am. Stat. 37,
/// 1983): nothing cancels where a mean is large.
class ColumnSums {
 public:
  explicit ColumnSums(std::int64_t columns)
      : mean_(Eigen::VectorXd::Zero(columns)), squares_(Eigen::VectorXd::Zero(columns)) {}

  /// Local.
  void add(const ConstRowBlock& block) {
    const auto rows = static_cast<double>(block.rows());
    const Eigen::VectorXd mean = block.colwise().sum().transpose() / rows;
    const Eigen::VectorXd delta = mean - mean_;
    squares_ += (block.rowwise() - mean.transpose()).colwise().squaredNorm().transpose();
    squares_ += delta.cwiseAbs2() * (rows_ * rows / (rows_ + rows));
    mean_ += delta * (rows / (rows_ + rows));
    rows_ += rows;
  }
  /// Collective. Of all rows of all ranks.
  Columns total(const Communicator& comm, std::int64_t rows, PcaColumns treatment) const {
    Columns columns = columns_as_given(mean_.size());
    columns.means = mean_ * (rows_ / static_cast<double>(rows));
    comm.sum(elements(columns.means));
    Eigen::VectorXd squares = squares_ + (mean_ - columns.means).cwiseAbs2() * rows_;
    comm.sum(elements(squares));
    set_scales(columns, squares, rows, treatment);
    return columns;
  }

 private:
  double rows_ = 0;
  Eigen::VectorXd mean_;
  Eigen::VectorXd squares_;
};

/// Subtracts the means, divides by the scales, and makes constant columns 0. Local.
void prepare_block(const Columns& columns, RowBlock block) {
  block.rowwise() -= columns.means.transpose();
  for (Eigen::Index j = 0; j < columns.spreads.size(); ++j)
    if (columns.spreads(j) == 0) block.col(j).setZero();
  block *= columns.scales.cwiseInverse().asDiagonal();
}

/// Sums of the columns of sparse + terms over all ranks.
Eigen::VectorXd column_sums(const Communicator& comm, const SparseRows& sparse, const LowRankTerms& terms) {
  Eigen::VectorXd sums = Eigen::VectorXd::Zero(sparse.columns);
  sparse.with_values([&](auto values) {
    for (std::size_t entry = 0; entry < values.size(); ++entry)
      sums(sparse.column[entry]) += static_cast<double>(values[entry]);
  });
  if (terms.count() > 0) sums += terms.right * terms.left.colwise().sum().transpose();
  comm.sum(elements(sums));
  return sums;
}

/// Collective. For each column j, the sum over all rows i of (terms_ij - means_j)^2. The rows' means are
/// taken out first, so that nothing cancels where terms hardly differ from row to row.
Eigen::VectorXd squares_of_terms(const Communicator& comm, const LowRankTerms& terms, std::int64_t rows,
                                 const Eigen::VectorXd& means) {
  if (terms.count() == 0) return means.cwiseAbs2() * static_cast<double>(rows);
  Eigen::VectorXd middle = terms.left.colwise().sum().transpose();
  comm.sum(elements(middle));
  middle /= static_cast<double>(rows);
  const RowMatrixD off = terms.left.rowwise() - middle.transpose();
  RowMatrixD gram = off.transpose() * off;
  comm.sum(std::span<double>(gram.data(), static_cast<std::size_t>(gram.size())));
  const Eigen::VectorXd spread = (terms.right * gram).cwiseProduct(terms.right).rowwise().sum();
  return spread + (terms.right * middle - means).cwiseAbs2() * static_cast<double>(rows);
}

/// Collective. Sums of the squares of the columns of sparse + terms, less `means`, over all ranks. What is
/// stored and what is not are summed apart: each part is small where the column is.
Eigen::VectorXd centred_squares(const Communicator& comm, const SparseRows& sparse, const LowRankTerms& terms,
                                const Eigen::VectorXd& means) {
  Eigen::VectorXd stored = Eigen::VectorXd::Zero(sparse.columns);
  Eigen::VectorXd replaced = Eigen::VectorXd::Zero(sparse.columns);  // what the terms alone would be there
  Eigen::VectorXd counts = Eigen::VectorXd::Zero(sparse.columns);
  sparse.with_values([&](auto values) {
    for (std::int64_t row = 0; row < sparse.rows.size(); ++row)
      for (auto entry = static_cast<std::size_t>(sparse.offsets[static_cast<std::size_t>(row)]);
           entry < static_cast<std::size_t>(sparse.offsets[static_cast<std::size_t>(row) + 1]); ++entry) {
        const std::int32_t j = sparse.column[entry];
        const double term = terms.count() > 0 ? terms.left.row(row).dot(terms.right.row(j)) : 0;
        const double off = static_cast<double>(values[entry]) + term - means(j);
        stored(j) += off * off;
        replaced(j) += (term - means(j)) * (term - means(j));
        counts(j) += 1;
      }
  });
  for (Eigen::VectorXd* sums : {&stored, &replaced, &counts}) comm.sum(elements(*sums));
  const Eigen::VectorXd all = squares_of_terms(comm, terms, sparse.total_rows, means);
  const auto rows = static_cast<double>(sparse.total_rows);
  for (Eigen::Index j = 0; j < stored.size(); ++j) {
    if (counts(j) >= rows) continue;
    stored(j) +=
        terms.count() > 0 ? std::max(all(j) - replaced(j), 0.0) : (rows - counts(j)) * means(j) * means(j);
  }
  return stored;
}

/// `terms` and one more that subtracts `means` from every row.
LowRankTerms with_centring(const LowRankTerms& terms, std::int64_t rows, const Eigen::VectorXd& means) {
  LowRankTerms all{RowMatrixD(rows, terms.count() + 1), RowMatrixD(means.size(), terms.count() + 1)};
  if (terms.count() > 0) {
    all.left.leftCols(terms.count()) = terms.left;
    all.right.leftCols(terms.count()) = terms.right;
  }
  all.left.rightCols(1).setConstant(-1);
  all.right.rightCols(1) = means;
  return all;
}

/// The values of `sparse`, divided by the scales of their columns.
std::vector<double> scaled_values(const SparseRows& sparse, const Eigen::VectorXd& scales) {
  std::vector<double> scaled;
  scaled.reserve(sparse.entries());
  sparse.with_values([&](auto values) {
    for (std::size_t entry = 0; entry < values.size(); ++entry)
      scaled.push_back(static_cast<double>(values[entry]) / scales(sparse.column[entry]));
  });
  return scaled;
}

void check_columns(std::int64_t columns, const PcaAxes& onto) {
  if (columns == onto.axes.rows()) return;
  throw UsageError("the rows have " + std::to_string(columns) + " columns, but the axes have " +
                   std::to_string(onto.axes.rows()));
}

Eigen::Map<const Eigen::VectorXd> as_vector(const std::vector<double>& values) {
  return {values.data(), static_cast<Eigen::Index>(values.size())};
}

}  // namespace

RowSlab PcaResult::scores() const {
  RowSlab scores = svd.u;
  for (std::int64_t j = 0; j < scores.columns(); ++j)
    scores.values.col(j) *= svd.singular_values[static_cast<std::size_t>(j)];
  return scores;
}

PcaResult pca(const Communicator& comm, RowSlab a, PcaColumns columns, const SvdOptions& options) {
  const Columns prepared = prepare(comm, a, columns);
  return finished(svd(comm, a, options), prepared);
}

PcaResult pca(const Communicator& comm, RowSlab a, PcaColumns columns, std::int64_t rank,
              const KrylovOptions& options) {
  const Columns prepared = prepare(comm, a, columns);
  return finished(truncated_svd(comm, a, rank, options), prepared);
}

StreamedPca streamed_pca(const Communicator& comm, const RowReader& reader, PcaColumns columns,
                         std::int64_t rank, const StreamPlan& plan, const KrylovOptions& options) {
  require(!reader.transposed, "principal components need the rows of the matrix, not of its transpose");
  check_observations(reader.total_rows);
  Columns prepared = columns_as_given(reader.columns);
  RowStream stream(comm, reader, plan.block_rows);
  RowReader rows = reader;
  if (columns != PcaColumns::as_given) {
    ColumnSums sums(reader.columns);
    stream.pass([&](IndexRange range, const RowBlock& block) {
      stream.check_finite(range, block);
      sums.add(block);
    });
    prepared = sums.total(comm, reader.total_rows, columns);
    rows.read = [&](IndexRange range, std::span<double> values) {
      reader.read(range, values);
      prepare_block(prepared, Eigen::Map<RowMatrixD>(values.data(), range.size(), reader.columns));
    };
  }
  StreamedSvd found = streamed_svd(comm, rows, rank, plan, options);
  found.figures.passes += stream.passes();
  return {finished(std::move(found.svd), prepared), std::move(found.figures)};
}

PcaResult pca(const Communicator& comm, const SparseRows& sparse, const LowRankTerms& terms,
              PcaColumns columns, std::int64_t rank, const KrylovOptions& options) {
  check_observations(sparse.total_rows);
  Columns prepared = columns_as_given(sparse.columns);
  if (columns == PcaColumns::as_given)
    return finished(truncated_svd(comm, sparse, terms, rank, options), prepared);
  prepared.means = column_sums(comm, sparse, terms) / static_cast<double>(sparse.total_rows);
  LowRankTerms centred = with_centring(terms, sparse.rows.size(), prepared.means);
  set_scales(prepared, centred_squares(comm, sparse, terms, prepared.means), sparse.total_rows, columns);
  if (columns == PcaColumns::centred)
    return finished(truncated_svd(comm, sparse, centred, rank, options), prepared);
  centred.right = prepared.scales.cwiseInverse().asDiagonal() * centred.right;
  const std::vector<double> values = scaled_values(sparse, prepared.scales);
  SparseRows scaled = sparse;
  scaled.value = {};
  scaled.precise = values;
  return finished(truncated_svd(comm, scaled, centred, rank, options), prepared);
}

RowSlab project(const RowSlab& a, const PcaAxes& onto) {
  check_columns(a.columns(), onto);
  const RowMatrixD weights = as_vector(onto.scales).cwiseInverse().asDiagonal() * onto.axes;
  return {a.total_rows, a.rows, (a.values.rowwise() - as_vector(onto.means).transpose()) * weights};
}

RowSlab project(const SparseRows& sparse, const LowRankTerms& terms, const PcaAxes& onto) {
  check_columns(sparse.columns, onto);
  const RowMatrixD weights = as_vector(onto.scales).cwiseInverse().asDiagonal() * onto.axes;
  const LowRankTerms centred = with_centring(terms, sparse.rows.size(), as_vector(onto.means));
  return {sparse.total_rows, sparse.rows, multiply_rows(sparse, centred, weights)};
}

}  // namespace crucible
