#include "schedule/book_merger.hpp"

#include "crucible/core/narrow.hpp"
#include "crucible/mpi/collective.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace crucible {

namespace {

/// The columns of a message: the change of the bias, the terms of the rule, and for Adagrad the changes of
/// the accumulators of factors and bias.
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

/// The curvature of a book in a shard and slice is measured from the rows of this many of its users: enough
/// for a good mean, and few compared with the ratings.
constexpr std::int32_t most_users = 8;

std::size_t at(std::int64_t index) { return static_cast<std::size_t>(index); }

}  // namespace

BookMerger::BookMerger(Workbench& bench, FactorRows& books)
    : bench_(bench),
      books_(books),
      rule_(bench.options.merge_rule != nullptr ? *bench.options.merge_rule : *merge_rules.front()),
      width_(books.stride() + (books.has_sums() ? Column::adagrad_columns : Column::columns)),
      common_(books) {
  find_parts();
}

template <typename Work>
void BookMerger::for_ratings(std::int64_t slice, std::size_t shard, const Work& work) const {
  const ShardLayout& layout = bench_.train[shard];
  const IndexRange tiles = layout.users().tiles_of(slice);
  const std::int64_t slice_begin = layout.users().range_of(slice).begin;
  for (std::int64_t u = tiles.begin; u < tiles.end; ++u) {
    const std::int64_t first_user = layout.users().tile_range(u).begin - slice_begin;
    for (std::int64_t b = 0; b < bench_.books.tiles(); ++b) {
      const CellTask cell = layout.cell(u, b);
      const std::int64_t first_book = bench_.books.tile_range(b).begin;
      const std::uint16_t* user = cell.user;
      for (std::int64_t i = 0; i < cell.ratings; ++i) {
        work(first_user + *user, first_book + (cell.book[i] & (last_of_run - 1)));
        if ((cell.book[i] & last_of_run) != 0) ++user;
      }
    }
  }
}

void BookMerger::find_parts() {
  for (std::int64_t slice = 0; slice < bench_.syncs; ++slice) {
    std::vector<std::vector<std::int32_t>> mine;
    for (std::size_t s = 0; s < bench_.train.size(); ++s) {
      std::vector<std::int32_t>& updates = mine.emplace_back(at(bench_.total_books));
      for_ratings(slice, s, [&](std::int64_t /*user*/, std::int64_t book) { ++updates[at(book)]; });
    }
    touched_.push_back(touched_by_any(mine));
    std::vector<Part>& parts = parts_.emplace_back();
    for (std::size_t s = 0; s < mine.size(); ++s) parts.push_back(part_of(slice, s, mine[s]));
  }
}

BookMerger::Part BookMerger::part_of(std::int64_t slice, std::size_t shard,
                                     const std::vector<std::int32_t>& updates) const {
  Part part;
  std::vector<std::int64_t> next(updates.size());  // the place of a book's next user
  std::int64_t users = 0;
  for (const BookIndex book : touched_[at(slice)]) {
    part.updates.push_back(static_cast<float>(updates[at(book)]));
    next[at(book)] = users;
    users += std::min(updates[at(book)], most_users);
  }
  part.users.resize(at(users));
  // Take min(n, most_users) of n users, evenly spaced.
  std::vector<std::int32_t> due(updates.size());
  for_ratings(slice, shard, [&](std::int64_t user, std::int64_t book) {
    due[at(book)] += std::min(updates[at(book)], most_users);
    if (due[at(book)] < updates[at(book)]) return;
    due[at(book)] -= updates[at(book)];
    part.users[at(next[at(book)]++)] = narrow<std::int32_t>(user);
  });
  return part;
}

std::vector<BookIndex> BookMerger::touched_by_any(const std::vector<std::vector<std::int32_t>>& mine) const {
  std::vector<std::uint8_t> mark(at(bench_.total_books));
  for (const std::vector<std::int32_t>& updates : mine)
    for (std::size_t b = 0; b < mark.size(); ++b) mark[b] |= static_cast<std::uint8_t>(updates[b] > 0);
  bench_.comm.max(std::span<std::uint8_t>(mark));
  std::vector<BookIndex> books;
  for (std::int64_t b = 0; b < bench_.total_books; ++b)
    if (mark[at(b)] != 0) books.push_back(narrow<BookIndex>(b));
  books.shrink_to_fit();
  return books;
}

void BookMerger::measure_norms(std::int64_t slice, std::size_t shard) {
  const IndexRange users = bench_.train[shard].users().range_of(slice);
  user_norms_.resize(at(users.size()));
  for (std::int64_t u = 0; u < users.size(); ++u) {
    const float* row = bench_.arrays.users.factors(users.begin + u - bench_.arrays.users.rows().begin);
    user_norms_[at(u)] = bench_.kernels.dot(row, row, bench_.kernels.stride);
  }
  const Part& part = parts_[at(slice)][shard];
  book_norms_.resize(part.updates.size());
  const std::int32_t* user = part.users.data();
  for (std::size_t i = 0; i < book_norms_.size(); ++i) {
    const std::int32_t count = std::min(static_cast<std::int32_t>(part.updates[i]), most_users);
    float sum = 0;
    for (std::int32_t r = 0; r < count; ++r) sum += user_norms_[at(*user++)];
    book_norms_[i] = count > 0 ? sum / static_cast<float>(count) : 0;
  }
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
void BookMerger::for_pieces(std::int64_t slice, const Part* part, AlignedFloats& messages, bool in_turn,
                            const Work& work) {
  const std::span<const BookIndex> books = touched_[at(slice)];
  const std::size_t longest = at(longest_piece());
  for (std::size_t first = 0; first < books.size(); first += longest) {
    Piece piece;
    piece.books = books.subspan(first, std::min(longest, books.size() - first));
    if (part != nullptr) {
      piece.updates = std::span<const float>(part->updates).subspan(first, piece.books.size());
      piece.norms = std::span<const float>(book_norms_).subspan(first, piece.books.size());
    }
    piece.message = messages.data() + (in_turn ? first * at(width_) : 0);
    work(piece);
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

void BookMerger::add_changes(const Piece& piece, const KernelRates& rates) {
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
               .mean_norm = piece.norms.data(),
               .factor_rate = factor_rate,
               .bias_rate = bias_rate,
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
  scratch_.resize(3 * count);
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
  // Sums of squared gradients are just added.
  move(RowArray::factor_sum, Column::factor_squares, nullptr);
  move(RowArray::bias_sum, Column::bias_squares, nullptr);
}

void BookMerger::take_shard(std::int64_t slice, std::size_t shard, const KernelRates& rates) {
  if (!has_taken_) taken_.assign(at(floats_of(slice)), 0.0F);
  has_taken_ = true;
  measure_norms(slice, shard);
  for_pieces(slice, &parts_[at(slice)][shard], taken_, true, [&](const Piece& piece) {
    add_changes(piece, rates);
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
  const bool has_shards = !bench_.train.empty();
  if (has_shards) measure_norms(slice, bench_.train.size() - 1);
  AlignedFloats& messages = has_taken_ ? taken_ : message_;
  if (!has_taken_) messages.resize(at(std::min(longest_piece() * width_, floats_of(slice))));
  const Part* last = has_shards ? &parts_[at(slice)].back() : nullptr;
  for_pieces(slice, last, messages, has_taken_, [&](const Piece& piece) {
    const std::size_t floats = piece.books.size() * at(width_);
    if (!has_taken_) std::fill_n(piece.message, floats, 0.0F);
    if (has_shards) add_changes(piece, rates);
    bench_.comm.sum(std::span<float>(piece.message, floats));
    apply(piece);
  });
  has_taken_ = false;
  return bench_.comm.size() > 1 ? floats_of(slice) * static_cast<std::int64_t>(sizeof(float)) : 0;
}

}  // namespace crucible
