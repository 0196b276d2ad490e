#include "schedule/gram_step.hpp"

#include "crucible/core/matrix.hpp"
#include "crucible/mpi/exact_sum.hpp"
#include "kernel/factor_rows.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <Eigen/Cholesky>

namespace crucible {

namespace {

std::size_t at(std::int64_t index) { return static_cast<std::size_t>(index); }

/// Collective. An upper bound of every entry of the Gram matrix: rows x largest square. It is infinite if a
/// row is not finite.
double gram_bound(const Workbench& bench, std::span<const RowSpan> pieces) {
  double largest = 0;
  std::int64_t rows = 0;
  for (const RowSpan& piece : pieces) {
    rows += piece.count;
    for (std::int64_t i = 0; i < piece.count * bench.kernels.stride; ++i) {
      const auto size = static_cast<double>(std::abs(piece.first[i]));
      // With this comparison NaN counts as infinite.
      largest = size <= std::numeric_limits<float>::max() ? std::max(largest, size)
                                                          : std::numeric_limits<double>::infinity();
    }
  }
  return bench.comm.max_value(largest * largest) * static_cast<double>(bench.comm.sum_value(rows));
}

/// (I + weight gram)^-1 in the form that the kernels need: float, padded, aligned.
AlignedFloats damping(const Workbench& bench, const std::vector<double>& gram, double weight) {
  const std::int64_t stride = bench.kernels.stride;
  const std::int64_t k = bench.options.factors;
  AlignedFloats result(at(stride * stride));
  MatrixD system(k, k);
  for (std::int64_t i = 0; i < k; ++i)
    for (std::int64_t j = 0; j < k; ++j) system(i, j) = weight * gram[at(i * stride + j)] + (i == j ? 1 : 0);
  const MatrixD inverse = system.llt().solve(MatrixD::Identity(k, k));
  for (std::int64_t i = 0; i < k; ++i)
    for (std::int64_t j = 0; j < k; ++j) result[at(i * stride + j)] = static_cast<float>(inverse(i, j));
  return result;
}

/// Collective. The step size of users or books: the rate, multiplied by the mean of 1 / sqrt(accumulator) if
/// there are accumulators.
double mean_rate(const Workbench& bench, std::span<const RowSpan> pieces, bool copies, double rate) {
  if (!bench.has_accumulators()) return rate;
  std::int64_t rows = 0;
  for (const RowSpan& piece : pieces) rows += piece.count;
  const std::int64_t total = copies ? rows : bench.comm.sum_value(rows);
  // Accumulators only grow, so no term exceeds the one at the start.
  ExactSum sum(1, static_cast<double>(total) / std::sqrt(bench.hyper.factor_sum_start));
  for (const RowSpan& piece : pieces)
    for (std::int64_t r = 0; r < piece.count; ++r)
      sum.add(0, 1 / std::sqrt(static_cast<double>(piece.squares[r])));
  return rate * (copies ? sum.mine(0) : sum.total(bench.comm)[0]) /
         static_cast<double>(std::max<std::int64_t>(1, total));
}

void multiply_rows(const Workbench& bench, std::span<const RowSpan> pieces, const AlignedFloats& matrix) {
  for (const RowSpan& piece : pieces)
    bench.kernels.multiply(piece.first, piece.count, bench.kernels.stride, matrix.data(), piece.first);
}

}  // namespace

RowSpan span_of(FactorRows& rows, IndexRange range) noexcept {
  const std::int64_t first = range.begin - rows.rows().begin;
  const float* squares = rows.has_sums() ? rows.data(RowArray::factor_sum) + first : nullptr;
  return {rows.factors(first), range.size(), squares};
}

std::vector<double> gram_of(const Workbench& bench, std::span<const RowSpan> pieces, bool copies) {
  const std::int64_t stride = bench.kernels.stride;
  if (copies) {
    std::vector<double> gram(at(stride * stride));
    for (const RowSpan& piece : pieces) bench.kernels.add_gram(piece.first, piece.count, stride, gram.data());
    return gram;
  }
  ExactSum sum(stride * stride, gram_bound(bench, pieces));
  std::vector<double> gram;
  for (const RowSpan& piece : pieces) {
    gram.assign(at(stride * stride), 0.0);
    bench.kernels.add_gram(piece.first, piece.count, stride, gram.data());
    sum.add(gram);
  }
  return sum.total(bench.comm);
}

void take_gram_step(Workbench& bench, const GramStep& step, std::span<const RowSpan> users,
                    std::span<const RowSpan> books, bool books_are_copies) {
  const double weight = bench.options.unrated_weight * step.rate_factor;
  const double user_rate = mean_rate(bench, users, false, bench.hyper.user_factor_rate);
  const double book_rate = mean_rate(bench, books, books_are_copies, bench.hyper.book_factor_rate);
  const std::vector<double> of_books = gram_of(bench, books, books_are_copies);
  const std::vector<double> of_users = gram_of(bench, users, false);
  multiply_rows(bench, users, damping(bench, of_books, weight * user_rate * step.user_share));
  multiply_rows(bench, books, damping(bench, of_users, weight * book_rate * step.book_share));
}

}  // namespace crucible
