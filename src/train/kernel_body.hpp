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

template <int W, int K>
void prefetch_row(const float* row) {
#pragma GCC unroll 16
  for (int i = 0; i < K; i += 16) __builtin_prefetch(row + i, 1, 3);
}

/// One rating: q and p step along each other's old value.
template <int W, int K>
[[gnu::always_inline]] inline double sgd_one(UserRow<W, K>& p, Vector<W>& user_bias, float* q_row,
                                             float& book_bias, float value, const Steps& s) {
  constexpr int parts = K / W;
  Vector<W> q[parts];
  Vector<W> dot{};
#pragma GCC unroll 64
  for (int i = 0; i < parts; ++i) {
    q[i] = load_vector<W>(q_row + i * W);
    dot += p.part[i] * q[i];
  }
  const float error = value - book_bias - user_bias[0] - p.scale * sum_of<W>(dot);
  const float p_step = s.user_step * s.user_keep_inverse * p.inverse * error;
  const float q_step = s.book_step * p.scale * error;
#pragma GCC unroll 64
  for (int i = 0; i < parts; ++i) {
    store_vector<W>(q_row + i * W, s.book_keep * q[i] + q_step * p.part[i]);
    p.part[i] += p_step * q[i];
  }
  p.shrink(s.user_keep, s.user_keep_inverse);
  user_bias = s.user_bias_keep * user_bias + s.user_bias_step * error;
  book_bias = s.book_bias_keep * book_bias + s.book_bias_step * error;
  return static_cast<double>(error) * error;
}

/// Two ratings of one user, one after the other, with one wait for a dot product: with p' = c p + s e1 q1 the
/// second product p' q2 is c (p q2) + s e1 (q1 q2), so that all three products start at once. Another 2 k
/// operations buy half of the latency. @pre the books differ
template <int W, int K>
struct TwoRatings {
  static constexpr int parts = K / W;
  static constexpr int chains =
      parts > 2 ? 2 : 1;  // two sums each: a dot product's latency is that of its chain
  float* q1_row;
  float* q2_row;
  float* bias1;
  float* bias2;
  float value1, value2;
  Vector<W> dot1, dot2, cross;
  Vector<W> error1, error2;

  [[gnu::always_inline]] TwoRatings(const CellTask& cell, std::int64_t at, std::int64_t b1, std::int64_t b2)
      : q1_row(cell.book_factors + b1 * K),
        q2_row(cell.book_factors + b2 * K),
        bias1(cell.book_bias + b1),
        bias2(cell.book_bias + b2),
        value1(cell.value[at]),
        value2(cell.value[at + 1]) {}

  [[gnu::always_inline]] void multiply(const UserRow<W, K>& p) {
    Vector<W> sum1[chains] = {};
    Vector<W> sum2[chains] = {};
    Vector<W> sum12[chains] = {};
#pragma GCC unroll 64
    for (int i = 0; i < parts; ++i) {
      const Vector<W> q1 = load_vector<W>(q1_row + i * W);
      const Vector<W> q2 = load_vector<W>(q2_row + i * W);
      sum1[i % chains] += p.part[i] * q1;
      sum2[i % chains] += p.part[i] * q2;
      sum12[i % chains] += q1 * q2;
    }
    dot1 = chains == 2 ? sum1[0] + sum1[chains - 1] : sum1[0];
    dot2 = chains == 2 ? sum2[0] + sum2[chains - 1] : sum2[0];
    cross = chains == 2 ? sum12[0] + sum12[chains - 1] : sum12[0];
  }

  [[gnu::always_inline]] void find_errors(const UserRow<W, K>& p, Vector<W>& user_bias, const Steps& s) {
    error1 = (value1 - *bias1) - user_bias - p.scale * spread_sum<W>(dot1);
    user_bias = s.user_bias_keep * user_bias + s.user_bias_step * error1;
    error2 = (value2 - *bias2) - (s.user_keep * p.scale) * spread_sum<W>(dot2) - user_bias -
             s.user_step * error1 * spread_sum<W>(cross);
    user_bias = s.user_bias_keep * user_bias + s.user_bias_step * error2;
  }

  [[gnu::always_inline]] double move(UserRow<W, K>& p, const Steps& s) {
    const float p_unit = s.user_step * s.user_keep_inverse * p.inverse;
    const Vector<W> p_step1 = p_unit * error1;
    const Vector<W> p_step2 = (p_unit * s.user_keep_inverse) * error2;
    const Vector<W> q_step1 = (s.book_step * p.scale) * error1;
    const Vector<W> q_step2 = (s.book_step * s.user_keep * p.scale) * error2;
#pragma GCC unroll 64
    for (int i = 0; i < parts; ++i) {
      const Vector<W> q1 = load_vector<W>(q1_row + i * W);
      const Vector<W> q2 = load_vector<W>(q2_row + i * W);
      const Vector<W> p1 = p.part[i] + p_step1 * q1;
      store_vector<W>(q1_row + i * W, s.book_keep * q1 + q_step1 * p.part[i]);
      store_vector<W>(q2_row + i * W, s.book_keep * q2 + q_step2 * p1);
      p.part[i] = p1 + p_step2 * q2;
    }
    p.shrink(s.user_keep * s.user_keep, s.user_keep_inverse * s.user_keep_inverse);
    *bias1 = s.book_bias_keep * *bias1 + s.book_bias_step * error1[0];
    *bias2 = s.book_bias_keep * *bias2 + s.book_bias_step * error2[0];
    return static_cast<double>(error1[0]) * error1[0] + static_cast<double>(error2[0]) * error2[0];
  }
};

/// One of the two streams of runs that a cell is trained in: its current user's row and where it stands.
template <int W, int K, bool Statistics>
struct Lane {
  std::int64_t next;  ///< the rating to come
  std::int64_t end;
  const std::uint16_t* user;
  std::int64_t row = 0;
  UserRow<W, K> p;
  Vector<W> bias{};
  float norm = 0;

  [[gnu::always_inline]] bool done() const { return next >= end; }

  /// Starts the next run.
  [[gnu::always_inline]] void open(const CellTask& cell) {
    row = *user++;
    prefetch_row<W, K>(cell.user_factors + user[0] * static_cast<std::int64_t>(K));
    p.load(cell.user_factors + row * K);
    bias = cell.user_bias[row] - Vector<W>{};
    if constexpr (Statistics) norm = squared_norm<W, K>(p.part);
  }

  /// True where the current run has two more ratings.
  [[gnu::always_inline]] bool has_two(const CellTask& cell) const {
    return (cell.book[next] & last_of_run) == 0;
  }
  [[gnu::always_inline]] std::int64_t book(const CellTask& cell, std::int64_t ahead) const {
    return cell.book[next + ahead] & (last_of_run - 1);
  }

  [[gnu::always_inline]] TwoRatings<W, K> two(const CellTask& cell) const {
    if constexpr (Statistics) {
      add_statistics(cell.book_statistics + 2 * book(cell, 0), norm);
      add_statistics(cell.book_statistics + 2 * book(cell, 1), norm);
    }
    prefetch_row<W, K>(cell.book_factors + book(cell, 4) * K);
    prefetch_row<W, K>(cell.book_factors + book(cell, 5) * K);
    return TwoRatings<W, K>(cell, next, book(cell, 0), book(cell, 1));
  }

  /// Past `count` ratings; at the end of the run on to the next.
  [[gnu::always_inline]] void advance(const CellTask& cell, std::int64_t count) {
    next += count;
    if ((cell.book[next - 1] & last_of_run) == 0) return;
    p.store(cell.user_factors + row * K);
    cell.user_bias[row] = bias[0];
    if (!done()) open(cell);
  }

  /// Two ratings of the current run, or the one that is left.
  [[gnu::always_inline]] double step(const CellTask& cell, const Steps& steps) {
    if (has_two(cell)) {
      TwoRatings<W, K> ratings = two(cell);
      ratings.multiply(p);
      ratings.find_errors(p, bias, steps);
      const double loss = ratings.move(p, steps);
      advance(cell, 2);
      return loss;
    }
    const std::int64_t b = book(cell, 0);
    if constexpr (Statistics) add_statistics(cell.book_statistics + 2 * b, norm);
    prefetch_row<W, K>(cell.book_factors + book(cell, 4) * K);
    const double loss =
        sgd_one<W, K>(p, bias, cell.book_factors + b * K, cell.book_bias[b], cell.value[next], steps);
    advance(cell, 1);
    return loss;
  }
};

/// Two lanes, one over each half of the runs, take turns: while one waits for its dot products the other
/// computes. The result is that of one rating after the other in this order; where both lanes are at the same
/// book, they wait.
template <int W, int K, bool Statistics>
double sgd_cell(const CellTask& cell, const KernelRates& rates) {
  const Steps steps(rates);
  Lane<W, K, Statistics> a{0, cell.half_ratings, cell.user};
  Lane<W, K, Statistics> b{cell.half_ratings, cell.ratings, cell.user + cell.half_runs};
  if (!a.done()) a.open(cell);
  if (!b.done()) b.open(cell);
  double loss = 0;
  while (!a.done() && !b.done()) {
    const bool apart = a.book(cell, 0) != b.book(cell, 0) && a.book(cell, 0) != b.book(cell, 1) &&
                       a.book(cell, 1) != b.book(cell, 0) && a.book(cell, 1) != b.book(cell, 1);
    if (a.has_two(cell) && b.has_two(cell) && apart) {
      TwoRatings<W, K> of_a = a.two(cell);
      TwoRatings<W, K> of_b = b.two(cell);
      of_a.multiply(a.p);
      of_b.multiply(b.p);
      of_a.find_errors(a.p, a.bias, steps);
      of_b.find_errors(b.p, b.bias, steps);
      loss += of_a.move(a.p, steps);
      loss += of_b.move(b.p, steps);
      a.advance(cell, 2);
      b.advance(cell, 2);
    } else {
      loss += a.step(cell, steps);
      loss += b.step(cell, steps);
    }
  }
  while (!a.done()) loss += a.step(cell, steps);
  while (!b.done()) loss += b.step(cell, steps);
  return loss;
}

/// Any row length, a multiple of 16: the rows stay in memory, which is to say in the first-level cache.
template <int W, bool Statistics>
double sgd_cell_any(const CellTask& cell, const KernelRates& rates) {
  const Steps s(rates);
  const std::int64_t stride = cell.stride;
  const std::uint16_t* user = cell.user;
  double loss = 0;
  for (std::int64_t i = 0; i < cell.ratings;) {
    const std::int64_t u = *user++;
    float* p = cell.user_factors + u * stride;
    float& bias = cell.user_bias[u];
    const float norm = Statistics ? dot_any<W>(p, p, stride) : 0;
    for (bool last = false; !last; ++i) {
      const std::int64_t b = cell.book[i] & (last_of_run - 1);
      last = (cell.book[i] & last_of_run) != 0;
      float* q = cell.book_factors + b * stride;
      if (Statistics) add_statistics(cell.book_statistics + 2 * b, norm);
      const float error = cell.value[i] - bias - cell.book_bias[b] - dot_any<W>(p, q, stride);
      step_any<W>(p, q, stride, s.user_keep, s.user_step * error, s.book_keep, s.book_step * error);
      bias = s.user_bias_keep * bias + s.user_bias_step * error;
      cell.book_bias[b] = s.book_bias_keep * cell.book_bias[b] + s.book_bias_step * error;
      loss += static_cast<double>(error) * error;
    }
  }
  return loss;
}

template <int W, int K>
double sgd(const CellTask& cell, const KernelRates& rates) {
  if constexpr (K > 0) {
    return cell.book_statistics != nullptr ? sgd_cell<W, K, true>(cell, rates)
                                           : sgd_cell<W, K, false>(cell, rates);
  } else {
    return cell.book_statistics != nullptr ? sgd_cell_any<W, true>(cell, rates)
                                           : sgd_cell_any<W, false>(cell, rates);
  }
}

/// Adagrad with one accumulator a row, as Chin et al. ("A learning-rate schedule for stochastic gradient
/// methods to matrix factorization", PAKDD 2015) showed to do as well as one a number. A step uses the sum
/// before its gradient.
template <int W, int K>
double adagrad(const CellTask& cell, const KernelRates& rates) {
  const std::int64_t stride = K > 0 ? K : cell.stride;
  const float share = 1.0F / static_cast<float>(stride);
  const std::uint16_t* user = cell.user;
  double loss = 0;
  for (std::int64_t i = 0; i < cell.ratings;) {
    const std::int64_t u = *user++;
    float* p = cell.user_factors + u * stride;
    float bias = cell.user_bias[u];
    float p_sum = cell.user_factor_sum[u];
    float bias_sum = cell.user_bias_sum[u];
    const float norm = cell.book_statistics != nullptr ? dot_any<W>(p, p, stride) : 0;
    for (bool last = false; !last; ++i) {
      const std::int64_t b = cell.book[i] & (last_of_run - 1);
      last = (cell.book[i] & last_of_run) != 0;
      __builtin_prefetch(cell.book_factors + (cell.book[i + 4] & (last_of_run - 1)) * stride, 1, 3);
      float* q = cell.book_factors + b * stride;
      if (cell.book_statistics != nullptr) add_statistics(cell.book_statistics + 2 * b, norm);
      const Products products = products_of<W>(p, q, stride);
      const float error = cell.value[i] - bias - cell.book_bias[b] - products.dot;
      const float p_rate = rates.user_factor_rate / __builtin_sqrtf(p_sum);
      const float q_rate = rates.book_factor_rate / __builtin_sqrtf(cell.book_factor_sum[b]);
      step_any<W>(p, q, stride, 1 - p_rate * rates.user_factor_l2, p_rate * error,
                  1 - q_rate * rates.book_factor_l2, q_rate * error);
      const float squared = error * error;
      p_sum += squared * products.book_norm * share;
      cell.book_factor_sum[b] += squared * products.user_norm * share;
      const float user_bias_rate = rates.user_bias_rate / __builtin_sqrtf(bias_sum);
      const float book_bias_rate = rates.book_bias_rate / __builtin_sqrtf(cell.book_bias_sum[b]);
      bias += user_bias_rate * (error - rates.user_bias_l2 * bias);
      cell.book_bias[b] += book_bias_rate * (error - rates.book_bias_l2 * cell.book_bias[b]);
      bias_sum += squared;
      cell.book_bias_sum[b] += squared;
      loss += static_cast<double>(error) * error;
    }
    cell.user_bias[u] = bias;
    cell.user_factor_sum[u] = p_sum;
    cell.user_bias_sum[u] = bias_sum;
  }
  return loss;
}

template <int W, int K>
double clipped_loss(const CellTask& cell, float low, float high) {
  const std::int64_t stride = K > 0 ? K : cell.stride;
  const std::uint16_t* user = cell.user;
  double loss = 0;
  for (std::int64_t i = 0; i < cell.ratings;) {
    const std::int64_t u = *user++;
    const float* p = cell.user_factors + u * stride;
    for (bool last = false; !last; ++i) {
      const std::int64_t b = cell.book[i] & (last_of_run - 1);
      last = (cell.book[i] & last_of_run) != 0;
      float guess =
          cell.user_bias[u] + cell.book_bias[b] + dot_any<W>(p, cell.book_factors + b * stride, stride);
      guess = guess < low ? low : guess;
      guess = guess > high ? high : guess;
      const float error = cell.value[i] - guess;
      loss += static_cast<double>(error) * error;
    }
  }
  return loss;
}

}  // namespace
}  // namespace crucible

#include "kernel_body_rows.hpp"
