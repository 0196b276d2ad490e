#include "times/residuals.hpp"

#include "crucible/core/error.hpp"
#include "crucible/model/predict.hpp"
#include "crucible/mpi/collective.hpp"
#include "crucible/mpi/exact_sum.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <span>
#include <tuple>
#include <utility>

namespace crucible {

namespace {

std::size_t at(std::int64_t index) { return static_cast<std::size_t>(index); }

/// What ratings of a slot of a row add up to.
struct Cell {
  std::int64_t row = 0;
  std::int64_t slot = 0;
  std::int64_t sum = 0;  ///< fixed point
  std::int64_t count = 0;

  bool same_place(const Cell& other) const noexcept { return row == other.row && slot == other.slot; }
  void add(const Cell& other) noexcept {
    sum += other.sum;
    count += other.count;
  }
};

/// Collective. The cells of all ranks, by row, then by slot.
std::vector<Cell> of_every_rank(const Communicator& comm, std::vector<Cell> mine) {
  if (comm.size() == 1) return mine;
  std::vector<Cell> all = comm.concatenate_all(std::span<const Cell>(mine));
  std::vector<Cell>().swap(mine);
  std::sort(all.begin(), all.end(),
            [](const Cell& a, const Cell& b) { return std::tie(a.row, a.slot) < std::tie(b.row, b.slot); });
  std::size_t kept = 0;
  for (const Cell& cell : all) {
    if (kept > 0 && all[kept - 1].same_place(cell))
      all[kept - 1].add(cell);
    else
      all[kept++] = cell;
  }
  all.resize(kept);
  return all;
}

/// The places 0, 1, ... in the order of `before`; equal ones stay in their order.
template <typename Before>
std::vector<std::uint32_t> sorted_places(std::size_t count, const Before& before) {
  std::vector<std::uint32_t> places(count);
  std::iota(places.begin(), places.end(), 0U);
  std::stable_sort(places.begin(), places.end(), before);
  return places;
}

}  // namespace

TimedResiduals::TimedResiduals(const Communicator& comm, const FactorModel& model, const DatedRatings& train)
    : books_(model.total_books),
      total_(comm.sum_value(train.ratings.size())),
      offsets_(train.ratings.offsets) {
  on_every_rank(comm, [&] {
    const RatingShard& ratings = train.ratings;
    require(model.users == ratings.users, "time effects: the model does not hold the users of the ratings");
    require(model.books == IndexRange{0, books_}, "time effects: the model does not hold every book");
    require(std::ssize(train.timestamp) == ratings.size(), "time effects: one time a rating");
    require(ratings.size() <= most_dated_ratings, "time effects: too many ratings");
    for (std::int64_t u = 0; u < ratings.users.size(); ++u) {
      const std::int64_t begin = offsets_[at(u)];
      const auto count = at(offsets_[at(u) + 1] - begin);
      const auto times = train.timestamp.subspan(at(begin), count);
      for (const std::uint32_t i :
           sorted_places(count, [&](std::uint32_t a, std::uint32_t b) { return times[a] < times[b]; })) {
        const std::size_t from = at(begin) + i;
        const double left = static_cast<double>(ratings.rating[from]) -
                            raw_score(model, ratings.users.begin + u, ratings.book[from]);
        if (!std::isfinite(left)) throw NumericalError("a prediction of the model is not a finite number");
        time_.push_back(times[i]);
        book_.push_back(ratings.book[from]);
        left_.push_back(static_cast<float>(left));
        largest_ = std::max(largest_, std::abs(left));
      }
    }
    by_book_ = sorted_places(time_.size(), [&](std::uint32_t a, std::uint32_t b) {
      return std::tie(book_[a], time_[a]) < std::tie(book_[b], time_[b]);
    });
    by_time_ =
        sorted_places(time_.size(), [&](std::uint32_t a, std::uint32_t b) { return time_[a] < time_[b]; });
  });
  largest_ = comm.max_value(largest_);
  first_ =
      comm.min_value(by_time_.empty() ? std::numeric_limits<std::int64_t>::max() : time_[by_time_.front()]);
  last_ =
      comm.max_value(by_time_.empty() ? std::numeric_limits<std::int64_t>::min() : time_[by_time_.back()]);
}

TimeLayer TimedResiduals::layer_of(const Communicator& comm, TimeSide side, std::int64_t scale) const {
  if (side != TimeSide::user) return of_all_ranks(comm, side, scale);
  return on_every_rank(comm, [&] { return of_users(scale); });
}

TimeLayer TimedResiduals::of_users(std::int64_t scale) const {
  TimeLayer layer;
  layer.side = TimeSide::user;
  layer.scale = scale;
  for (std::size_t u = 0; u + 1 < offsets_.size(); ++u) {
    double sum = 0;
    for (std::int64_t i = offsets_[u]; i < offsets_[u + 1]; ++i) {
      const std::int64_t slot = time_slot(scale, time_[at(i)]);
      if (i == offsets_[u] || slot != layer.slot.back()) {
        layer.slot.push_back(slot);
        layer.sum.push_back(0);
        layer.count.push_back(0);
        sum = 0;
      }
      sum += static_cast<double>(left_[at(i)]);
      layer.sum.back() = static_cast<float>(sum);
      layer.count.back() += 1;
    }
    layer.offsets.push_back(std::ssize(layer.slot));
  }
  return layer;
}

TimeLayer TimedResiduals::of_all_ranks(const Communicator& comm, TimeSide side, std::int64_t scale) const {
  const bool of_books = side == TimeSide::book;
  const FixedPoint fixed(bound() * static_cast<double>(total_));
  std::vector<Cell> mine = on_every_rank(comm, [&] {
    std::vector<Cell> cells;
    for (const std::uint32_t i : of_books ? by_book_ : by_time_) {
      const Cell cell{of_books ? book_[i] : 0, time_slot(scale, time_[i]),
                      fixed.of(static_cast<double>(left_[i])), 1};
      if (!cells.empty() && cells.back().same_place(cell))
        cells.back().add(cell);
      else
        cells.push_back(cell);
    }
    return cells;
  });
  const std::vector<Cell> cells = of_every_rank(comm, std::move(mine));
  return on_every_rank(comm, [&] {
    TimeLayer layer;
    layer.side = side;
    layer.scale = scale;
    layer.offsets.assign(at(of_books ? books_ + 1 : 2), 0);
    for (const Cell& cell : cells) {
      ++layer.offsets[at(cell.row + 1)];
      layer.slot.push_back(cell.slot);
      layer.sum.push_back(static_cast<float>(fixed.value(cell.sum)));
      layer.count.push_back(static_cast<float>(cell.count));
    }
    std::partial_sum(layer.offsets.begin(), layer.offsets.end(), layer.offsets.begin());
    return layer;
  });
}

void TimedResiduals::subtract(const TimeLayer& layer) {
  for (std::size_t u = 0; u + 1 < offsets_.size(); ++u)
    for (std::int64_t i = offsets_[u]; i < offsets_[u + 1]; ++i) {
      float& left = left_[at(i)];
      const std::int64_t row = time_row(layer.side, static_cast<std::int64_t>(u), book_[at(i)]);
      const NearbyRatings found = nearby(layer, row, time_[at(i)]);
      // Its own slot is nearest, so a rating counts fully.
      const double others = std::max(found.weight - 1, 0.0) + layer.damping;
      if (others > 0) left -= static_cast<float>((found.sum - static_cast<double>(left)) / others);
    }
}

std::int64_t TimedResiduals::present(const Communicator& comm) const {
  // The last time but for one rating in a thousand: some clocks are wrong.
  const std::int64_t later = total_ / 1000;
  std::int64_t low = first_;
  std::int64_t high = last_;
  while (low < high) {
    const std::int64_t middle = std::midpoint(low, high);  // rounded towards low
    const auto after = std::upper_bound(by_time_.begin(), by_time_.end(), middle,
                                        [&](std::int64_t time, std::uint32_t i) { return time < time_[i]; });
    if (comm.sum_value(static_cast<std::int64_t>(by_time_.end() - after)) <= later)
      high = middle;
    else
      low = middle + 1;
  }
  return low;
}

}  // namespace crucible
