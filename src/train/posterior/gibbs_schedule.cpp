#include "crucible/core/error.hpp"
#include "crucible/mpi/collective.hpp"
#include "posterior/chain_side.hpp"
#include "posterior/held_out.hpp"
#include "posterior/noise.hpp"
#include "posterior/row_draw.hpp"
#include "posterior/running_mean.hpp"
#include "schedule/schedule.hpp"
#include "schedule/sync_modes.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <span>
#include <vector>

namespace crucible {

namespace {

std::size_t at(std::int64_t index) { return static_cast<std::size_t>(index); }

/// What the random numbers of a sweep are for. Values are part of what a seed reproduces.
enum class DrawOf : std::uint64_t { user_rows = 0, book_rows = 1, user_prior = 2, book_prior = 3 };

/// Gibbs sampling from the posterior of users, books and their priors, one sweep an epoch. The arrays hold
/// the mean of the draws so far, with later ones counting more; the first companion holds the last draw.
///
/// A row is drawn by one rank, from all of the row's ratings in one order, with random numbers that depend on
/// the row alone; everything that adds over rows is computed by every rank in the same order. So the result
/// has the same bits at any number of ranks.
class GibbsSchedule : public Schedule {
 public:
  explicit GibbsSchedule(Workbench& bench)
      : bench_(bench),
        k_(bench.options.factors),
        kernels_(kernels_for(bench.kernels.instruction_set, k_ + 2)),
        pair_kernels_(kernels_for(bench.kernels.instruction_set, 2 * k_)),
        held_out_(bench.total_validation > 0
                      ? held_out_of(bench.raw_validation)
                      : take_held_out(bench.ratings, bench.total_ratings, bench.options.seed)) {
    if (bench.total_users > std::numeric_limits<std::int32_t>::max())
      throw_on_all_ranks(UsageError("`optimizer` gibbs: every rank would hold the factors of all " +
                                    std::to_string(bench.total_users) +
                                    " users; use sgd with `sync` rotate"));
    SideRatings by_user{bench.ratings.offsets,
                        {bench.ratings.book.begin(), bench.ratings.book.end()},
                        std::move(bench.ratings.rating)};
    SideRatings by_book = ratings_by_book(bench.comm, by_user, bench.users, bench.total_books);
    users_ = make_side(bench.comm, bench.users, bench.total_users, k_, kernels_.stride, std::move(by_user));
    books_ = make_side(bench.comm, even_part(bench.total_books, bench.comm.size(), bench.comm.rank()),
                       bench.total_books, k_, kernels_.stride, std::move(by_book));
    trained_ = bench.comm.sum_value(users_.ratings.size());
    bench.ratings = {};
    bench.raw_validation = {};
    take_arrays(bench.arrays.users, bench.arrays.blocks.front());
  }

  EpochSums run_epoch(std::int64_t epoch, double /*rate_factor*/) override {
    const std::int64_t sweep = epoch + 1;
    const double precision = 1 / noise_after(epoch);
    EpochSums sums;
    draw_prior_of(users_, sweep, DrawOf::user_prior);
    sums.squared_error = draw_rows(users_, books_, precision, sweep, DrawOf::user_rows);
    draw_prior_of(books_, sweep, DrawOf::book_prior);
    draw_rows(books_, users_, precision, sweep, DrawOf::book_rows);
    add_to_mean(bench_.comm, pair_kernels_, users_, books_, draw_weight(sweep), bench_.hyper.biases);
    give_arrays();
    measure();
    sums.updates = trained_;
    if (bench_.comm.size() > 1)
      sums.bytes_sent = 2 * (users_.own.size() + books_.own.size()) * users_.stride *
                        static_cast<std::int64_t>(sizeof(float));
    return sums;
  }

  void predict_validation() override { predict_with_copy(bench_, bench_.arrays.blocks.front()); }

  void arrays_changed() override {
    take_arrays(bench_.arrays.user_companions.front(), bench_.arrays.book_companions.front());
    take_mean();
    measure();
  }

  FoldInRidge ridge(std::int64_t epochs) const override {
    const double noise = noise_after(epochs);
    return {noise, noise / std::max(bias_variance(), 1e-12)};
  }

 private:
  /// After this number of sweeps.
  double noise_after(std::int64_t sweeps) const noexcept {
    return noise_variance(held_out_errors_, sweeps, bench_.spread);
  }

  double bias_variance() const noexcept {
    double sum = 0;
    for (std::int64_t u = 0; u < users_.total; ++u) {
      const auto bias = static_cast<double>(users_.row(users_.mean, u)[k_]);
      sum += bias * bias;
    }
    return sum / std::max(users_.rated_rows, 1.0);
  }

  RandomStream stream(std::int64_t sweep, DrawOf what, std::int64_t row) const noexcept {
    constexpr std::uint64_t kinds = 4;
    return {bench_.options.seed, RandomPurpose::posterior_draw,
            static_cast<std::uint64_t>(sweep) * kinds + static_cast<std::uint64_t>(what),
            static_cast<std::uint64_t>(row)};
  }

  void draw_prior_of(ChainSide& side, std::int64_t sweep, DrawOf what) {
    const double spread = std::max(bench_.spread, 1e-6);
    const std::int64_t d = k_ + 1;
    if (sweep == 1 && what == DrawOf::user_prior) {
      // Before there are draws: products that are small against the spread.
      constexpr double factor_precision = 20;
      constexpr double bias_precision = 5;
      side.prior.mean.assign(at(d), 0.0);
      side.prior.precision = MatrixD::Identity(d, d) * (factor_precision / spread);
      side.prior.precision(k_, k_) = bias_precision / (spread * spread);
      return;
    }
    constexpr double share = 0.05;  // of the spread that a column holds before any row is seen
    std::vector<double> scale(at(d), share * static_cast<double>(d) * spread);
    scale.back() *= spread;
    RandomStream random = stream(sweep, what, 0);
    side.prior = on_every_rank(bench_.comm,
                               [&] { return draw_prior(crucible::sums_of(kernels_, side), scale, random); });
    // Ranks on other processors may round otherwise.
    bench_.comm.broadcast(std::span<double>(side.prior.mean));
    bench_.comm.broadcast(std::span<double>(side.prior.precision.data(), at(d * d)));
    if (!bench_.hyper.biases) side.prior.mean.back() = 0;
  }

  /// Collective. Draws all rows of `side`. Returns the squared errors of the rows before, added over all
  /// ranks.
  double draw_rows(ChainSide& side, const ChainSide& other, double precision, std::int64_t sweep,
                   DrawOf what) {
    const bool biases = bench_.hyper.biases;
    RowDraw draw(side.prior, precision);
    std::vector<double> gram(at(side.stride * side.stride));
    std::vector<double> errors(at(side.own.size()));
    AlignedFloats gathered;
    bool finite = true;
    for (std::int64_t r = 0; r < side.own.size() && finite; ++r) {
      if (side.ratings.count(r) == 0) continue;
      std::fill(gram.begin(), gram.end(), 0.0);
      add_ratings(side, other, r, gathered, gram.data());
      float* x = side.row(side.draw, side.own.begin + r);
      errors[at(r)] = squared_error(gram.data(), side.stride, x);
      RandomStream random = stream(sweep, what, side.own.begin + r);
      finite = draw(gram.data(), side.stride, x, random);
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
  /// bias, and the target. `rows` is work space.
  void add_ratings(const ChainSide& side, const ChainSide& other, std::int64_t r, AlignedFloats& rows,
                   double* gram) const {
    constexpr std::int64_t most_rows = 4096;  // a multiple of what add_gram sums at once, so as not to matter
    const std::int64_t end = side.ratings.offsets[at(r + 1)];
    rows.resize(std::max(rows.size(), at(std::min(side.ratings.count(r), most_rows) * side.stride)));
    for (std::int64_t first = side.ratings.offsets[at(r)]; first < end; first += most_rows) {
      const std::int64_t n = std::min(most_rows, end - first);
      for (std::int64_t j = 0; j < n; ++j) {
        const float* from = other.row(other.draw, side.ratings.other[at(first + j)]);
        float* to = rows.data() + j * side.stride;
        std::copy_n(from, side.stride, to);
        to[k_] = bench_.hyper.biases ? 1.0F : 0.0F;
        to[k_ + 1] = side.ratings.value[at(first + j)] - from[k_];
      }
      kernels_.add_gram(rows.data(), n, side.stride, gram);
    }
  }

  /// Sum of (target - x y)^2 by the sums over y and the target.
  double squared_error(const double* gram, std::int64_t stride, const float* x) const noexcept {
    const std::int64_t d = k_ + 1;
    double sum = gram[d * stride + d];
    for (std::int64_t i = 0; i < d; ++i) {
      double of_row = -2 * gram[i * stride + d];
      for (std::int64_t j = 0; j < d; ++j) of_row += gram[i * stride + j] * static_cast<double>(x[j]);
      sum += of_row * static_cast<double>(x[i]);
    }
    return std::max(sum, 0.0);
  }

  /// Between rows as they are stored (k factors, and biases apart) and the chain's. Rows without ratings have
  /// no draw.
  static void copy_in(const FactorRows& rows, const ChainSide& side, AlignedFloats& to, bool rated_only) {
    for (std::int64_t r = rows.rows().begin; r < rows.rows().end; ++r) {
      if (rated_only && side.rated[at(r)] == 0) continue;
      std::copy_n(rows.factors(r - rows.rows().begin), side.k, side.row(to, r));
      side.row(to, r)[side.k] = rows.data(RowArray::bias)[r - rows.rows().begin];
    }
  }
  static void copy_out(const ChainSide& side, const AlignedFloats& from, FactorRows& rows) {
    for (std::int64_t r = rows.rows().begin; r < rows.rows().end; ++r) {
      std::copy_n(side.row(from, r), side.k, rows.factors(r - rows.rows().begin));
      rows.data(RowArray::bias)[r - rows.rows().begin] = side.row(from, r)[side.k];
    }
  }

  /// The chain's state from stored rows: this rank's users, all books.
  void take_arrays(const FactorRows& users, const FactorRows& books) {
    copy_in(users, users_, users_.draw, true);
    copy_in(books, books_, books_.draw, true);
    share_rows(bench_.comm, users_, users_.draw);
  }
  void take_mean() {
    copy_in(bench_.arrays.users, users_, users_.mean, false);
    copy_in(bench_.arrays.blocks.front(), books_, books_.mean, false);
    share_rows(bench_.comm, users_, users_.mean);
  }
  void give_arrays() {
    copy_out(users_, users_.mean, bench_.arrays.users);
    copy_out(books_, books_.mean, bench_.arrays.blocks.front());
    copy_out(users_, users_.draw, bench_.arrays.user_companions.front());
    copy_out(books_, books_.draw, bench_.arrays.book_companions.front());
  }

  void measure() { held_out_errors_ = held_out_errors(bench_.comm, kernels_, held_out_, users_, books_); }

  Workbench& bench_;
  std::int64_t k_;
  Kernels kernels_;       ///< for rows of the chain: factors, bias, target
  Kernels pair_kernels_;  ///< for rows of 2 k factors
  HeldOut held_out_;
  ChainSide users_;
  ChainSide books_;
  std::int64_t trained_ = 0;
  HeldOutErrors held_out_errors_;
};

std::unique_ptr<Schedule> make(Workbench& bench) { return std::make_unique<GibbsSchedule>(bench); }

}  // namespace

// Ranks share rows, not shards; but the moments of the ratings are added shard by shard.
const SyncMode gibbs_mode{.name = "sweeps",
                          .summary = "draws of all rows in turn",
                          .make = &make,
                          .fixed_shards = true,
                          .raw_ratings = true};

}  // namespace crucible
