#include "link/pattern.hpp"

#include "crucible/mpi/exact_sum.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>

namespace crucible {

namespace {

std::size_t at(std::int64_t index) { return static_cast<std::size_t>(index); }

std::span<const BookIndex> books_of(const RatingShard& ratings, std::int64_t user) {
  const auto begin = at(ratings.offsets[at(user)]);
  return std::span(ratings.book).subspan(begin, at(ratings.offsets[at(user) + 1]) - begin);
}

}  // namespace

/// Calls `visit(user, books, root)` for each user who takes part.
template <typename Visit>
void Pattern::each_user(const Visit& visit) const {
  for (std::int64_t u = 0; u < ratings_.users.size(); ++u)
    if (root_[at(u)] > 0) visit(u, books_of(ratings_, u), root_[at(u)]);
}

Pattern::Pattern(const Communicator& comm, const RatingShard& ratings,
                 const std::vector<std::uint8_t>& takes_part)
    : comm_(comm), ratings_(ratings), root_(takes_part.size(), 0.0) {
  std::vector<std::int64_t> counts(at(ratings.total_books), 0);
  for (std::int64_t u = 0; u < ratings.users.size(); ++u) {
    const std::span<const BookIndex> books = books_of(ratings, u);
    if (takes_part[at(u)] == 0 || books.empty()) continue;
    root_[at(u)] = 1 / std::sqrt(static_cast<double>(books.size()));
    for (const BookIndex book : books) ++counts[at(book)];
  }
  comm.sum(std::span(counts));
  for (const std::int64_t count : counts) most_ = std::max(most_, static_cast<double>(count));
  ExactSum squares(ratings.total_books, most_);
  each_user([&](std::int64_t, std::span<const BookIndex> books, double root) {
    for (const BookIndex book : books) squares.add(book, root * root);
  });
  const std::vector<double> sums = squares.total(comm);
  diagonal_ = Eigen::Map<const Eigen::VectorXd>(sums.data(), std::ssize(sums));
}

Panel Pattern::times(const Panel& x) const {
  Panel y = Panel::Zero(ratings_.users.size(), panel_width);
  each_user([&](std::int64_t user, std::span<const BookIndex> books, double root) {
    Eigen::Matrix<double, 1, panel_width> sum = x.row(books.front());
    for (const BookIndex book : books.subspan(1)) sum += x.row(book);
    y.row(user) = root * sum;
  });
  return y;
}

Panel Pattern::transposed_times(const Panel& y) const {
  double largest = 0;
  each_user([&](std::int64_t user, std::span<const BookIndex>, double root) {
    const double size = root * y.row(user).cwiseAbs().maxCoeff();
    // Not std::max, which forgets a NaN.
    if (!(size <= largest)) largest = size;
  });
  const FixedPoint fixed(comm_.any(!std::isfinite(largest)) ? HUGE_VAL : comm_.max_value(largest) * most_);
  std::vector<std::int64_t> sums(at(ratings_.total_books * panel_width), 0);
  each_user([&](std::int64_t user, std::span<const BookIndex> books, double root) {
    std::array<std::int64_t, panel_width> term{};
    for (int c = 0; c < panel_width; ++c) term[at(c)] = fixed.of(root * y(user, c));
    for (const BookIndex book : books) {
      std::int64_t* sum = sums.data() + std::int64_t{book} * panel_width;
      for (int c = 0; c < panel_width; ++c) sum[c] += term[at(c)];
    }
  });
  comm_.sum(std::span(sums));
  Panel result(ratings_.total_books, panel_width);
  for (std::size_t i = 0; i < sums.size(); ++i) result.data()[i] = fixed.value(sums[i]);
  return result;
}

}  // namespace crucible
