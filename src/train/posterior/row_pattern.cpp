#include "posterior/row_pattern.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>

namespace crucible {

namespace {

std::size_t at(std::int64_t index) { return static_cast<std::size_t>(index); }

}  // namespace

RowPattern::RowPattern(const Communicator& comm, const Kernels& kernels, const ChainSide& side,
                       const ChainSide& other, const PosteriorStreams& streams) {
  std::vector<float> mine(at(side.own.size()));
  for (std::int64_t r = 0; r < side.own.size(); ++r)
    mine[at(r)] = 1 / std::sqrt(std::max(1.0F, static_cast<float>(side.ratings.count(r))));
  root_ = comm.concatenate_all(std::span<const float>(mine));
  mine.assign(at(other.own.size()), 0.0F);
  std::vector<double> column_sums(at(other.own.size()));
  for (std::int64_t j = 0; j < other.own.size(); ++j) {
    for (std::int64_t i = other.ratings.offsets[at(j)]; i < other.ratings.offsets[at(j + 1)]; ++i) {
      const float root = root_[at(other.ratings.other[at(i)])];
      mine[at(j)] += root * root;
      column_sums[at(j)] += static_cast<double>(root);
    }
  }
  diagonal_ = comm.concatenate_all(std::span<const float>(mine));
  double squares = 0;
  for (const double sum : comm.concatenate_all(std::span<const double>(column_sums))) squares += sum * sum;
  if (side.rated_rows == 0) return;
  // The rows of F have norm 1.
  trace_ = comm.broadcast_value(side.rated_rows - squares / side.rated_rows);
  trace_of_square_ = sampled_trace(comm, kernels, side, other, streams);
}

void RowPattern::multiply(const Communicator& comm, const Kernels& kernels, const ChainSide& side,
                          const AlignedFloats& from, AlignedFloats& to) const {
  for (std::int64_t r = 0; r < side.own.size(); ++r) {
    float* sum = side.row(to, side.own.begin + r);
    std::fill_n(sum, side.stride, 0.0F);
    const float root = root_[at(side.own.begin + r)];
    for (std::int64_t i = side.ratings.offsets[at(r)]; i < side.ratings.offsets[at(r + 1)]; ++i)
      kernels.add_scaled(sum, side.row(from, side.ratings.other[at(i)]), root, side.stride);
  }
  share_rows(comm, side, to);
}

void RowPattern::multiply_transposed(const Communicator& comm, const Kernels& kernels, const ChainSide& other,
                                     const AlignedFloats& from, AlignedFloats& to) const {
  for (std::int64_t j = 0; j < other.own.size(); ++j) {
    float* sum = other.row(to, other.own.begin + j);
    std::fill_n(sum, other.stride, 0.0F);
    for (std::int64_t i = other.ratings.offsets[at(j)]; i < other.ratings.offsets[at(j + 1)]; ++i) {
      const std::int32_t r = other.ratings.other[at(i)];
      kernels.add_scaled(sum, other.row(from, r), root_[at(r)], other.stride);
    }
  }
  share_rows(comm, other, to);
}

/// Collective. The rows that are sampled depend on the seed alone.
double RowPattern::sampled_trace(const Communicator& comm, const Kernels& kernels, const ChainSide& side,
                                 const ChainSide& other, const PosteriorStreams& streams) const {
  constexpr std::int64_t most_blocks = 6;
  std::vector<std::int64_t> rated;
  for (std::int64_t r = 0; r < side.total; ++r)
    if (side.rated[at(r)] != 0) rated.push_back(r);
  AlignedFloats columns(at(side.total * side.stride));
  AlignedFloats between(at(other.total * side.stride));
  RandomStream random = streams(0, side.draws.sample, 0);
  double squares = 0;
  for (std::int64_t block = 0; block < most_blocks; ++block) {
    std::fill(columns.begin(), columns.end(), 0.0F);
    for (std::int64_t c = 0; c < side.stride; ++c)
      side.row(columns, rated[static_cast<std::size_t>(random.below(rated.size()))])[c] = 1;
    center_rows(side, columns);
    multiply_transposed(comm, kernels, other, columns, between);
    multiply(comm, kernels, side, between, columns);
    center_rows(side, columns);
    squares += squares_of(columns);
  }
  return comm.broadcast_value(squares / static_cast<double>(most_blocks * side.stride)) * side.rated_rows;
}

void center_rows(const ChainSide& side, AlignedFloats& rows) {
  std::vector<double> mean(at(side.stride));
  for (std::int64_t r = 0; r < side.total; ++r)
    for (std::int64_t c = 0; c < side.stride; ++c) mean[at(c)] += static_cast<double>(side.row(rows, r)[c]);
  for (double& value : mean) value /= std::max(side.rated_rows, 1.0);
  for (std::int64_t r = 0; r < side.total; ++r) {
    if (side.rated[at(r)] == 0) continue;
    for (std::int64_t c = 0; c < side.stride; ++c) side.row(rows, r)[c] -= static_cast<float>(mean[at(c)]);
  }
}

double squares_of(const AlignedFloats& rows) noexcept {
  return std::accumulate(rows.begin(), rows.end(), 0.0, [](double sum, float x) {
    return sum + static_cast<double>(x) * static_cast<double>(x);
  });
}

}  // namespace crucible
