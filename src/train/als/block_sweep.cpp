#include "als/block_sweep.hpp"

#include "crucible/core/error.hpp"
#include "crucible/mpi/collective.hpp"

#include <algorithm>
#include <cmath>

namespace crucible {

namespace {

std::size_t at(std::int64_t index) { return static_cast<std::size_t>(index); }

/// Ratings whose rows are added up in float; a multiple of what add_upper_gram adds so.
constexpr std::int64_t some_ratings = 64;
/// Rows that are multiplied by the Gram matrix at once.
constexpr std::int64_t some_rows = 64;

}  // namespace

BlockSweep::BlockSweep(InstructionSet set, std::int64_t k, std::int64_t block)
    : k_(k),
      blocks_((k + block - 1) / block),
      width_((k + blocks_ - 1) / blocks_),
      kernels_(kernels_for(set, width_)),
      prior_(at(kernels_.stride * kernels_.stride)),
      matrix_(prior_.size()),
      inverse_(at(kernels_.stride)),
      right_(at(kernels_.stride)),
      gathered_(at(some_ratings * kernels_.stride)),
      step_(at(kernels_.stride)) {
  pulls_.resize(at(some_rows * kernels_.stride));
}

IndexRange BlockSweep::columns_of(std::int64_t block) const noexcept {
  return {block * width_, std::min(k_, (block + 1) * width_)};
}

/// Collective. The block's columns of all rows of `other`.
void BlockSweep::load_columns(const Communicator& comm, const AlsSide& other, std::int64_t block) {
  if (loaded_ == block) return;
  loaded_ = block;
  const IndexRange columns = columns_of(block);
  const auto cut = [&](IndexRange rows, auto& to) {
    to.assign(at(rows.size() * kernels_.stride), 0.0F);
    for (std::int64_t r = 0; r < rows.size(); ++r)
      std::copy_n(other.rows.factors(rows.begin + r - other.rows.rows().begin) + columns.begin,
                  columns.size(), to.data() + r * kernels_.stride);
  };
  if (other.on_all_ranks) {
    cut({0, other.total}, columns_);
    return;
  }
  std::vector<float> mine;
  cut(other.own, mine);
  const std::vector<float> all = comm.concatenate_all(std::span<const float>(mine));
  columns_.assign(all.begin(), all.end());
}

void BlockSweep::add_to_guesses(const AlsSide& side, std::int64_t block) {
  const IndexRange columns = columns_of(block);
  std::fill(step_.begin(), step_.end(), 0.0F);
  for (std::int64_t r = 0; r < side.own.size(); ++r) {
    const float* w = side.rows.factors(side.own.begin + r - side.rows.rows().begin);
    std::copy_n(w + columns.begin, columns.size(), step_.begin());
    for (std::int64_t i = side.ratings.offsets[at(r)]; i < side.ratings.offsets[at(r + 1)]; ++i)
      guesses_[at(i)] += kernels_.dot(
          step_.data(), columns_.data() + side.ratings.other[at(i)] * kernels_.stride, kernels_.stride);
  }
}

void BlockSweep::prepare_block(std::int64_t block, std::span<const double> gram,
                               const AlsObjective& objective) {
  const IndexRange columns = columns_of(block);
  const std::int64_t stride = kernels_.stride;
  const std::int64_t gram_stride = padded_factors(k_);
  size_ = columns.size();
  strip_.assign(at(gram_stride * stride), 0.0F);
  for (std::int64_t i = 0; i < k_; ++i)
    for (std::int64_t j = 0; j < size_; ++j)
      strip_[at(i * stride + j)] =
          static_cast<float>(objective.unrated * gram[at(i * gram_stride + columns.begin + j)]);
  std::fill(prior_.begin(), prior_.end(), 0.0);
  for (std::int64_t i = 0; i < size_; ++i)
    for (std::int64_t j = 0; j < size_; ++j)
      prior_[at(i * stride + j)] =
          objective.unrated * gram[at((columns.begin + i) * gram_stride + columns.begin + j)];
}

/// `w` are the block's columns of own row `r`, `pull` are strip_'s products with the whole row. With A the
/// Hessian and g the gradient of the block (halves of both), w moves by -A^-1 g. False if that is not finite.
bool BlockSweep::move_row(const SideRatings& ratings, std::int64_t r, double ridge, float* w,
                          const float* pull) {
  const std::int64_t stride = kernels_.stride;
  std::copy(prior_.begin(), prior_.end(), matrix_.begin());
  for (std::int64_t j = 0; j < stride; ++j) right_[at(j)] = 0;
  for (std::int64_t j = 0; j < size_; ++j) {
    matrix_[at(j * stride + j)] += ridge;
    right_[at(j)] = -static_cast<double>(pull[j]) - ridge * static_cast<double>(w[j]);
  }
  const std::int64_t end = ratings.offsets[at(r + 1)];
  for (std::int64_t first = ratings.offsets[at(r)]; first < end; first += some_ratings) {
    const std::int64_t n = std::min(some_ratings, end - first);
    std::fill(step_.begin(), step_.end(), 0.0F);
    for (std::int64_t i = 0; i < n; ++i) {
      const float* h = columns_.data() + ratings.other[at(first + i)] * stride;
      std::copy_n(h, stride, gathered_.data() + i * stride);
      kernels_.add_scaled(step_.data(), h, ratings.value[at(first + i)] - guesses_[at(first + i)], stride);
    }
    kernels_.add_upper_gram(gathered_.data(), n, stride, matrix_.data());
    for (std::int64_t j = 0; j < size_; ++j) right_[at(j)] += static_cast<double>(step_[at(j)]);
  }
  if (!kernels_.solve({.size = size_,
                       .stride = stride,
                       .matrix = matrix_.data(),
                       .inverse = inverse_.data(),
                       .x = right_.data()}))
    return false;
  bool finite = true;
  for (std::int64_t j = 0; j < stride; ++j) {
    step_[at(j)] = static_cast<float>(right_[at(j)]);
    finite = finite && std::isfinite(step_[at(j)]);
  }
  for (std::int64_t j = 0; j < size_; ++j) w[j] += step_[at(j)];
  for (std::int64_t i = ratings.offsets[at(r)]; i < end; ++i)
    guesses_[at(i)] += kernels_.dot(step_.data(), columns_.data() + ratings.other[at(i)] * stride, stride);
  return finite;
}

bool BlockSweep::move_rows(const AlsSide& side, std::int64_t block, const AlsObjective& objective) {
  const std::int64_t first_row = side.own.begin - side.rows.rows().begin;
  bool finite = true;
  for (std::int64_t first = 0; first < side.own.size() && finite; first += some_rows) {
    const std::int64_t some = std::min(some_rows, side.own.size() - first);
    float* rows = side.rows.factors(first_row + first);
    kernels_.project(rows, some, side.rows.stride(), strip_.data(), kernels_.stride, pulls_.data());
    for (std::int64_t i = 0; i < some && finite; ++i) {
      const std::int64_t count = side.ratings.count(first + i);
      if (count == 0) continue;
      finite = move_row(side.ratings, first + i, objective.ridge(count),
                        rows + i * side.rows.stride() + columns_of(block).begin,
                        pulls_.data() + i * kernels_.stride);
    }
  }
  return finite;
}

std::vector<double> BlockSweep::operator()(const Communicator& comm, const AlsSide& side,
                                           const AlsSide& other, std::span<const double> gram,
                                           const AlsObjective& objective) {
  loaded_ = -1;
  guesses_.assign(at(side.ratings.size()), 0.0F);
  // In reverse, so that the first block to be solved is at hand.
  for (std::int64_t block = blocks_ - 1; block >= 0; --block) {
    load_columns(comm, other, block);
    add_to_guesses(side, block);
  }
  bool finite = true;
  for (std::int64_t block = 0; block < blocks_; ++block) {
    load_columns(comm, other, block);
    prepare_block(block, gram, objective);
    finite = finite && move_rows(side, block, objective);
  }
  if (comm.any(!finite))
    throw_on_all_ranks(
        NumericalError("the rows of a sweep are not finite; are there ratings far outside the scale, or no "
                       "`regularization`?"));
  std::vector<double> errors(at(side.own.size()));
  for (std::int64_t r = 0; r < side.own.size(); ++r)
    for (std::int64_t i = side.ratings.offsets[at(r)]; i < side.ratings.offsets[at(r + 1)]; ++i) {
      const auto error = static_cast<double>(side.ratings.value[at(i)] - guesses_[at(i)]);
      errors[at(r)] += error * error;
    }
  return errors;
}

void BlockSweep::share(const Communicator& comm, const AlsSide& side) {
  if (comm.size() == 1) return;
  for (std::int64_t block = 0; block < blocks_; ++block) {
    const IndexRange columns = columns_of(block);
    std::vector<float> mine(at(side.own.size() * columns.size()));
    for (std::int64_t r = 0; r < side.own.size(); ++r)
      std::copy_n(side.rows.factors(side.own.begin + r - side.rows.rows().begin) + columns.begin,
                  columns.size(), mine.data() + r * columns.size());
    const std::vector<float> all = comm.concatenate_all(std::span<const float>(mine));
    for (std::int64_t r = side.rows.rows().begin; r < side.rows.rows().end; ++r)
      std::copy_n(all.data() + r * columns.size(), columns.size(),
                  side.rows.factors(r - side.rows.rows().begin) + columns.begin);
  }
}

}  // namespace crucible
