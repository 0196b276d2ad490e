// The inner loops, compiled once per instruction set: a file that includes this first defines the constant
// `vector_floats`, and calls make_kernels() below. Everything here has internal linkage and nothing of the
// standard library is used, so that code compiled for a newer CPU can never stand in for a function of the
// rest of the program.
//
// Counting 8 k operations an update: 2 k for the dot product, 3 k for each of the two rows (shrink folded
// in).

#include "kernel_body_vector.hpp"

namespace crucible {
namespace {

/// What a pass over a cell keeps of one user: the row stays in registers over all ratings of a run. It is
/// scale times `part`, so that shrinking it is one product with a number and not k.
template <int W, int K>
struct UserRow {
  static constexpr int parts = K / W;
  Vector<W> part[parts];
  float scale = 1;
  float inverse = 1;  ///< 1 / scale

  [[gnu::always_inline]] void load(const float* row) {
    scale = inverse = 1;
#pragma GCC unroll 64
    for (int i = 0; i < parts; ++i) part[i] = load_vector<W>(row + i * W);
  }
  [[gnu::always_inline]] void store(float* row) const {
#pragma GCC unroll 64
    for (int i = 0; i < parts; ++i) store_vector<W>(row + i * W, scale * part[i]);
  }
  /// Shrinks the row; a scale that has become small goes into the row.
  [[gnu::always_inline]] void shrink(float by, float by_inverse) {
    scale *= by;
    inverse *= by_inverse;
    if (scale > 1e-3F && scale < 1e3F) [[likely]]
      return;
#pragma GCC unroll 64
    for (int i = 0; i < parts; ++i) part[i] *= scale;
    scale = inverse = 1;
  }
};

/// The shrinking factors and steps of a cell, out of the loop.
struct Steps {
  float user_keep, book_keep, user_bias_keep, book_bias_keep;
  float user_step, book_step, user_bias_step, book_bias_step;
  float user_keep_inverse;

  explicit Steps(const KernelRates& rates)
      : user_keep(1 - rates.user_factor_rate * rates.user_factor_l2),
        book_keep(1 - rates.book_factor_rate * rates.book_factor_l2),
        user_bias_keep(1 - rates.user_bias_rate * rates.user_bias_l2),
        book_bias_keep(1 - rates.book_bias_rate * rates.book_bias_l2),
        user_step(rates.user_factor_rate),
        book_step(rates.book_factor_rate),
        user_bias_step(rates.user_bias_rate),
        book_bias_step(rates.book_bias_rate),
        user_keep_inverse(1 / user_keep) {}
};

/// Ratings between the one that is trained and the one whose book row is fetched into the first-level cache.
constexpr std::int64_t look_ahead = 4;
/// The same for runs and user rows, which come from further away.
constexpr std::int64_t runs_ahead = 4;

template <int W, int K>
void prefetch_row(const float* row) {
#pragma GCC unroll 16
  for (int i = 0; i < K; i += 16) __builtin_prefetch(row + i, 1, 3);
}

/// One rating of one user, in the three steps that two lanes take side by side.
template <int W, int K>
struct OneRating {
  static constexpr int parts = K / W;
  static constexpr int chains = parts > 2 ? 2 : 1;  // a dot product's latency is that of its longest chain
  float* q_row;
  float* book_bias;
  float value;
  Vector<W> dot, error;

  [[gnu::always_inline]] OneRating(float* row, float* bias, float rating)
      : q_row(row), book_bias(bias), value(rating) {}

  [[gnu::always_inline]] void multiply(const UserRow<W, K>& p) {
    Vector<W> sum[chains] = {};
#pragma GCC unroll 64
    for (int i = 0; i < parts; ++i) sum[i % chains] += p.part[i] * load_vector<W>(q_row + i * W);
    dot = chains == 2 ? sum[0] + sum[chains - 1] : sum[0];
  }

  [[gnu::always_inline]] void find_error(const UserRow<W, K>& p, Vector<W>& user_bias, const Steps& s) {
    error = (value - *book_bias) - user_bias - p.scale * spread_sum<W>(dot);
    user_bias = s.user_bias_keep * user_bias + s.user_bias_step * error;
  }

  /// Both rows step along each other's old value; the squared error.
  [[gnu::always_inline]] double move(UserRow<W, K>& p, const Steps& s) {
    const Vector<W> p_step = (s.user_step * s.user_keep_inverse * p.inverse) * error;
    const Vector<W> q_step = (s.book_step * p.scale) * error;
#pragma GCC unroll 64
    for (int i = 0; i < parts; ++i) {
      const Vector<W> q = load_vector<W>(q_row + i * W);
      store_vector<W>(q_row + i * W, s.book_keep * q + q_step * p.part[i]);
      p.part[i] += p_step * q;
    }
    p.shrink(s.user_keep, s.user_keep_inverse);
    *book_bias = s.book_bias_keep * *book_bias + s.book_bias_step * error[0];
    return static_cast<double>(error[0]) * error[0];
  }
};

/// One of the two streams of runs that a cell is trained in: its current user's row and where it stands.
template <int W, int K, bool Statistics>
struct Lane {
  std::int64_t next;  ///< the rating to come
  std::int64_t end;
  const std::uint16_t* user;
  std::int64_t row = 0;
  UserRow<W, K> p{};
  Vector<W> bias{};
  float norm = 0;

  [[gnu::always_inline]] bool done() const { return next >= end; }

  /// Starts the next run.
  [[gnu::always_inline]] void open(const CellTask& cell) {
    row = *user++;
    prefetch_row<W, K>(cell.user_factors + user[runs_ahead - 1] * static_cast<std::int64_t>(K));
    __builtin_prefetch(cell.user_bias + user[runs_ahead - 1], 1, 3);
    p.load(cell.user_factors + row * K);
    bias = cell.user_bias[row] - Vector<W>{};
    if constexpr (Statistics) norm = squared_norm<W, K>(p.part);
  }

  [[gnu::always_inline]] std::int64_t book(const CellTask& cell, std::int64_t ahead = 0) const {
    return cell.book[next + ahead] & (last_of_run - 1);
  }

  [[gnu::always_inline]] OneRating<W, K> rating(const CellTask& cell) const {
    const std::int64_t b = book(cell);
    if constexpr (Statistics) add_statistics(cell.book_statistics + 2 * b, norm);
    const std::int64_t coming = book(cell, look_ahead);
    prefetch_row<W, K>(cell.book_factors + coming * K);
    __builtin_prefetch(cell.book_bias + coming, 1, 3);
    if constexpr (Statistics) __builtin_prefetch(cell.book_statistics + 2 * coming, 1, 3);
    return OneRating<W, K>(cell.book_factors + b * K, cell.book_bias + b, cell.value[next]);
  }

  /// Past a rating; at the end of a run on to the next.
  [[gnu::always_inline]] void advance(const CellTask& cell) {
    ++next;
    if ((cell.book[next - 1] & last_of_run) == 0) return;
    p.store(cell.user_factors + row * K);
    cell.user_bias[row] = bias[0];
    if (!done()) open(cell);
  }

  /// One rating, start to end.
  [[gnu::always_inline]] double step(const CellTask& cell, const Steps& steps) {
    OneRating<W, K> now = rating(cell);
    now.multiply(p);
    now.find_error(p, bias, steps);
    const double loss = now.move(p, steps);
    advance(cell);
    return loss;
  }
};

/// Two lanes, one over each half of the runs, take turns: while one waits for its dot product the other
/// computes. The result is that of one rating after the other, lanes in turn; where both are at the same
/// book, the second waits. A single lane for long rows, of which the registers hold only one. Lanes are
/// separate variables: in an array, compilers leave their rows in memory.
template <int W, int K, bool Statistics>
double sgd_cell(const CellTask& cell, const KernelRates& rates) {
  const Steps steps(rates);
  const bool lanes = two_lanes(K);
  Lane<W, K, Statistics> a{0, lanes ? cell.half_ratings : 0, cell.user};
  Lane<W, K, Statistics> b{a.end, cell.ratings, cell.user + (lanes ? cell.half_runs : 0)};
  if (!a.done()) a.open(cell);
  if (!b.done()) b.open(cell);
  double loss = 0;
  while (!a.done() && !b.done()) {
    if (a.book(cell) != b.book(cell)) [[likely]] {
      OneRating<W, K> of_a = a.rating(cell);
      OneRating<W, K> of_b = b.rating(cell);
      of_a.multiply(a.p);
      of_b.multiply(b.p);
      of_a.find_error(a.p, a.bias, steps);
      of_b.find_error(b.p, b.bias, steps);
      loss += of_a.move(a.p, steps);
      loss += of_b.move(b.p, steps);
      a.advance(cell);
      b.advance(cell);
    } else {
      loss += a.step(cell, steps);
      loss += b.step(cell, steps);
    }
  }
  while (!a.done()) loss += a.step(cell, steps);
  while (!b.done()) loss += b.step(cell, steps);
  return loss;
}

}  // namespace
}  // namespace crucible

#include "kernel_body_any.hpp"
#include "kernel_body_rows.hpp"
