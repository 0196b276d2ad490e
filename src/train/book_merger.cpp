#include "book_merger.hpp"

#include "crucible/core/narrow.hpp"
#include "crucible/mpi/collective.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace crucible {

namespace {

/// Behind a row's factors in a message: bias, the four terms, and with Adagrad the two accumulators.
constexpr std::int64_t terms_width = 5;
constexpr std::int64_t sums_width = 2;
/// Floats of one piece of a merge: few enough to stay in the caches while they are summed and applied.
constexpr std::int64_t piece_floats = std::int64_t{1} << 17U;
/// Books between the one whose change is packed and the one whose rows are fetched: training has driven them
/// out of the caches.
constexpr std::size_t fetch_ahead = 8;

std::size_t at(std::int64_t index) { return static_cast<std::size_t>(index); }

}  // namespace

BookMerger::BookMerger(Workbench& bench, FactorRows& books)
    : bench_(bench),
      books_(books),
      rule_(bench.options.merge_rule != nullptr ? *bench.options.merge_rule : curvature_rule),
      width_(books.k() + terms_width + (books.has_sums() ? sums_width : 0)),
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

std::span<const BookIndex> BookMerger::touched(std::int64_t slice) const noexcept {
  return touched_[at(slice)];
}

MergeSteps BookMerger::steps_of(BookIndex book, const KernelRates& rates) const noexcept {
  MergeSteps steps{rates.book_factor_rate, rates.book_factor_l2, rates.book_bias_rate, rates.book_bias_l2};
  if (books_.has_sums()) {
    steps.factor_rate /= std::sqrt(books_.data(RowArray::factor_sum)[book]);
    steps.bias_rate /= std::sqrt(books_.data(RowArray::bias_sum)[book]);
  }
  return steps;
}

void BookMerger::fetch(BookIndex book) const noexcept {
  constexpr std::int64_t line = 16;
  for (std::int64_t i = 0; i < books_.stride(); i += line) {
    __builtin_prefetch(books_.factors(book) + i, 1, 3);
    __builtin_prefetch(common_.factors(book) + i, 1, 3);
  }
}

void BookMerger::add_change(BookIndex book, const KernelRates& rates, float* message) const noexcept {
  const BookStatistics statistics{statistics_[at(2 * book)], statistics_[at(2 * book + 1)]};
  if (statistics.updates == 0) return;
  const MergeTerms terms = rule_.terms(statistics, steps_of(book, rates));
  const float* now = books_.factors(book);
  const float* before = common_.factors(book);
  const std::int64_t k = books_.k();
  for (std::int64_t i = 0; i < k; ++i) message[i] += terms.weight * (now[i] - before[i]);
  const auto change = [&](RowArray array) { return books_.data(array)[book] - common_.data(array)[book]; };
  message[k] += terms.weight * change(RowArray::bias);
  message[k + 1] += terms.factor_sum;
  message[k + 2] += terms.factor_log;
  message[k + 3] += terms.bias_sum;
  message[k + 4] += terms.bias_log;
  if (!books_.has_sums()) return;
  message[k + 5] += change(RowArray::factor_sum);
  message[k + 6] += change(RowArray::bias_sum);
}

void BookMerger::apply(BookIndex book, const KernelRates& /*rates*/, const float* message) noexcept {
  const std::int64_t k = books_.k();
  const MergeTerms terms{1, message[k + 1], message[k + 2], message[k + 3], message[k + 4]};
  const MergeScales scales = rule_.scales(terms, static_cast<int>(bench_.shard_count()));
  float* now = books_.factors(book);
  float* before = common_.factors(book);
  for (std::int64_t i = 0; i < k; ++i) now[i] = before[i] = before[i] + scales.factors * message[i];
  const auto move = [&](RowArray array, float change) {
    float& common = common_.data(array)[book];
    books_.data(array)[book] = common = common + change;
  };
  move(RowArray::bias, scales.bias * message[k]);
  statistics_[at(2 * book)] = statistics_[at(2 * book + 1)] = 0;
  if (!books_.has_sums()) return;
  // sums of squared gradients simply add up
  move(RowArray::factor_sum, message[k + 5]);
  move(RowArray::bias_sum, message[k + 6]);
}

void BookMerger::take_shard(std::int64_t slice, const KernelRates& rates) {
  const std::span<const BookIndex> books = touched(slice);
  if (!has_taken_) taken_.assign(books.size() * at(width_), 0.0F);
  has_taken_ = true;
  for (std::size_t i = 0; i < books.size(); ++i) {
    const BookIndex book = books[i];
    if (statistics_[at(2 * book)] == 0) continue;
    add_change(book, rates, taken_.data() + i * at(width_));
    std::copy_n(common_.factors(book), books_.k(), books_.factors(book));
    for (const RowArray array : {RowArray::bias, RowArray::factor_sum, RowArray::bias_sum})
      if (books_.data(array) != nullptr) books_.data(array)[book] = common_.data(array)[book];
    statistics_[at(2 * book)] = statistics_[at(2 * book + 1)] = 0;
  }
}

std::int64_t BookMerger::merge(std::int64_t slice, const KernelRates& rates) {
  const std::span<const BookIndex> books = touched(slice);
  const std::size_t piece = at(std::max<std::int64_t>(1, piece_floats / width_));
  message_.resize(std::min(piece, books.size()) * at(width_));
  for (std::size_t first = 0; first < books.size(); first += piece) {
    const std::size_t count = std::min(piece, books.size() - first);
    for (std::size_t i = 0; i < count; ++i) {
      float* const row = message_.data() + i * at(width_);
      if (has_taken_)
        std::copy_n(taken_.data() + (first + i) * at(width_), width_, row);
      else
        std::fill_n(row, width_, 0.0F);
      fetch(books[std::min(first + i + fetch_ahead, books.size() - 1)]);
      add_change(books[first + i], rates, row);
    }
    bench_.comm.sum(std::span<float>(message_.data(), count * at(width_)));
    for (std::size_t i = 0; i < count; ++i) apply(books[first + i], rates, message_.data() + i * at(width_));
  }
  has_taken_ = false;
  return bench_.comm.size() > 1 ? narrow<std::int64_t>(books.size() * at(width_) * sizeof(float)) : 0;
}

}  // namespace crucible
