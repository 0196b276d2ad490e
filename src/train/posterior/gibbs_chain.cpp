#include "posterior/gibbs_chain.hpp"

#include "crucible/core/error.hpp"
#include "crucible/mpi/collective.hpp"
#include "posterior/noise.hpp"
#include "posterior/row_draw.hpp"
#include "posterior/row_link.hpp"
#include "posterior/running_mean.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace crucible {

namespace {

std::size_t at(std::int64_t index) { return static_cast<std::size_t>(index); }

/// Before there are draws: products that are small against the spread.
RowPrior first_prior(std::int64_t k, double spread) {
  constexpr double factor_precision = 20;
  constexpr double bias_precision = 5;
  RowPrior prior;
  prior.mean.assign(at(k + 1), 0.0);
  prior.precision = MatrixD::Identity(k + 1, k + 1) * (factor_precision / spread);
  prior.precision(k, k) = bias_precision / (spread * spread);
  return prior;
}

double spread_of(const Workbench& bench) noexcept { return std::max(bench.spread, 1e-6); }

}  // namespace

GibbsChain::GibbsChain(Workbench& bench, std::int64_t factors)
    : bench_(bench),
      k_(factors),
      kernels_(kernels_for(bench.kernels.instruction_set, k_ + 2)),
      pair_kernels_(kernels_for(bench.kernels.instruction_set, 2 * k_)),
      held_out_(bench.total_validation > 0
                    ? held_out_of(std::exchange(bench.raw_validation, {}))
                    : take_held_out(bench.ratings, bench.total_ratings, bench.options.seed)),
      streams_{bench.options.seed} {
  if (bench.total_users > std::numeric_limits<std::int32_t>::max())
    throw_on_all_ranks(UsageError("`optimizer` gibbs: every rank would hold the factors of all " +
                                  std::to_string(bench.total_users) + " users; use sgd with `sync` rotate"));
  RatingShard ratings = std::exchange(bench.ratings, {});
  SideRatings by_user{std::move(ratings.offsets), std::move(ratings.book), std::move(ratings.rating)};
  SideRatings by_book = ratings_by_book(bench.comm, by_user, bench.users, bench.total_books);
  users_ = make_side(bench.comm, user_draws, bench.users, bench.total_users, k_, kernels_.stride,
                     std::move(by_user));
  books_ =
      make_side(bench.comm, book_draws, even_part(bench.total_books, bench.comm.size(), bench.comm.rank()),
                bench.total_books, k_, kernels_.stride, std::move(by_book));
  users_.link.assign(books_.draw.size(), 0.0F);
  books_.link.assign(users_.draw.size(), 0.0F);
  user_pattern_.emplace(bench.comm, kernels_, users_, books_, streams_);
  book_pattern_.emplace(bench.comm, kernels_, books_, users_, streams_);
  trained_ = bench.comm.sum_value(users_.ratings.size());
  bench.raw_validation = {};
}

void GibbsChain::start_from(const FactorRows& users, const FactorRows& books) {
  take_draw(users, books);
  take_mean(users, books);
  measure();
  started_ = true;
}

void GibbsChain::go_on(std::uint64_t night) noexcept {
  constexpr std::uint64_t odd = 0x9E37'79B9'7F4A'7C15;  // a multiplier that spreads bits
  streams_.seed ^= odd * night;
  // As little as lets the mean follow the new ratings within a few sweeps.
  constexpr std::int64_t remembered = 12;
  started_ = true;
  sweeps_before_ = remembered;
}

double GibbsChain::run_sweep(std::int64_t sweep) {
  const double precision = 1 / noise_after(sweep - 1);
  rows_sent_ = 2 * (users_.own.size() + books_.own.size());  // draw and mean
  draw_prior_of(users_, sweep);
  draw_link_of(users_, books_, sweep);
  const double squared_error = draw_rows(users_, books_, precision, sweep);
  draw_prior_of(books_, sweep);
  draw_link_of(books_, users_, sweep);
  draw_rows(books_, users_, precision, sweep);
  add_to_mean(bench_.comm, pair_kernels_, users_, books_, draw_weight(sweep + sweeps_before_),
              bench_.hyper.biases);
  measure();
  return squared_error;
}

void GibbsChain::take_draw(const FactorRows& users, const FactorRows& books) {
  read_rows(users, users_, users_.draw, true);
  read_rows(books, books_, books_.draw, true);
  share_rows(bench_.comm, users_, users_.draw);
}

void GibbsChain::take_link(const FactorRows& users, const FactorRows& books) {
  read_rows(books, books_, users_.link, true);
  read_rows(users, users_, books_.link, true);
  share_rows(bench_.comm, users_, books_.link);
  user_pattern_->multiply(bench_.comm, kernels_, users_, users_.link, users_.linked);
  book_pattern_->multiply(bench_.comm, kernels_, books_, books_.link, books_.linked);
}

void GibbsChain::take_mean(const FactorRows& users, const FactorRows& books) {
  read_rows(users, users_, users_.mean, false);
  read_rows(books, books_, books_.mean, false);
  share_rows(bench_.comm, users_, users_.mean);
}

void GibbsChain::measure() {
  held_out_errors_ = held_out_errors(bench_.comm, kernels_, held_out_, users_, books_);
}

void GibbsChain::give_draw(FactorRows& users, FactorRows& books) const {
  write_rows(users_, users_.draw, users);
  write_rows(books_, books_.draw, books);
}

void GibbsChain::give_link(FactorRows& users, FactorRows& books) const {
  write_rows(users_, books_.link, users);
  write_rows(books_, users_.link, books);
}

void GibbsChain::give_mean(FactorRows& users, FactorRows& books) const {
  write_rows(users_, users_.mean, users);
  write_rows(books_, books_.mean, books);
}

FoldInRidge GibbsChain::ridge(std::int64_t sweeps) const {
  const double noise = noise_after(sweeps);
  return {noise, noise / std::max(bias_variance(), 1e-12)};
}

std::int64_t GibbsChain::bytes_sent() const noexcept {
  if (bench_.comm.size() == 1) return 0;
  return rows_sent_ * users_.stride * static_cast<std::int64_t>(sizeof(float));
}

double GibbsChain::noise_after(std::int64_t sweeps) const noexcept {
  // The rows that a chain started from have errors like a first draw's.
  return noise_variance(held_out_errors_, std::max<std::int64_t>(sweeps + sweeps_before_, started_ ? 1 : 0),
                        bench_.spread);
}

double GibbsChain::bias_variance() const noexcept {
  double sum = 0;
  for (std::int64_t u = 0; u < users_.total; ++u) {
    const auto bias = static_cast<double>(users_.row(users_.mean, u)[k_]);
    sum += bias * bias;
  }
  return sum / std::max(users_.rated_rows, 1.0);
}

/// The scale of the hyperprior for rows of `columns` columns: the factors, and the bias if there is one more.
std::vector<double> GibbsChain::hyper_scale(std::int64_t columns) const {
  constexpr double share = 0.05;  // of the spread that a column holds before any row is seen
  const double spread = spread_of(bench_);
  std::vector<double> scale(at(columns), share * static_cast<double>(k_ + 1) * spread);
  if (columns > k_) scale.back() *= spread;
  return scale;
}

/// Collective.
void GibbsChain::draw_prior_of(ChainSide& side, std::int64_t sweep) {
  const std::int64_t d = k_ + 1;
  if (sweep == 1 && &side == &users_ && !started_) {
    side.prior = first_prior(k_, spread_of(bench_));
    return;
  }
  const std::vector<double> scale = hyper_scale(d);
  RandomStream random = streams_(sweep, side.draws.prior, 0);
  side.prior = on_every_rank(bench_.comm,
                             [&] { return draw_prior(crucible::sums_of(kernels_, side), scale, random); });
  // Ranks on other processors may round otherwise.
  bench_.comm.broadcast(std::span<double>(side.prior.mean));
  bench_.comm.broadcast(std::span<double>(side.prior.precision.data(), at(d * d)));
  if (!bench_.hyper.biases) side.prior.mean.back() = 0;
}

/// Collective.
void GibbsChain::draw_link_of(ChainSide& side, const ChainSide& other, std::int64_t sweep) {
  // Rows that are all zero tell nothing.
  if (sweep == 1 && !started_) return;
  const RowPattern& pattern = &side == &users_ ? *user_pattern_ : *book_pattern_;
  rows_sent_ += draw_link(bench_.comm, kernels_, pattern, side, other,
                          hyper_scale(k_ + (bench_.hyper.biases ? 1 : 0)), streams_, sweep);
}

/// Collective. Draws all rows of `side`. Returns the squared errors of the rows before, added over all ranks.
double GibbsChain::draw_rows(ChainSide& side, const ChainSide& other, double precision, std::int64_t sweep) {
  const bool biases = bench_.hyper.biases;
  RowDraw draw(kernels_, side.prior, precision);
  AlignedDoubles gram(at(side.stride * side.stride));
  std::vector<double> errors(at(side.own.size()));
  AlignedFloats gathered;
  bool finite = true;
  for (std::int64_t r = 0; r < side.own.size() && finite; ++r) {
    if (side.ratings.count(r) == 0) continue;
    std::fill(gram.begin(), gram.end(), 0.0);
    errors[at(r)] = add_ratings(side, other, r, gathered, gram.data());
    float* x = side.row(side.draw, side.own.begin + r);
    RandomStream random = streams_(sweep, side.draws.rows, side.own.begin + r);
    finite = draw(gram.data(), side.row(side.linked, side.own.begin + r), x, random);
    if (!biases) x[k_] = 0;
  }
  if (bench_.comm.any(!finite)) {
    throw_on_all_ranks(NumericalError("the draws of sweep " + std::to_string(sweep) +
                                      " are not finite; are there ratings far outside the scale?"));
  }
  share_rows(bench_.comm, side, side.draw);
  double total = 0;
  for (const double value : bench_.comm.concatenate_all(std::span<const double>(errors))) total += value;
  return total;
}

/// Adds the sums over the ratings of row `r` to `gram`: of y y^T, for y the other side's factors, 1 for the
/// bias, and the target. `rows` is work space. Returns the squared errors of the row as it is.
double GibbsChain::add_ratings(const ChainSide& side, const ChainSide& other, std::int64_t r,
                               AlignedFloats& rows, double* gram) const {
  constexpr std::int64_t most_rows = 4096;  // a multiple of what add_gram sums at once, so as not to matter
  const std::int64_t end = side.ratings.offsets[at(r + 1)];
  rows.resize(std::max(rows.size(), at((std::min(side.ratings.count(r), most_rows) + 1) * side.stride)));
  // The row beside -1: times a rating's row, that is the error.
  float* x = rows.data();
  std::copy_n(side.row(side.draw, side.own.begin + r), side.stride, x);
  x[k_ + 1] = -1;
  double errors = 0;
  for (std::int64_t first = side.ratings.offsets[at(r)]; first < end; first += most_rows) {
    const std::int64_t n = std::min(most_rows, end - first);
    float* to = x + side.stride;
    for (std::int64_t j = 0; j < n; ++j, to += side.stride) {
      const float* from = other.row(other.draw, side.ratings.other[at(first + j)]);
      std::copy_n(from, side.stride, to);
      to[k_] = bench_.hyper.biases ? 1.0F : 0.0F;
      to[k_ + 1] = side.ratings.value[at(first + j)] - from[k_];
      const auto error = static_cast<double>(kernels_.dot(x, to, side.stride));
      errors += error * error;
    }
    kernels_.add_upper_gram(x + side.stride, n, side.stride, gram);
  }
  return errors;
}

}  // namespace crucible
