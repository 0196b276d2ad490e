// SGD over rows of any length, Adagrad, and predictions. See kernel_body.hpp.

namespace crucible {
namespace {

/// Trains the ratings of a cell in the order that CellTask describes, one after the other. Lanes do not wait
/// for each other, so the CPU can overlap them.
template <typename LaneType, typename Rates>
double take_turns(const CellTask& cell, const Rates& rates) {
  const int lanes = lanes_of(cell.stride);
  LaneType lane[most_lanes];
  bool none_is_empty = true;
  for (int l = 0; l < lanes; ++l) {
    lane[l].next = cell.lane[l].rating;
    lane[l].end = l + 1 < lanes ? cell.lane[l + 1].rating : cell.ratings;
    lane[l].user = cell.user + cell.lane[l].run;
    if (lane[l].done())
      none_is_empty = false;
    else
      lane[l].open(cell);
  }
  double squared_error = 0;
  for (int now = 0; none_is_empty; now = now + 1 < lanes ? now + 1 : 0) {
    squared_error += lane[now].step(cell, rates);
    if (!lane[now].done()) continue;
    if (lanes > 1) squared_error += lane[now + 1 < lanes ? now + 1 : 0].step(cell, rates);
    break;
  }
  for (int l = 0; l < lanes; ++l)
    while (!lane[l].done()) squared_error += lane[l].step(cell, rates);
  return squared_error;
}

/// A lane for rows of any length that is a multiple of 16. The rows stay in memory, normally in the
/// first-level cache.
template <int W>
struct LaneOfAny {
  std::int64_t next = 0;
  std::int64_t end = 0;
  const std::uint16_t* user = nullptr;  ///< of the current run

  bool done() const { return next >= end; }

  void open(const CellTask& cell) {
    for (std::int64_t i = 0; i < cell.stride; i += 16)
      __builtin_prefetch(cell.user_factors + user[runs_ahead] * cell.stride + i, 1, 3);
  }

  double step(const CellTask& cell, const KernelRates& rates) {
    const std::int64_t b = cell.book[next] & (last_of_run - 1);
    const std::int64_t coming = cell.book[next + look_ahead] & (last_of_run - 1);
    for (std::int64_t i = 0; i < cell.stride; i += 16)
      __builtin_prefetch(cell.book_factors + coming * cell.stride + i, 1, 3);
    float* p = cell.user_factors + *user * cell.stride;
    float* q = cell.book_factors + b * cell.stride;
    float& bias = cell.user_bias[*user];
    float& book_bias = cell.book_bias[b];
    const float error = cell.value[next] - bias - book_bias - dot_any<W>(p, q, cell.stride);
    const float slope = loss_slope(error);
    step_any<W>(p, q, cell.stride, 1 - rates.user_factor_rate * rates.user_factor_l2,
                rates.user_factor_rate * slope, 1 - rates.book_factor_rate * rates.book_factor_l2,
                rates.book_factor_rate * slope);
    bias += rates.user_bias_rate * (slope - rates.user_bias_l2 * bias);
    book_bias += rates.book_bias_rate * (slope - rates.book_bias_l2 * book_bias);
    if ((cell.book[next++] & last_of_run) != 0) {
      ++user;
      if (!done()) open(cell);
    }
    return error_term(static_cast<double>(error));
  }
};

template <int W, int K>
double sgd(const CellTask& cell, const KernelRates& rates) {
  if constexpr (K > 0)
    return sgd_cell<W, K>(cell, rates);
  else
    return take_turns<LaneOfAny<W>>(cell, rates);
}

/// A lane of Adagrad with one accumulator per row. Chin et al. ("A learning-rate schedule for stochastic
/// gradient methods to matrix factorization", PAKDD 2015) showed that this is as good as one per number. A
/// step uses the sum before its own gradient is added.
template <int W, int K>
struct AdagradLane {
  std::int64_t next = 0;
  std::int64_t end = 0;
  const std::uint16_t* user = nullptr;  ///< of the run after the current one
  std::int64_t row = 0;
  float bias = 0, p_sum = 0, bias_sum = 0;  ///< of the user

  static std::int64_t stride_of(const CellTask& cell) { return K > 0 ? K : cell.stride; }
  bool done() const { return next >= end; }

  void open(const CellTask& cell) {
    row = *user++;
    for (std::int64_t i = 0; i < stride_of(cell); i += 16)
      __builtin_prefetch(cell.user_factors + user[runs_ahead - 1] * stride_of(cell) + i, 1, 3);
    bias = cell.user_bias[row];
    p_sum = cell.user_factor_sum[row];
    bias_sum = cell.user_bias_sum[row];
  }

  double step(const CellTask& cell, const KernelRates& rates) {
    const std::int64_t stride = stride_of(cell);
    const float share = 1.0F / static_cast<float>(stride);
    const std::int64_t b = cell.book[next] & (last_of_run - 1);
    const std::int64_t coming = cell.book[next + look_ahead] & (last_of_run - 1);
    for (std::int64_t i = 0; i < stride; i += 16)
      __builtin_prefetch(cell.book_factors + coming * stride + i, 1, 3);
    float* p = cell.user_factors + row * stride;
    float* q = cell.book_factors + b * stride;
    float& book_bias = cell.book_bias[b];
    float& q_sum = cell.book_factor_sum[b];
    float& book_bias_sum = cell.book_bias_sum[b];
    const Products products = products_of<W>(p, q, stride);
    const float error = cell.value[next] - bias - book_bias - products.dot;
    const float slope = loss_slope(error);
    const float p_rate = rates.user_factor_rate / __builtin_sqrtf(p_sum);
    const float q_rate = rates.book_factor_rate / __builtin_sqrtf(q_sum);
    step_any<W>(p, q, stride, 1 - p_rate * rates.user_factor_l2, p_rate * slope,
                1 - q_rate * rates.book_factor_l2, q_rate * slope);
    const float squared = slope * slope;
    p_sum += squared * products.book_norm * share;
    q_sum += squared * products.user_norm * share;
    bias += rates.user_bias_rate / __builtin_sqrtf(bias_sum) * (slope - rates.user_bias_l2 * bias);
    book_bias +=
        rates.book_bias_rate / __builtin_sqrtf(book_bias_sum) * (slope - rates.book_bias_l2 * book_bias);
    bias_sum += squared;
    book_bias_sum += squared;
    if ((cell.book[next++] & last_of_run) != 0) {
      cell.user_bias[row] = bias;
      cell.user_factor_sum[row] = p_sum;
      cell.user_bias_sum[row] = bias_sum;
      if (!done()) open(cell);
    }
    return error_term(static_cast<double>(error));
  }
};

template <int W, int K>
double adagrad(const CellTask& cell, const KernelRates& rates) {
  return take_turns<AdagradLane<W, K>>(cell, rates);
}

template <int W, int K>
void parts_of(const CellTask& cell, LearntParts* parts) {
  const std::int64_t stride = K > 0 ? K : cell.stride;
  const std::uint16_t* user = cell.user;
  for (std::int64_t i = 0; i < cell.ratings;) {
    const std::int64_t u = *user++;
    const float* p = cell.user_factors + u * stride;
    for (bool last = false; !last; ++i) {
      const std::int64_t b = cell.book[i] & (last_of_run - 1);
      last = (cell.book[i] & last_of_run) != 0;
      parts[i] = {cell.user_bias[u], cell.book_bias[b],
                  dot_any<W>(p, cell.book_factors + b * stride, stride)};
    }
  }
}

}  // namespace
}  // namespace crucible
