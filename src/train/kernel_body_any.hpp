// SGD over rows of any length, Adagrad, and the loss. See kernel_body.hpp.

namespace crucible {
namespace {

/// A lane for any row length, a multiple of 16: the rows stay in memory, which is to say in the first-level
/// cache.
template <int W>
struct LaneOfAny {
  std::int64_t next = 0;
  std::int64_t end = 0;
  const std::uint16_t* user = nullptr;

  bool done() const { return next >= end; }

  void open(const CellTask& cell) {
    for (std::int64_t i = 0; i < cell.stride; i += 16)
      __builtin_prefetch(cell.user_factors + user[runs_ahead] * cell.stride + i, 1, 3);
  }

  double step(const CellTask& cell, const KernelRates& rates, const Steps& s) {
    const std::int64_t b = cell.book[next] & (last_of_run - 1);
    const std::int64_t coming = cell.book[next + look_ahead] & (last_of_run - 1);
    for (std::int64_t i = 0; i < cell.stride; i += 16)
      __builtin_prefetch(cell.book_factors + coming * cell.stride + i, 1, 3);
    float* p = cell.user_factors + *user * cell.stride;
    float* q = cell.book_factors + b * cell.stride;
    float& bias = cell.user_bias[*user];
    const float error = cell.value[next] - bias - cell.book_bias[b] - dot_any<W>(p, q, cell.stride);
    step_any<W>(p, q, cell.stride, 1 - rates.user_factor_rate * rates.user_factor_l2,
                rates.user_factor_rate * error, s.book_keep, rates.book_factor_rate * error);
    bias = s.user_bias_keep * bias + s.user_bias_step * error;
    cell.book_bias[b] = s.book_bias_keep * cell.book_bias[b] + s.book_bias_step * error;
    if ((cell.book[next++] & last_of_run) != 0) {
      ++user;
      if (!done()) open(cell);
    }
    return static_cast<double>(error) * error;
  }
};

template <int W>
double sgd_cell_any(const CellTask& cell, const KernelRates& rates) {
  const Steps steps(rates);
  const int lanes = lanes_of(cell.stride);
  LaneOfAny<W> lane[most_lanes];
  bool all_begin = true;
  for (int l = 0; l < lanes; ++l) {
    lane[l] = {cell.lane[l].rating, l + 1 < lanes ? cell.lane[l + 1].rating : cell.ratings,
               cell.user + cell.lane[l].run};
    if (lane[l].done()) all_begin = false;
    if (!lane[l].done()) lane[l].open(cell);
  }
  double loss = 0;
  for (int now = 0; all_begin; now = (now + 1) % lanes) {
    loss += lane[now].step(cell, rates, steps);
    if (!lane[now].done()) continue;
    if (lanes > 1) loss += lane[(now + 1) % lanes].step(cell, rates, steps);
    break;
  }
  for (int l = 0; l < lanes; ++l)
    while (!lane[l].done()) loss += lane[l].step(cell, rates, steps);
  return loss;
}

template <int W, int K>
double sgd(const CellTask& cell, const KernelRates& rates) {
  if constexpr (K > 0)
    return sgd_cell<W, K>(cell, rates);
  else
    return sgd_cell_any<W>(cell, rates);
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
    for (bool last = false; !last; ++i) {
      const std::int64_t b = cell.book[i] & (last_of_run - 1);
      last = (cell.book[i] & last_of_run) != 0;
      __builtin_prefetch(cell.book_factors + (cell.book[i + look_ahead] & (last_of_run - 1)) * stride, 1, 3);
      float* q = cell.book_factors + b * stride;
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
