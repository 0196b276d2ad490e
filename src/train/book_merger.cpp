#include "book_merger.hpp"

#include "crucible/core/narrow.hpp"
#include "crucible/mpi/collective.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace crucible {

namespace {

/// The columns of a message: the change of the bias, the rule's terms, and with Adagrad the changes of the
/// accumulators of factors and bias.
enum Column : std::int64_t {
  bias,
  factor_sum,
  factor_exponent,
  bias_sum,
  bias_exponent,
  columns,
  factor_squares = columns,
  bias_squares,
  adagrad_columns
};
/// Columns of numbers that do not travel: updates, norm sum, rates of factors and bias, weight.
constexpr std::int64_t scratch_columns = 5;
/// Floats of one piece of a merge: few enough to stay in the caches while they are summed and applied.
constexpr std::int64_t piece_floats = std::int64_t{1} << 17U;

std::size_t at(std::int64_t index) { return static_cast<std::size_t>(index); }

}  // namespace

BookMerger::BookMerger(Workbench& bench, FactorRows& books)
    : bench_(bench),
      books_(books),
      rule_(bench.options.merge_rule != nullptr ? *bench.options.merge_rule : curvature_rule),
      width_(books.stride() + (books.has_sums() ? Column::adagrad_columns : Column::columns)),
      common_(books),
      statistics_(at(2 * bench.total_books)) {
  find_touched();
}

void BookMerger::reset() {
  common_ = books_;
  std::fill(statistics_.begin(), statistics_.end(), 0.0F);
}

void BookMerger::find_touched() {
  for (std::int64_t slice = 0; slice < bench_.syncs; ++slice) {
    std::vector<std::uint8_t> mark(at(bench_.total_books));
    for (const ShardLayout& layout : bench_.train) {
      const IndexRange tiles = layout.users().tiles_of(slice);
      for (std::int64_t u = tiles.begin; u < tiles.end; ++u) {
        for (std::int64_t b = 0; b < bench_.books.tiles(); ++b) {
          const CellTask cell = layout.cell(u, b);
          const std::int64_t first = bench_.books.tile_range(b).begin;
          for (std::int64_t i = 0; i < cell.ratings; ++i)
            mark[at(first + (cell.book[i] & (last_of_run - 1)))] = 1;
        }
      }
    }
    bench_.comm.max(std::span<std::uint8_t>(mark));
    std::vector<BookIndex> list;
    for (std::int64_t b = 0; b < bench_.total_books; ++b)
      if (mark[at(b)] != 0) list.push_back(narrow<BookIndex>(b));
    list.shrink_to_fit();
    touched_.push_back(std::move(list));
  }
}

template <typename Work>
void BookMerger::for_pieces(std::int64_t slice, const Work& work) {
  const std::span<const BookIndex> books = touched_[at(slice)];
  // a multiple of a cache line's floats: so every piece's rows start at a line
  constexpr std::int64_t line = 16;
  const std::size_t longest = at(std::max(line, piece_floats / width_ / line * line));
  message_.resize(std::min(longest, books.size()) * at(width_));
  for (std::size_t first = 0; first < books.size(); first += longest)
    work(books.subspan(first, std::min(longest, books.size() - first)), first * at(width_));
}

BookMerger::Piece BookMerger::piece_of(std::span<const BookIndex> books, float* message) const noexcept {
  return {books, message, message + books.size() * at(books_.stride())};
}

MergeRows BookMerger::rows_of(const Piece& piece) noexcept {
  return {piece.books.data(), piece.count(), books_.factors(), common_.factors()};
}

MergeTerms BookMerger::terms_of(const Piece& piece, float* weights) noexcept {
  return {weights, piece.column(Column::factor_sum), piece.column(Column::factor_exponent),
          piece.column(Column::bias_sum), piece.column(Column::bias_exponent)};
}

void BookMerger::add_changes(const Piece& piece, const KernelRates& rates) {
  const std::int64_t count = piece.count();
  scratch_.resize(at(scratch_columns * count));
  float* const updates = scratch_.data();
  float* const norm_sum = updates + count;
  float* const factor_rate = norm_sum + count;
  float* const bias_rate = factor_rate + count;
  float* const weight = bias_rate + count;
  for (std::int64_t i = 0; i < count; ++i) {
    const BookIndex book = piece.books[at(i)];
    updates[i] = statistics_[at(std::int64_t{2} * book)];
    norm_sum[i] = statistics_[at(std::int64_t{2} * book + 1)];
  }
  std::fill_n(factor_rate, count, rates.book_factor_rate);
  std::fill_n(bias_rate, count, rates.book_bias_rate);
  if (books_.has_sums()) {
    for (std::int64_t i = 0; i < count; ++i) {
      factor_rate[i] /= std::sqrt(books_.data(RowArray::factor_sum)[piece.books[at(i)]]);
      bias_rate[i] /= std::sqrt(books_.data(RowArray::bias_sum)[piece.books[at(i)]]);
    }
  }
  rule_.terms({count, static_cast<int>(bench_.shard_count()), updates, norm_sum, factor_rate, bias_rate,
               rates.book_factor_l2, rates.book_bias_l2},
              terms_of(piece, weight));
  bench_.kernels.add_changes(rows_of(piece), bench_.kernels.stride, weight, piece.rows);
  const auto add = [&](RowArray array, Column column) {
    const float* now = books_.data(array);
    const float* common = common_.data(array);
    float* sum = piece.column(column);
    for (std::int64_t i = 0; i < count; ++i) {
      const BookIndex book = piece.books[at(i)];
      sum[i] += (array == RowArray::bias ? weight[i] : 1) * (now[book] - common[book]);
    }
  };
  add(RowArray::bias, Column::bias);
  if (!books_.has_sums()) return;
  add(RowArray::factor_sum, Column::factor_squares);
  add(RowArray::bias_sum, Column::bias_squares);
}

void BookMerger::apply(const Piece& piece) {
  const std::int64_t count = piece.count();
  float* const factor_scale = scratch_.data();
  float* const bias_scale = factor_scale + count;
  rule_.scales(count, static_cast<int>(bench_.shard_count()), terms_of(piece, nullptr),
               {factor_scale, bias_scale});
  bench_.kernels.apply_changes(rows_of(piece), bench_.kernels.stride, factor_scale, piece.rows);
  const auto move = [&](RowArray array, Column column, const float* scale) {
    float* now = books_.data(array);
    float* common = common_.data(array);
    const float* change = piece.column(column);
    for (std::int64_t i = 0; i < count; ++i) {
      const BookIndex book = piece.books[at(i)];
      now[book] = common[book] = common[book] + (scale != nullptr ? scale[i] : 1) * change[i];
    }
  };
  move(RowArray::bias, Column::bias, bias_scale);
  if (!books_.has_sums()) return;
  // sums of squared gradients simply add up
  move(RowArray::factor_sum, Column::factor_squares, nullptr);
  move(RowArray::bias_sum, Column::bias_squares, nullptr);
}

void BookMerger::forget_statistics(const Piece& piece) noexcept {
  for (const BookIndex book : piece.books)
    statistics_[at(std::int64_t{2} * book)] = statistics_[at(std::int64_t{2} * book + 1)] = 0;
}

void BookMerger::take_shard(std::int64_t slice, const KernelRates& rates) {
  if (!has_taken_) taken_.assign(touched_[at(slice)].size() * at(width_), 0.0F);
  has_taken_ = true;
  for_pieces(slice, [&](std::span<const BookIndex> books, std::size_t place) {
    const Piece piece = piece_of(books, taken_.data() + place);
    add_changes(piece, rates);
    for (const BookIndex book : books) {
      if (statistics_[at(std::int64_t{2} * book)] == 0) continue;
      std::copy_n(common_.factors(book), books_.k(), books_.factors(book));
      for (const RowArray array : {RowArray::bias, RowArray::factor_sum, RowArray::bias_sum})
        if (books_.data(array) != nullptr) books_.data(array)[book] = common_.data(array)[book];
    }
    forget_statistics(piece);
  });
}

std::int64_t BookMerger::merge(std::int64_t slice, const KernelRates& rates) {
  for_pieces(slice, [&](std::span<const BookIndex> books, std::size_t place) {
    const std::size_t floats = books.size() * at(width_);
    const Piece piece = piece_of(books, message_.data());
    if (has_taken_)
      std::copy_n(taken_.data() + place, floats, message_.data());
    else
      std::fill_n(message_.data(), floats, 0.0F);
    add_changes(piece, rates);
    bench_.comm.sum(std::span<float>(message_.data(), floats));
    apply(piece);
    forget_statistics(piece);
  });
  has_taken_ = false;
  const std::size_t floats = touched_[at(slice)].size() * at(width_);
  return bench_.comm.size() > 1 ? narrow<std::int64_t>(floats * sizeof(float)) : 0;
}

}  // namespace crucible
