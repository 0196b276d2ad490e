#include "truncated/block_lanczos.hpp"

#include "crucible/core/random.hpp"
#include "crucible/mpi/collective.hpp"
#include "dense/dense_kernels.hpp"
#include "truncated/orthonormalise.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace crucible {

namespace {

std::span<double> elements(RowMatrixD& matrix) {
  return {matrix.data(), static_cast<std::size_t>(matrix.size())};
}

/// Eigenvalues below this share of the largest are zeros of A^T A.
constexpr double zero_share = 1e-14;

/// Block Lanczos on A^T A. The rows of the basis Q are distributed over the ranks. Its projection T = Q^T A^T
/// A Q is on every rank.
class BlockLanczos {
 public:
  BlockLanczos(const Communicator& comm, std::int64_t columns, std::int64_t rank,
               const KrylovOptions& options, const GramProduct& gram)
      : comm_(comm),
        gram_(gram),
        options_(options),
        columns_(columns),
        rank_(rank),
        mine_(even_part(columns, comm.size(), comm.rank())),
        block_(std::clamp<std::int64_t>(options.block, 1, columns)),
        capacity_(capacity()) {
    basis_.setZero(mine_.size(), capacity_);
    projected_.setZero(capacity_, capacity_);
  }

  /// This rank's rows of the leading `rank` approximate right singular vectors, orthonormal, (mine x rank).
  RowSlab run();

 private:
  std::int64_t capacity() const {
    const std::int64_t usual = std::max(5 * rank_, rank_ + 8 * block_);
    const std::int64_t wanted = options_.largest_basis > 0 ? options_.largest_basis : usual;
    return std::min(columns_, std::max(wanted, rank_ + 2 * block_));
  }
  auto used_basis() const { return basis_.leftCols(used_); }

  RowMatrixD random_block(std::int64_t width);
  RowMatrixD apply(const RowMatrixD& block) const;
  RowMatrixD project_out(RowMatrixD& block) const;
  void extend();
  void solve();
  bool worth_solving() const;
  bool converged();
  void restart();

  const Communicator& comm_;
  const GramProduct& gram_;
  const KrylovOptions& options_;
  std::int64_t columns_;
  std::int64_t rank_;
  IndexRange mine_;
  std::int64_t block_;
  std::int64_t capacity_;
  RowMatrixD basis_;
  RowMatrixD projected_;
  std::int64_t used_ = 0;       ///< columns of the basis in use
  std::int64_t last_ = 0;       ///< columns of the block added last
  RowMatrixD next_;             ///< block to add next, orthonormal and orthogonal to the basis
  RowMatrixD coupling_;         ///< A^T A (last block) = basis * T + next * coupling
  std::int64_t solved_ = 0;     ///< columns that were in use when T was last solved
  std::vector<double> values_;  ///< eigenvalues of T, descending
  RowMatrixD vectors_;          ///< its eigenvectors, (used x used)
  std::uint64_t draws_ = 0;
};

RowMatrixD BlockLanczos::random_block(std::int64_t width) {
  RowMatrixD block(mine_.size(), width);
  for (std::int64_t i = 0; i < mine_.size(); ++i) {
    RandomStream stream(options_.seed, RandomPurpose::krylov_start,
                        static_cast<std::uint64_t>(mine_.begin + i), draws_);
    for (std::int64_t j = 0; j < width; ++j) block(i, j) = stream.normal();
  }
  ++draws_;
  return block;
}

/// This rank's rows of A^T A block.
RowMatrixD BlockLanczos::apply(const RowMatrixD& block) const {
  RowMatrixD z = gram_(gather_rows(comm_, {columns_, mine_, block}));
  comm_.sum(elements(z));
  return z.middleRows(mine_.begin, mine_.size());
}

/// Subtracts from `block` its part in the space of the basis, and returns the coefficients of that part. What
/// is left is orthogonal to rounding of what it was: so normalise it, and do both again.
RowMatrixD BlockLanczos::project_out(RowMatrixD& block) const {
  RowMatrixD part = RowMatrixD::Zero(used_, block.cols());
  if (used_ == 0) return part;
  multiply_transposed(1, used_basis(), block, 0, part);
  comm_.sum(elements(part));
  multiply(-1, used_basis(), part, 1, block);
  return part;
}

/// Adds the next block to the basis and finds the one after it.
void BlockLanczos::extend() {
  last_ = next_.cols();
  basis_.middleCols(used_, last_) = next_;
  used_ += last_;
  RowMatrixD image = apply(next_);
  const RowMatrixD coefficients = project_out(image);
  projected_.block(0, used_ - last_, used_, last_) = coefficients;
  projected_.block(used_ - last_, 0, last_, used_) = coefficients.transpose();
  const double largest = coefficients.size() > 0 ? coefficients.cwiseAbs().maxCoeff() : 0;
  coupling_ = orthonormalise(comm_, image, zero_share * largest);
  project_out(image);  // normalising short columns has enlarged the rest of the basis in them
  if (image.cols() > 0) coupling_ = orthonormalise_again(comm_, image) * coupling_;
  next_ = std::move(image);
}

/// Eigenvalues and eigenvectors of T, from rank 0.
void BlockLanczos::solve() {
  solved_ = used_;
  LocalEigen eigen;
  on_root(comm_, [&] { eigen = local_eigen(projected_.topLeftCorner(used_, used_)); });
  values_ = comm_.broadcast_vector(std::move(eigen.values));
  vectors_ = eigen.vectors;
  vectors_.conservativeResize(used_, used_);
  comm_.broadcast(elements(vectors_));
}

/// True if it pays to solve, which costs used^3: where the basis is a tenth larger than last time, or cannot
/// grow.
bool BlockLanczos::worth_solving() const {
  constexpr double growth = 1.1;
  if (used_ < std::min(rank_, columns_)) return false;
  return next_.cols() == 0 || used_ + next_.cols() > capacity_ ||
         static_cast<double>(used_) >= growth * static_cast<double>(solved_);
}

/// Solves for the wanted vectors. True if their residuals are all below the tolerance.
bool BlockLanczos::converged() {
  if (!worth_solving()) return false;
  solve();
  if (!std::isfinite(values_.front()))
    throw_on_all_ranks(NumericalError("the block Krylov method met NaN or infinite values"));
  const RowMatrixD residuals = coupling_ * vectors_.bottomRows(last_).leftCols(rank_);
  double worst = 0;
  for (std::int64_t i = 0; i < rank_; ++i) {
    const double value = values_[static_cast<std::size_t>(i)];
    if (value > zero_share * values_.front()) worst = std::max(worst, residuals.col(i).norm() / value);
  }
  if (options_.progress) options_.progress(used_, worst);
  return worst <= options_.tolerance || used_ == columns_;
}

/// Keeps the leading approximate vectors. Their number is half way between those wanted and those with room.
void BlockLanczos::restart() {
  const std::int64_t kept = std::min(used_ - 1, rank_ + (capacity_ - block_ - rank_) / 2);
  RowMatrixD rotated = RowMatrixD::Zero(mine_.size(), kept);
  multiply(1, used_basis(), vectors_.leftCols(kept), 0, rotated);
  basis_.leftCols(kept) = rotated;
  projected_.setZero();
  for (std::int64_t i = 0; i < kept; ++i) projected_(i, i) = values_[static_cast<std::size_t>(i)];
  used_ = kept;
  solved_ = 0;
}

RowSlab BlockLanczos::run() {
  next_ = random_block(block_);
  orthonormalise(comm_, next_, 0);
  for (std::int64_t restarts = 0;;) {
    extend();
    if (converged()) break;
    if (next_.cols() == 0) {  // the basis is invariant but too small: continue with new random vectors
      if (used_ >= rank_) break;
      next_ = random_block(std::min(block_, columns_ - used_));
      project_out(next_);
      orthonormalise(comm_, next_, 0);
      project_out(next_);
      orthonormalise(comm_, next_, 0);
      coupling_.setZero(next_.cols(), last_);
    }
    if (used_ + next_.cols() <= capacity_) continue;
    if (capacity_ == columns_) {  // rounding can make a block wider than the space that is left
      next_ = RowMatrixD(next_.leftCols(capacity_ - used_));
      coupling_ = RowMatrixD(coupling_.topRows(capacity_ - used_));
      continue;
    }
    if (++restarts > options_.most_restarts)
      throw_on_all_ranks(
          NumericalError("the block Krylov method did not reach its tolerance after " +
                         std::to_string(options_.most_restarts) +
                         " restarts: ask for fewer singular values, a larger basis or a larger tolerance"));
    restart();
  }
  if (values_.empty()) solve();
  RowSlab v{columns_, mine_, RowMatrixD::Zero(mine_.size(), rank_)};
  multiply(1, used_basis(), vectors_.leftCols(rank_), 0, v.values);
  return v;
}

}  // namespace

RowSlab leading_right_vectors(const Communicator& comm, std::int64_t columns, std::int64_t rank,
                              const KrylovOptions& options, const GramProduct& gram) {
  return BlockLanczos(comm, columns, rank, options, gram).run();
}

}  // namespace crucible
