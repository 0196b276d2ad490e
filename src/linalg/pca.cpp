#include "crucible/linalg/pca.hpp"

#include "crucible/core/error.hpp"

#include <cmath>
#include <utility>

namespace crucible {

namespace {

std::span<double> elements(Eigen::VectorXd& vector) {
  return {vector.data(), static_cast<std::size_t>(vector.size())};
}

void check_observations(std::int64_t rows) {
  if (rows < 2)
    throw UsageError("principal components need at least two rows (observations), not " +
                     std::to_string(rows));
}

/// What follows from the decomposition of the centred matrix.
PcaResult finished(SvdResult svd, const Eigen::VectorXd& means) {
  PcaResult result;
  result.means.assign(means.begin(), means.end());
  const double freedom = std::sqrt(static_cast<double>(svd.rows - 1));
  for (const double value : svd.singular_values) {
    const double share = svd.frobenius > 0 ? value / svd.frobenius : 0;
    result.deviations.push_back(value / freedom);
    result.variance_share.push_back(share * share);
  }
  result.svd = std::move(svd);
  return result;
}

/// Sums of the columns of sparse + terms over all ranks.
Eigen::VectorXd column_sums(const Communicator& comm, const SparseRows& sparse, const LowRankTerms& terms) {
  Eigen::VectorXd sums = Eigen::VectorXd::Zero(sparse.columns);
  for (std::size_t entry = 0; entry < sparse.value.size(); ++entry)
    sums(sparse.column[entry]) += static_cast<double>(sparse.value[entry]);
  if (terms.count() > 0) sums += terms.right * terms.left.colwise().sum().transpose();
  comm.sum(elements(sums));
  return sums;
}

/// `terms` and one more that takes `means` away from every row.
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

}  // namespace

RowSlab PcaResult::scores() const {
  RowSlab scores = svd.u;
  for (std::int64_t j = 0; j < scores.columns(); ++j)
    scores.values.col(j) *= svd.singular_values[static_cast<std::size_t>(j)];
  return scores;
}

PcaResult pca(const Communicator& comm, RowSlab a, bool center, const SvdOptions& options) {
  check_slab(comm, a, "the matrix");
  check_observations(a.total_rows);
  Eigen::VectorXd means = Eigen::VectorXd::Zero(a.columns());
  // Twice: the second pass takes away what rounding left of a mean that is large beside the spread.
  for (int pass = 0; center && pass < 2; ++pass) {
    Eigen::VectorXd rest = a.values.colwise().sum().transpose();
    comm.sum(elements(rest));
    rest /= static_cast<double>(a.total_rows);
    a.values.rowwise() -= rest.transpose();
    means += rest;
  }
  return finished(svd(comm, std::move(a), options), means);
}

PcaResult pca(const Communicator& comm, const SparseRows& sparse, const LowRankTerms& terms, bool center,
              std::int64_t rank, const KrylovOptions& options) {
  check_observations(sparse.total_rows);
  Eigen::VectorXd means = Eigen::VectorXd::Zero(sparse.columns);
  if (!center) return finished(truncated_svd(comm, sparse, terms, rank, options), means);
  means = column_sums(comm, sparse, terms) / static_cast<double>(sparse.total_rows);
  return finished(truncated_svd(comm, sparse, with_centring(terms, sparse.rows.size(), means), rank, options),
                  means);
}

}  // namespace crucible
