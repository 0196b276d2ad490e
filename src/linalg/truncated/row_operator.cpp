#include "truncated/row_operator.hpp"

#include "crucible/linalg/truncated_svd.hpp"
#include "dense/dense_kernels.hpp"
#include "grid/norms.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace crucible {

namespace {

/// Entries between the one that is multiplied and the one whose row is fetched into the caches. Twice as fast
/// as without, where the rows do not fit into the second-level cache.
constexpr std::size_t ahead = 8;

template <int Width>
void fetch_ahead(const SparseRows& s, std::size_t entry, const double* rows, std::int64_t step) {
  constexpr int line = 64 / sizeof(double);
  const double* row = rows + s.column[std::min(entry + ahead, s.column.size() - 1)] * step;
  for (int j = 0; j < Width; j += line) __builtin_prefetch(row + j);
}

/// y(:, at ... at + Width) = S x(:, same). It keeps `Width` columns in registers while it goes through a row.
template <int Width, typename Value>
void sparse_times(const SparseRows& s, std::span<const Value> values, const RowMatrixD& x, RowMatrixD& y,
                  std::int64_t at) {
  const std::int64_t step = x.cols();
  for (std::int64_t i = 0; i < s.rows.size(); ++i) {
    std::array<double, Width> sum{};
    const auto end = static_cast<std::size_t>(s.offsets[static_cast<std::size_t>(i) + 1]);
    for (auto e = static_cast<std::size_t>(s.offsets[static_cast<std::size_t>(i)]); e < end; ++e) {
      fetch_ahead<Width>(s, e, x.data() + at, step);
      const double value = values[e];
      const double* row = x.data() + s.column[e] * step + at;
      for (std::size_t j = 0; j < Width; ++j) sum[j] += value * row[j];
    }
    std::copy(sum.begin(), sum.end(), y.data() + i * step + at);
  }
}

/// z(:, at ... at + Width) += S^T y(:, same).
template <int Width, typename Value>
void sparse_transposed_times(const SparseRows& s, std::span<const Value> values, const RowMatrixD& y,
                             RowMatrixD& z, std::int64_t at) {
  const std::int64_t step = y.cols();
  for (std::int64_t i = 0; i < s.rows.size(); ++i) {
    std::array<double, Width> mine;
    std::copy_n(y.data() + i * step + at, Width, mine.begin());
    const auto end = static_cast<std::size_t>(s.offsets[static_cast<std::size_t>(i) + 1]);
    for (auto e = static_cast<std::size_t>(s.offsets[static_cast<std::size_t>(i)]); e < end; ++e) {
      fetch_ahead<Width>(s, e, z.data() + at, step);
      const double value = values[e];
      double* row = z.data() + s.column[e] * step + at;
      for (std::size_t j = 0; j < Width; ++j) row[j] += value * mine[j];
    }
  }
}

/// Calls `kernel.operator()<Width>(at)` for widths 16, 4 and 1 that together cover [0, columns).
template <typename Kernel>
void in_widths(std::int64_t columns, Kernel&& kernel) {
  std::int64_t at = 0;
  for (; columns - at >= 16; at += 16) kernel.template operator()<16>(at);
  for (; columns - at >= 4; at += 4) kernel.template operator()<4>(at);
  for (; at < columns; ++at) kernel.template operator()<1>(at);
}

/// Sum over the entries s_ij of s_ij (s_ij + 2 left_i . right_j): the sparse part of |S + L R^T|^2.
template <typename Value>
double entry_squares(const SparseRows& s, std::span<const Value> values, const LowRankTerms& terms) {
  double sum = 0;
  for (std::int64_t i = 0; i < s.rows.size(); ++i) {
    const auto end = static_cast<std::size_t>(s.offsets[static_cast<std::size_t>(i) + 1]);
    for (auto e = static_cast<std::size_t>(s.offsets[static_cast<std::size_t>(i)]); e < end; ++e) {
      const double value = values[e];
      double added = 0;
      for (std::int64_t t = 0; t < terms.count(); ++t)
        added += terms.left(i, t) * terms.right(s.column[e], t);
      sum += value * (value + 2 * added);
    }
  }
  return sum;
}

}  // namespace

RowMatrixD DenseOperator::times(const RowMatrixD& x) const {
  RowMatrixD y = RowMatrixD::Zero(slab_.rows.size(), x.cols());
  multiply(1, slab_.values, x, 0, y);
  return y;
}

RowMatrixD DenseOperator::transposed_times(const RowMatrixD& y) const {
  RowMatrixD z = RowMatrixD::Zero(slab_.columns(), y.cols());
  multiply_transposed(1, slab_.values, y, 0, z);
  return z;
}

double DenseOperator::frobenius(const Communicator& comm) const {
  return norms_of(comm, slab_.values).frobenius;
}

RowMatrixD SparseOperator::times(const RowMatrixD& x) const { return multiply_rows(sparse_, terms_, x); }

RowMatrixD SparseOperator::transposed_times(const RowMatrixD& y) const {
  RowMatrixD z = RowMatrixD::Zero(sparse_.columns, y.cols());
  sparse_.with_values([&](auto values) {
    in_widths(y.cols(),
              [&]<int Width>(std::int64_t at) { sparse_transposed_times<Width>(sparse_, values, y, z, at); });
  });
  if (terms_.count() > 0) {
    RowMatrixD inner = RowMatrixD::Zero(terms_.count(), y.cols());
    multiply_transposed(1, terms_.left, y, 0, inner);
    multiply(1, terms_.right, inner, 1, z);
  }
  return z;
}

double SparseOperator::frobenius(const Communicator& comm) const {
  double squares = sparse_.with_values([&](auto values) { return entry_squares(sparse_, values, terms_); });
  if (terms_.count() > 0) {
    const RowMatrixD right_gram = terms_.right.transpose() * terms_.right;
    squares += (terms_.left * right_gram).cwiseProduct(terms_.left).sum();
  }
  return std::sqrt(std::max(0.0, comm.sum_value(squares)));
}

RowMatrixD multiply_rows(const SparseRows& sparse, const LowRankTerms& terms, const RowMatrixD& right) {
  RowMatrixD y(sparse.rows.size(), right.cols());
  sparse.with_values([&](auto values) {
    in_widths(right.cols(),
              [&]<int Width>(std::int64_t at) { sparse_times<Width>(sparse, values, right, y, at); });
  });
  if (terms.count() > 0) {
    RowMatrixD inner = RowMatrixD::Zero(terms.count(), right.cols());
    multiply_transposed(1, terms.right, right, 0, inner);
    multiply(1, terms.left, inner, 1, y);
  }
  return y;
}

}  // namespace crucible
