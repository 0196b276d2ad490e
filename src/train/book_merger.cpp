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

std::size_t at(std::int64_t index) { return static_cast<std::size_t>(index); }

}  // namespace

BookMerger::BookMerger(Workbench& bench, FactorRows& books)
    : bench_(bench),
      books_(books),
      rule_(bench.options.merge_rule != nullptr ? *bench.options.merge_rule : curvature_rule),
      width_(books.stride() + (books.has_sums() ? Column::adagrad_columns : Column::columns)),
      common_(books) {
  count_updates();
}

void BookMerger::count_updates() {
  for (const ShardLayout& layout : bench_.train)
    profiles_.emplace_back(at(layout.users().tile.back() - layout.users().tile.front()));
  for (std::int64_t slice = 0; slice < bench_.syncs; ++slice) {
    std::vector<std::vector<float>> mine;
    for (std::size_t s = 0; s < bench_.train.size(); ++s) {
      const ShardLayout& layout = bench_.train[s];
      std::vector<float>& updates = mine.emplace_back(at(bench_.total_books));
      const IndexRange tiles = layout.users().tiles_of(slice);
      for (std::int64_t u = tiles.begin; u < tiles.end; ++u) {
        const std::int64_t first_user = layout.users().tile_range(u).begin - layout.users().tile.front();
        for (std::int64_t b = 0; b < bench_.books.tiles(); ++b) {
          const CellTask cell = layout.cell(u, b);
          const std::int64_t first_book = bench_.books.tile_range(b).begin;
          const std::uint16_t* user = cell.user;
          for (std::int64_t i = 0; i < cell.ratings; ++i) {
            ++updates[at(first_book + (cell.book[i] & (last_of_run - 1)))];
            ++profiles_[s][at(first_user + *user)];
            if ((cell.book[i] & last_of_run) != 0) ++user;
          }
        }
      }
    }
    touched_.push_back(touched_by_any(mine));
    for (std::vector<float>& updates : mine) {
      std::vector<float> of_touched;
      of_touched.reserve(touched_.back().size());
      for (const BookIndex book : touched_.back()) of_touched.push_back(updates[at(book)]);
      updates = std::move(of_touched);
    }
    updates_.push_back(std::move(mine));
  }
}

std::vector<BookIndex> BookMerger::touched_by_any(const std::vector<std::vector<float>>& mine) const {
  std::vector<std::uint8_t> mark(at(bench_.total_books));
  for (const std::vector<float>& updates : mine)
    for (std::size_t b = 0; b < mark.size(); ++b) mark[b] |= static_cast<std::uint8_t>(updates[b] > 0);
  bench_.comm.max(std::span<std::uint8_t>(mark));
  std::vector<BookIndex> books;
  for (std::int64_t b = 0; b < bench_.total_books; ++b)
    if (mark[at(b)] != 0) books.push_back(narrow<BookIndex>(b));
  books.shrink_to_fit();
  return books;
}

float BookMerger::mean_norm(std::int64_t slice, std::size_t shard) const {
  const Tiling& users = bench_.train[shard].users();
  const IndexRange range = users.range_of(slice);
  double sum = 0;
  double ratings = 0;
  for (std::int64_t u = range.begin; u < range.end; ++u) {
    const float* row = bench_.arrays.users.factors(u - bench_.arrays.users.rows().begin);
    const auto profile = static_cast<double>(profiles_[shard][at(u - users.tile.front())]);
    sum += profile * static_cast<double>(bench_.kernels.dot(row, row, bench_.kernels.stride));
    ratings += profile;
  }
  return ratings > 0 ? static_cast<float>(sum / ratings) : 0;
}

std::int64_t BookMerger::longest_piece() const noexcept {
  constexpr std::int64_t floats = std::int64_t{1} << 17U;
  constexpr std::int64_t line = 16;
  return std::max(line, floats / width_ / line * line);
}

std::int64_t BookMerger::floats_of(std::int64_t slice) const noexcept {
  return width_ * static_cast<std::int64_t>(touched_[at(slice)].size());
}

template <typename Work>
void BookMerger::for_pieces(std::int64_t slice, std::size_t shard, AlignedFloats& messages, bool in_turn,
                            const Work& work) {
  const std::span<const BookIndex> books = touched_[at(slice)];
  const std::span<const float> updates = updates_[at(slice)][shard];
  const std::size_t longest = at(longest_piece());
  for (std::size_t first = 0; first < books.size(); first += longest) {
    const std::size_t count = std::min(longest, books.size() - first);
    work(Piece{books.subspan(first, count), updates.subspan(first, count),
               messages.data() + (in_turn ? first * at(width_) : 0)});
  }
}

float* BookMerger::column(const Piece& piece, std::int64_t index) const noexcept {
  return piece.message + piece.books.size() * at(books_.stride() + index);
}

MergeRows BookMerger::rows_of(const Piece& piece) noexcept {
  return {piece.books.data(), static_cast<std::int64_t>(piece.books.size()), books_.factors(),
          common_.factors()};
}

MergeTerms BookMerger::terms_of(const Piece& piece, float* weights) const noexcept {
  return {weights, column(piece, Column::factor_sum), column(piece, Column::factor_exponent),
          column(piece, Column::bias_sum), column(piece, Column::bias_exponent)};
}

void BookMerger::add_changes(const Piece& piece, float mean_norm, const KernelRates& rates) {
  const std::size_t count = piece.books.size();
  scratch_.resize(3 * count);
  float* const factor_rate = scratch_.data();
  float* const bias_rate = factor_rate + count;
  float* const weight = bias_rate + count;
  std::fill_n(factor_rate, count, rates.book_factor_rate);
  std::fill_n(bias_rate, count, rates.book_bias_rate);
  if (books_.has_sums()) {
    for (std::size_t i = 0; i < count; ++i) {
      factor_rate[i] /= std::sqrt(books_.data(RowArray::factor_sum)[piece.books[i]]);
      bias_rate[i] /= std::sqrt(books_.data(RowArray::bias_sum)[piece.books[i]]);
    }
  }
  rule_.terms({.books = static_cast<std::int64_t>(count),
               .shards = static_cast<int>(bench_.shard_count()),
               .updates = piece.updates.data(),
               .factor_rate = factor_rate,
               .bias_rate = bias_rate,
               .mean_norm = mean_norm,
               .factor_l2 = rates.book_factor_l2,
               .bias_l2 = rates.book_bias_l2},
              terms_of(piece, weight));
  bench_.kernels.add_changes(rows_of(piece), bench_.kernels.stride, weight, piece.message);
  const auto add = [&](RowArray array, Column to) {
    const float* now = books_.data(array);
    const float* common = common_.data(array);
    float* sum = column(piece, to);
    for (std::size_t i = 0; i < count; ++i) {
      const BookIndex book = piece.books[i];
      sum[i] += (array == RowArray::bias ? weight[i] : 1) * (now[book] - common[book]);
    }
  };
  add(RowArray::bias, Column::bias);
  if (!books_.has_sums()) return;
  add(RowArray::factor_sum, Column::factor_squares);
  add(RowArray::bias_sum, Column::bias_squares);
}

void BookMerger::apply(const Piece& piece) {
  const std::size_t count = piece.books.size();
  float* const factor_scale = scratch_.data();
  float* const bias_scale = factor_scale + count;
  rule_.scales(static_cast<std::int64_t>(count), static_cast<int>(bench_.shard_count()),
               terms_of(piece, nullptr), {factor_scale, bias_scale});
  bench_.kernels.apply_changes(rows_of(piece), bench_.kernels.stride, factor_scale, piece.message);
  const auto move = [&](RowArray array, Column from, const float* scale) {
    float* now = books_.data(array);
    float* common = common_.data(array);
    const float* change = column(piece, from);
    for (std::size_t i = 0; i < count; ++i) {
      const BookIndex book = piece.books[i];
      now[book] = common[book] = common[book] + (scale != nullptr ? scale[i] : 1) * change[i];
    }
  };
  move(RowArray::bias, Column::bias, bias_scale);
  if (!books_.has_sums()) return;
  // sums of squared gradients simply add up
  move(RowArray::factor_sum, Column::factor_squares, nullptr);
  move(RowArray::bias_sum, Column::bias_squares, nullptr);
}

void BookMerger::take_shard(std::int64_t slice, std::size_t shard, const KernelRates& rates) {
  if (!has_taken_) taken_.assign(at(floats_of(slice)), 0.0F);
  has_taken_ = true;
  const float norm = mean_norm(slice, shard);
  for_pieces(slice, shard, taken_, true, [&](const Piece& piece) {
    add_changes(piece, norm, rates);
    for (std::size_t i = 0; i < piece.books.size(); ++i) {
      if (piece.updates[i] == 0) continue;
      const BookIndex book = piece.books[i];
      std::copy_n(common_.factors(book), books_.k(), books_.factors(book));
      for (const RowArray array : {RowArray::bias, RowArray::factor_sum, RowArray::bias_sum})
        if (books_.data(array) != nullptr) books_.data(array)[book] = common_.data(array)[book];
    }
  });
}

std::int64_t BookMerger::merge(std::int64_t slice, const KernelRates& rates) {
  const std::size_t last = bench_.train.size() - 1;
  const float norm = mean_norm(slice, last);
  AlignedFloats& messages = has_taken_ ? taken_ : message_;
  if (!has_taken_) messages.resize(at(std::min(longest_piece() * width_, floats_of(slice))));
  for_pieces(slice, last, messages, has_taken_, [&](const Piece& piece) {
    const std::size_t floats = piece.books.size() * at(width_);
    if (!has_taken_) std::fill_n(piece.message, floats, 0.0F);
    add_changes(piece, norm, rates);
    bench_.comm.sum(std::span<float>(piece.message, floats));
    apply(piece);
  });
  has_taken_ = false;
  return bench_.comm.size() > 1 ? floats_of(slice) * static_cast<std::int64_t>(sizeof(float)) : 0;
}

}  // namespace crucible
