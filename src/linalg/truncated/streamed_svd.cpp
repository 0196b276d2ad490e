#include "crucible/linalg/streamed_svd.hpp"

#include "crucible/mpi/collective.hpp"
#include "grid/norms.hpp"
#include "grid/refusals.hpp"
#include "truncated/block_lanczos.hpp"
#include "truncated/check_rank.hpp"
#include "truncated/operator_checks.hpp"
#include "truncated/row_stream.hpp"
#include "truncated/space_svd.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace crucible {

namespace {

/// A v and A^T A v, the second one this rank's share of it.
struct Images {
  RowMatrixD forward;
  RowMatrixD both;
};

/// The matrix as its passes know it: multiplied by scale(), which the first pass settles.
class StreamedMatrix {
 public:
  StreamedMatrix(const Communicator& comm, const RowReader& reader, std::int64_t block_rows)
      : comm_(comm), stream_(comm, reader, block_rows) {}

  /// Collective. One pass; the first one also settles scale() and norms(). This rank's share.
  RowMatrixD gram_times(const RowMatrixD& x);
  /// Collective. One pass. @pre gram_times() was called
  Images images_of(const RowMatrixD& v);

  const Norms& norms() const noexcept { return norms_; }
  double scale() const noexcept { return scale_; }
  std::int64_t passes() const noexcept { return stream_.passes(); }

 private:
  void take(const Norms& norms);

  const Communicator& comm_;
  RowStream stream_;
  Norms norms_;
  double scale_ = 1;  ///< a power of two
};

/// True if products of elements of such a matrix overflow or underflow.
bool extreme(double frobenius) { return frobenius > 0 && (frobenius < 1e-100 || frobenius > 1e100); }

void StreamedMatrix::take(const Norms& norms) {
  norms_ = norms;
  if (!std::isfinite(norms.frobenius)) throw_on_all_ranks(norm_overflow());
  if (extreme(norms.frobenius)) scale_ = safe_scale(norms.largest);
}

RowMatrixD StreamedMatrix::gram_times(const RowMatrixD& x) {
  const bool first = passes() == 0;
  NormSum sum;
  RowMatrixD y;
  RowMatrixD z = RowMatrixD::Zero(stream_.reader().columns, x.cols());
  stream_.pass([&](IndexRange rows, RowBlock block) {
    if (first) {
      stream_.check_finite(rows, block);
      sum.add(block);
    }
    if (scale_ != 1) block *= scale_;
    y.resize(rows.size(), x.cols());
    multiply(1, block, x, 0, y);
    multiply_transposed(1, block, y, 1, z);
  });
  if (!first) return z;
  take(sum.total(comm_));
  return scale_ == 1 ? z : gram_times(x);
}

Images StreamedMatrix::images_of(const RowMatrixD& v) {
  const IndexRange mine = stream_.reader().rows;
  Images images{RowMatrixD(mine.size(), v.cols()), RowMatrixD::Zero(v.rows(), v.cols())};
  stream_.pass([&](IndexRange rows, RowBlock block) {
    if (scale_ != 1) block *= scale_;
    auto y = images.forward.middleRows(rows.begin - mine.begin, rows.size());
    multiply(1, block, v, 0, y);
    multiply_transposed(1, block, y, 1, images.both);
  });
  return images;
}

/// The norms of the columns of a distributed matrix.
std::vector<double> column_norms(const Communicator& comm, const RowMatrixD& mine) {
  const Eigen::RowVectorXd squares = mine.colwise().squaredNorm();
  std::vector<double> norms(squares.begin(), squares.end());
  comm.sum(std::span<double>(norms));
  for (double& norm : norms) norm = std::sqrt(norm);
  return norms;
}

double square_sum(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += value * value;
  return sum;
}

/// How far a singular value of A may be from s = |A v|, with A^T u - s v of length r: an eigenvalue of A^T A
/// is within s r of s^2.
double value_bound(double s, double r) {
  const double share = std::min(1.0, r / s);
  return s * share / (1 + std::sqrt(1 - share));
}

/// `matrix` with its columns multiplied by the values to the power of 1 or -1.
RowMatrixD times_values(const RowMatrixD& matrix, const std::vector<double>& values, int power) {
  RowMatrixD product = matrix;
  for (std::int64_t j = 0; j < product.cols(); ++j) {
    const double value = values[static_cast<std::size_t>(j)];
    product.col(j) *= power > 0 ? value : 1 / value;
  }
  return product;
}

/// The result, of the matrix that was read, scaled; no signs, no checks.
SvdResult unchecked(const Communicator& comm, const RowReader& reader) {
  SvdResult result;
  result.rows = reader.total_rows;
  result.columns = reader.columns;
  result.method = &svd_method::krylov;
  result.reason = "few singular values of a matrix that is read in blocks";
  result.grid = {comm.size(), 1};
  result.u = {result.rows, reader.rows, RowMatrixD(reader.rows.size(), 0)};
  result.v = {result.columns, even_part(result.columns, comm.size(), comm.rank()), {}};
  result.v.values.resize(result.v.rows.size(), 0);
  return result;
}

/// Triplets, bounds and checks from the space of `v` and one pass over the matrix, which is still scaled.
StreamedSvd triplets_in(const Communicator& comm, const RowReader& reader, StreamedMatrix& a,
                        const RowSlab& v) {
  StreamedSvd found{unchecked(comm, reader), {}};
  SvdResult& svd = found.svd;
  svd.frobenius = a.scale() * a.norms().largest * a.norms().ratio;
  if (svd.frobenius == 0) {
    svd.checks = checks_from(comm, svd, 0);
    return found;
  }
  Images images = a.images_of(gather_rows(comm, v));
  comm.sum(std::span<double>(images.both.data(), static_cast<std::size_t>(images.both.size())));
  const RowMatrixD both = images.both.middleRows(v.rows.begin, v.rows.size());
  images.both.resize(0, 0);
  SpaceSvd space = svd_in_space(comm, images.forward, v.values, svd.frobenius);
  svd.singular_values = std::move(space.values);
  svd.u.values = std::move(space.u);
  svd.v.values = std::move(space.v);
  svd.reason += left_out(v.columns(), svd.k());
  // |A v - s u| and |A^T u - s v|, with A^T u = A^T A v / s.
  RowMatrixD right = times_values(svd.u.values, svd.singular_values, 1);
  multiply(1, images.forward, space.turn, -1, right);
  RowMatrixD left = RowMatrixD::Zero(both.rows(), svd.k());
  multiply(1, both, space.turn, 0, left);
  left = times_values(left, svd.singular_values, -1) - times_values(svd.v.values, svd.singular_values, 1);
  const std::vector<double> residuals = column_norms(comm, left);
  for (std::size_t i = 0; i < residuals.size(); ++i)
    found.figures.value_bounds.push_back(value_bound(svd.singular_values[i], residuals[i]));
  const double worse = std::max(square_sum(residuals), square_sum(column_norms(comm, right)));
  svd.checks = checks_from(comm, svd, worse / (svd.frobenius * svd.frobenius));
  return found;
}

/// Turns the result of the transpose into that of the matrix.
void transpose(SvdResult& svd) {
  std::swap(svd.u, svd.v);
  std::swap(svd.rows, svd.columns);
}

KrylovOptions planned(KrylovOptions options, const StreamPlan& plan) {
  options.block = plan.vectors;
  options.largest_basis = plan.basis;
  // A restart may come after every other pass, so passes are what is limited.
  constexpr std::int64_t most_steps = 200;
  options.most_restarts = most_steps / std::max<std::int64_t>(1, plan.basis / plan.vectors);
  return options;
}

}  // namespace

StreamedSvd streamed_svd(const Communicator& comm, const RowReader& reader, std::int64_t rank,
                         const StreamPlan& plan, const KrylovOptions& options) {
  check_rank(rank, reader.total_rows, reader.columns);
  StreamedMatrix a(comm, reader, plan.block_rows);
  const RowSlab v = leading_right_vectors(comm, reader.columns, rank, planned(options, plan),
                                          [&](const RowMatrixD& x) { return a.gram_times(x); });
  StreamedSvd found = triplets_in(comm, reader, a, v);
  found.figures.passes = a.passes();
  found.svd.frobenius = a.norms().frobenius;
  for (double& value : found.svd.singular_values) value /= a.scale();
  for (double& bound : found.figures.value_bounds) bound /= a.scale();
  if (reader.transposed) transpose(found.svd);
  normalise_signs(comm, found.svd.u, found.svd.v);
  return found;
}

}  // namespace crucible
