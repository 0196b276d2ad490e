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

/// What a pass over a cell keeps of one user: the row stays in registers over all ratings of a run.
template <int W, int K>
struct UserRow {
  static constexpr int parts = K / W;
  Vector<W> part[parts];

  void load(const float* row) {
#pragma GCC unroll 64
    for (int i = 0; i < parts; ++i) part[i] = load_vector<W>(row + i * W);
  }
  void store(float* row) const {
#pragma GCC unroll 64
    for (int i = 0; i < parts; ++i) store_vector<W>(row + i * W, part[i]);
  }
};

/// The shrinking factors and steps of a cell, out of the loop.
struct Steps {
  float user_keep, book_keep, user_bias_keep, book_bias_keep;
  float user_step, book_step, user_bias_step, book_bias_step;

  explicit Steps(const KernelRates& rates)
      : user_keep(1 - rates.user_factor_rate * rates.user_factor_l2),
        book_keep(1 - rates.book_factor_rate * rates.book_factor_l2),
        user_bias_keep(1 - rates.user_bias_rate * rates.user_bias_l2),
        book_bias_keep(1 - rates.book_bias_rate * rates.book_bias_l2),
        user_step(rates.user_factor_rate),
        book_step(rates.book_factor_rate),
        user_bias_step(rates.user_bias_rate),
        book_bias_step(rates.book_bias_rate) {}
};

template <int W, int K>
void prefetch_row(const float* row) {
#pragma GCC unroll 16
  for (int i = 0; i < K; i += 16) __builtin_prefetch(row + i, 1, 3);
}

/// One rating: q and p step along each other's old value.
template <int W, int K>
float sgd_one(UserRow<W, K>& p, float& user_bias, float* q_row, float& book_bias, float value,
              const Steps& s) {
  constexpr int parts = K / W;
  Vector<W> q[parts];
  Vector<W> dot{};
#pragma GCC unroll 64
  for (int i = 0; i < parts; ++i) {
    q[i] = load_vector<W>(q_row + i * W);
    dot += p.part[i] * q[i];
  }
  const float error = value - user_bias - book_bias - sum_of<W>(dot);
  const float p_step = s.user_step * error;
  const float q_step = s.book_step * error;
#pragma GCC unroll 64
  for (int i = 0; i < parts; ++i) {
    store_vector<W>(q_row + i * W, s.book_keep * q[i] + q_step * p.part[i]);
    p.part[i] = s.user_keep * p.part[i] + p_step * q[i];
  }
  user_bias = s.user_bias_keep * user_bias + s.user_bias_step * error;
  book_bias = s.book_bias_keep * book_bias + s.book_bias_step * error;
  return error;
}

/// Two ratings of one user, one after the other, with one wait for a dot product: with p' = c p + s e1 q1 the
/// second product p' q2 is c (p q2) + s e1 (q1 q2), so that all three products start at once. Another 2 k
/// operations buy half of the latency. @pre the books differ
template <int W, int K>
double sgd_two(UserRow<W, K>& p, float& user_bias, float* q1_row, float& bias1, float value1, float* q2_row,
               float& bias2, float value2, const Steps& s) {
  constexpr int parts = K / W;
  Vector<W> dot1{};
  Vector<W> dot2{};
  Vector<W> cross{};
#pragma GCC unroll 64
  for (int i = 0; i < parts; ++i) {
    const Vector<W> q1 = load_vector<W>(q1_row + i * W);
    const Vector<W> q2 = load_vector<W>(q2_row + i * W);
    dot1 += p.part[i] * q1;
    dot2 += p.part[i] * q2;
    cross += q1 * q2;
  }
  const float error1 = value1 - user_bias - bias1 - sum_of<W>(dot1);
  const float p_step1 = s.user_step * error1;
  const float q_step1 = s.book_step * error1;
  const float user_bias1 = s.user_bias_keep * user_bias + s.user_bias_step * error1;
  const float error2 =
      value2 - user_bias1 - bias2 - (s.user_keep * sum_of<W>(dot2) + p_step1 * sum_of<W>(cross));
  const float p_step2 = s.user_step * error2;
  const float q_step2 = s.book_step * error2;
#pragma GCC unroll 64
  for (int i = 0; i < parts; ++i) {
    const Vector<W> q1 = load_vector<W>(q1_row + i * W);
    const Vector<W> q2 = load_vector<W>(q2_row + i * W);
    const Vector<W> p1 = s.user_keep * p.part[i] + p_step1 * q1;
    store_vector<W>(q1_row + i * W, s.book_keep * q1 + q_step1 * p.part[i]);
    store_vector<W>(q2_row + i * W, s.book_keep * q2 + q_step2 * p1);
    p.part[i] = s.user_keep * p1 + p_step2 * q2;
  }
  user_bias = s.user_bias_keep * user_bias1 + s.user_bias_step * error2;
  bias1 = s.book_bias_keep * bias1 + s.book_bias_step * error1;
  bias2 = s.book_bias_keep * bias2 + s.book_bias_step * error2;
  return static_cast<double>(error1) * error1 + static_cast<double>(error2) * error2;
}

template <int W, int K, bool Statistics>
double sgd_cell(const CellTask& cell, const KernelRates& rates) {
  const Steps steps(rates);
  const std::uint16_t* user = cell.user;
  double loss = 0;
  for (std::int64_t i = 0; i < cell.ratings;) {
    const std::int64_t u = *user++;
    prefetch_row<W, K>(cell.user_factors + user[0] * static_cast<std::int64_t>(K));
    UserRow<W, K> p;
    p.load(cell.user_factors + u * K);
    float bias = cell.user_bias[u];
    const float norm = Statistics ? squared_norm<W, K>(p.part) : 0;
    for (bool last = false; !last;) {
      const std::int64_t b1 = cell.book[i] & (last_of_run - 1);
      prefetch_row<W, K>(cell.book_factors +
                         (cell.book[i + 4] & (last_of_run - 1)) * static_cast<std::int64_t>(K));
      if (Statistics) add_statistics(cell.book_statistics + 2 * b1, norm);
      if ((cell.book[i] & last_of_run) != 0) {
        const float error =
            sgd_one<W, K>(p, bias, cell.book_factors + b1 * K, cell.book_bias[b1], cell.value[i], steps);
        loss += static_cast<double>(error) * error;
        ++i;
        break;
      }
      const std::int64_t b2 = cell.book[i + 1] & (last_of_run - 1);
      prefetch_row<W, K>(cell.book_factors +
                         (cell.book[i + 5] & (last_of_run - 1)) * static_cast<std::int64_t>(K));
      if (Statistics) add_statistics(cell.book_statistics + 2 * b2, norm);
      loss += sgd_two<W, K>(p, bias, cell.book_factors + b1 * K, cell.book_bias[b1], cell.value[i],
                            cell.book_factors + b2 * K, cell.book_bias[b2], cell.value[i + 1], steps);
      last = (cell.book[i + 1] & last_of_run) != 0;
      i += 2;
    }
    p.store(cell.user_factors + u * K);
    cell.user_bias[u] = bias;
  }
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
