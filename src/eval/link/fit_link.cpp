#include "crucible/eval/fit_link.hpp"

#include "crucible/core/error.hpp"
#include "crucible/model/predict.hpp"
#include "crucible/mpi/collective.hpp"
#include "crucible/mpi/exact_sum.hpp"
#include "crucible/recommend/fold_in.hpp"
#include "link/pattern.hpp"
#include "metric_sum.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace crucible {

namespace {

using Row = Eigen::Array<double, 1, panel_width>;

std::size_t at(std::int64_t index) { return static_cast<std::size_t>(index); }

/// r: a book says as much as this many users who have rated nothing else. 3 to 10 are equally good on data of
/// one to ten ratings a book's user; without it, rare books are learnt by heart.
constexpr double ridge = 5;
/// About so many users are folded in to judge a link, over all ranks.
constexpr std::int64_t most_judges = 2000;
/// Ratings, over all ranks: fewer judge nothing.
constexpr std::int64_t least_judged = 50;
/// One rating in so many is held back from the fold-in of a user who judges.
constexpr std::int64_t held_back = 5;

/// The factors and the bias of user `u` of this rank, column by column.
double value_of(const FactorModel& model, std::int64_t u, std::int64_t column) {
  return static_cast<double>(column < model.k() ? model.user_factors(u, column) : model.user_bias[at(u)]);
}

/// Collective. The mean row of the users who take part: the same bits at any number of ranks.
std::vector<double> mean_row(const Communicator& comm, const FactorModel& model,
                             const std::vector<std::uint8_t>& takes_part) {
  const std::int64_t width = model.k() + 1;
  double largest = 0;
  std::int64_t users = 0;
  const auto each = [&](const auto& visit) {
    for (std::int64_t u = 0; u < model.users.size(); ++u)
      if (takes_part[at(u)] != 0)
        for (std::int64_t c = 0; c < width; ++c) visit(c, value_of(model, u, c));
  };
  each([&](std::int64_t column, double value) {
    largest = std::max(largest, std::abs(value));
    if (column == 0) ++users;
  });
  const auto total = static_cast<double>(comm.sum_value(users));
  ExactSum sums(width, comm.max_value(largest) * total);
  each([&](std::int64_t column, double value) { sums.add(column, value); });
  std::vector<double> mean = sums.total(comm);
  for (double& value : mean) value /= std::max(total, 1.0);
  return mean;
}

/// Collective. Solves (F^T F + ridge I) x = right, by conjugate gradients with the diagonal as
/// preconditioner.
Panel solve(const Communicator& comm, const Pattern& pattern, Panel right) {
  constexpr int most_steps = 30;
  constexpr double tolerance = 0.02;  // of each column, in the preconditioner's norm
  const Eigen::ArrayXd inverse = (pattern.diagonal().array() + ridge).inverse();
  const auto quotient = [](const Row& a, const Row& b) -> Row { return (b > 0).select(a / b, 0); };
  Panel x = Panel::Zero(right.rows(), panel_width);
  Panel direction = x;
  Row first;
  Row before = Row::Zero();
  for (int step = 0; step < most_steps; ++step) {
    const Row now = (right.array().square().colwise() * inverse).colwise().sum();
    if (step == 0) first = now;
    if (comm.broadcast_value((now <= tolerance * tolerance * first).all())) break;
    const Row kept = quotient(now, before);
    direction = (right.array().colwise() * inverse + direction.array().rowwise() * kept).matrix();
    const Panel image = pattern.transposed_times(pattern.times(direction)) + ridge * direction;
    const Row curvature = direction.cwiseProduct(image).colwise().sum();
    const Row length = quotient(now, curvature);
    x.array() += direction.array().rowwise() * length;
    right.array() -= image.array().rowwise() * length;
    before = now;
  }
  return x;
}

/// Collective. The link of the users who take part.
RatedLink link_of(const Communicator& comm, const FactorModel& model, const RatingShard& train,
                  const std::vector<std::uint8_t>& takes_part) {
  const Pattern pattern(comm, train, takes_part);
  const std::vector<double> mean = mean_row(comm, model, takes_part);
  const std::int64_t width = model.k() + 1;
  RatedLink link{{mean.begin(), mean.end()}, Matrix(model.total_books, width)};
  for (std::int64_t begin = 0; begin < width; begin += panel_width) {
    const std::int64_t columns = std::min<std::int64_t>(panel_width, width - begin);
    Panel rows = Panel::Zero(model.users.size(), panel_width);
    for (std::int64_t u = 0; u < rows.rows(); ++u)
      for (std::int64_t c = 0; c < columns; ++c)
        rows(u, c) = value_of(model, u, begin + c) - mean[at(begin + c)];
    const Panel solution = solve(comm, pattern, pattern.transposed_times(rows));
    link.book.middleCols(begin, columns) = solution.leftCols(columns).cast<float>();
  }
  return link;
}

/// A user's ratings: those that are held back, and the others.
struct Halves {
  std::vector<BookIndex> known_books;
  std::vector<float> known_ratings;
  std::vector<BookIndex> held_books;
  std::vector<float> held_ratings;
};

Halves halves_of(const RatingShard& train, std::int64_t u) {
  Halves halves;
  for (auto i = at(train.offsets[at(u)]); i < at(train.offsets[at(u) + 1]); ++i) {
    const std::int64_t place = static_cast<std::int64_t>(i) - train.offsets[at(u)];
    const bool held = (place + train.users.begin + u) % held_back == 0;
    (held ? halves.held_books : halves.known_books).push_back(train.book[i]);
    (held ? halves.held_ratings : halves.known_ratings).push_back(train.rating[i]);
  }
  return halves;
}

/// The sum of the squared errors of a user's held ratings, in units of `unit`.
double squared_error(const FactorModel& model, const Halves& halves, double unit) {
  const UserFactors user = fold_in(model, {}, halves.known_books, halves.known_ratings);
  double sum = 0;
  for (std::size_t i = 0; i < halves.held_books.size(); ++i) {
    const double error =
        (predict(model, user, halves.held_books[i]) - static_cast<double>(halves.held_ratings[i])) / unit;
    sum += error * error;
  }
  return sum;
}

/// Squared errors of all users who judge.
struct Verdict {
  MetricSum before;
  MetricSum after;
  MetricSum squared_gains;  ///< of users

  bool is_gain() const { return before.sum() - after.sum() > 2 * std::sqrt(squared_gains.sum()); }
};

/// Collective. Users of odd numbers judge the link, which is none of theirs.
Verdict judge(const Communicator& comm, FactorModel& model, const RatingShard& train, RatedLink link,
              double unit) {
  const std::int64_t every = 2 * std::max<std::int64_t>(1, model.total_users / (2 * most_judges));
  std::array<MetricSum, 3> sums;
  on_every_rank(comm, [&] {
    std::vector<Halves> judges;
    std::vector<double> before;
    for (std::int64_t u = 0; u < train.users.size(); ++u) {
      if ((train.users.begin + u) % every != 1) continue;
      Halves halves = halves_of(train, u);
      if (halves.held_books.empty() || halves.known_books.empty()) continue;
      before.push_back(squared_error(model, halves, unit));
      judges.push_back(std::move(halves));
    }
    model.link = std::move(link);
    for (std::size_t j = 0; j < judges.size(); ++j) {
      const std::int64_t ratings = std::ssize(judges[j].held_books);
      const double after = squared_error(model, judges[j], unit);
      sums[0].add(before[j], ratings);
      sums[1].add(after, ratings);
      sums[2].add((before[j] - after) * (before[j] - after));
    }
  });
  reduce(comm, std::span(sums));
  return {sums[0], sums[1], sums[2]};
}

}  // namespace

LinkFit fit_link(const Communicator& comm, FactorModel& model, const RatingShard& train) {
  require(model.users == train.users && model.book_factors.rows() == train.total_books,
          "a link needs a model with the users of the ratings and every book");
  require(model.traits.unrated_weight == 0 && model.traits.fold_in == FoldIn::ridge,
          "a link needs a model that folds in by ridge, without unrated entries");
  std::vector<std::uint8_t> takes_part(at(train.users.size()), 0);
  const auto choose = [&](bool all) {
    for (std::int64_t u = 0; u < train.users.size(); ++u)
      takes_part[at(u)] =
          train.offsets[at(u)] < train.offsets[at(u) + 1] && (all || (train.users.begin + u) % 2 == 0) ? 1
                                                                                                       : 0;
  };
  const double range = static_cast<double>(model.traits.scale_high - model.traits.scale_low);
  const double unit = range > 0 ? range : 1;
  choose(false);
  model.link = {};
  const Verdict verdict = judge(comm, model, train, link_of(comm, model, train, takes_part), unit);
  model.link = {};
  if (verdict.before.weight() < least_judged) return {};
  LinkFit fit{.ratings = verdict.before.weight()};
  fit.rmse_before = unit * std::sqrt(verdict.before.mean().value_or(0));
  fit.rmse_after = unit * std::sqrt(verdict.after.mean().value_or(0));
  if (!verdict.is_gain()) return fit;
  choose(true);
  model.link = link_of(comm, model, train, takes_part);
  return fit;
}

double link_bytes(std::int64_t users, std::int64_t books) {
  constexpr double number = sizeof(double);
  constexpr double of_book = 7;  // solution, direction, image, rest and its sums, ...
  constexpr double of_user = 2;
  return number * panel_width * (of_book * static_cast<double>(books) + of_user * static_cast<double>(users));
}

}  // namespace crucible
