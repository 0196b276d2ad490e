#include "crucible/linalg/pca.hpp"

#include "crucible/core/error.hpp"
#include "crucible/mpi/collective.hpp"

#include <cmath>
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

/// The result, from the decomposition of the centred matrix.
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

/// Collective. Checks `a`, and subtracts the means of its columns if `center`. Returns the means; zeros
/// without centring.
Eigen::VectorXd subtract_means(const Communicator& comm, RowSlab& a, bool center) {
  check_slab(comm, a, "the matrix");
  check_observations(a.total_rows);
  Eigen::VectorXd means = Eigen::VectorXd::Zero(a.columns());
  // If a mean is large compared with the spread, rounding leaves a part of it. The second pass subtracts
  // that.
  for (int pass = 0; center && pass < 2; ++pass) {
    Eigen::VectorXd rest = a.values.colwise().sum().transpose();
    comm.sum(elements(rest));
    rest /= static_cast<double>(a.total_rows);
    a.values.rowwise() -= rest.transpose();
    means += rest;
  }
  return means;
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

}  // namespace

RowSlab PcaResult::scores() const {
  RowSlab scores = svd.u;
  for (std::int64_t j = 0; j < scores.columns(); ++j)
    scores.values.col(j) *= svd.singular_values[static_cast<std::size_t>(j)];
  return scores;
}

PcaResult pca(const Communicator& comm, RowSlab a, bool center, const SvdOptions& options) {
  const Eigen::VectorXd means = subtract_means(comm, a, center);
  return finished(svd(comm, std::move(a), options), means);
}

PcaResult pca(const Communicator& comm, RowSlab a, bool center, std::int64_t rank,
              const KrylovOptions& options) {
  const Eigen::VectorXd means = subtract_means(comm, a, center);
  return finished(truncated_svd(comm, a, rank, options), means);
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
