// The inner loops, compiled once per instruction set: a file that includes this first defines the constant
// `vector_floats`, and calls make_kernels() below. Everything here has internal linkage and nothing of the
// standard library is used, so that code compiled for a newer CPU can never stand in for a function of the
// rest of the program.
//
// An update is counted as 8 k operations, as is usual: 2 k for the dot product, 3 k for each of the two rows.
// The user's row takes 2 k in truth: its shrinking is put off.

#include "kernel_body_vector.hpp"

namespace crucible {
namespace {

/// Most ratings of a run between two times at which a user's row is shrunk in its registers.
constexpr int most_shrinks = 32;

/// The shrinking factors and steps of a cell, out of the loop. A user's row is kept as a power of user_keep
/// times what is in the registers: after n ratings `scale[n]` is that power, so that shrinking it costs
/// nothing.
struct Steps {
  float book_keep, user_bias_keep, book_bias_keep;
  float user_bias_step, book_bias_step;
  int shrinks = 0;            ///< ratings until the power goes into the row
  float power;                ///< user_keep to the power of `shrinks`
  float scale[most_shrinks];  ///< of the row before each rating
  float user_step[most_shrinks];
  float book_step[most_shrinks];

  explicit Steps(const KernelRates& rates)
      : book_keep(1 - rates.book_factor_rate * rates.book_factor_l2),
        user_bias_keep(1 - rates.user_bias_rate * rates.user_bias_l2),
        book_bias_keep(1 - rates.book_bias_rate * rates.book_bias_l2),
        user_bias_step(rates.user_bias_rate),
        book_bias_step(rates.book_bias_rate) {
    // a row that is shrunk to nothing is one that is nearly: its power would have no inverse
    constexpr float nearly_nothing = 1e-9F;
    const float exact = 1 - rates.user_factor_rate * rates.user_factor_l2;
    const float keep = exact == 0 ? nearly_nothing : exact;
    power = 1;
    do {
      scale[shrinks] = power;
      book_step[shrinks] = rates.book_factor_rate * power;
      power *= keep;
      user_step[shrinks] = rates.user_factor_rate / power;
    } while (++shrinks < most_shrinks && power > 1e-3F);
  }
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

/// One of the streams of runs that a cell is trained in: its current user, whose row stays in registers over
/// all ratings of a run, and the rating in hand, in steps that several lanes take side by side.
template <int W, int K>
struct Lane {
  static constexpr int parts = K / W;
  /// Sums of a dot product: its latency is that of the longest.
  static constexpr int chains = parts > 4 ? 4 : parts > 2 ? 2 : 1;
  std::int64_t next;  ///< the rating to come
  std::int64_t end = 0;
  const std::uint16_t* user = nullptr;  ///< of the run after the one in hand
  std::int64_t row = 0;
  std::int64_t turn = 0;    ///< ratings since the row was shrunk last
  Vector<W> part[parts]{};  ///< the user's row but for its scale
  Vector<W> bias{};         ///< the user's, in every element
  Vector<W> dot{}, error{};
  float* q = nullptr;
  std::int64_t book_row = 0;
  float squares = 0;  ///< errors since the last time that they went into the loss

  /// Lane `index` of `lanes`; one past the last is empty.
  [[gnu::always_inline]] Lane(const CellTask& cell, int index, int lanes) {
    next = end = cell.ratings;
    if (index >= lanes) return;
    next = cell.lane[index].rating;
    if (index + 1 < lanes) end = cell.lane[index + 1].rating;
    user = cell.user + cell.lane[index].run;
    if (!done()) open(cell);
  }

  [[gnu::always_inline]] bool done() const { return next >= end; }
  [[gnu::always_inline]] std::int64_t book(const CellTask& cell) const {
    return cell.book[next] & (last_of_run - 1);
  }

  /// Starts the next run.
  [[gnu::always_inline]] void open(const CellTask& cell) {
    row = *user++;
    turn = 0;
    prefetch_row<W, K>(cell.user_factors + user[runs_ahead - 1] * static_cast<std::int64_t>(K));
    __builtin_prefetch(cell.user_bias + user[runs_ahead - 1], 1, 3);
    const float* from = cell.user_factors + row * K;
#pragma GCC unroll 64
    for (int i = 0; i < parts; ++i) part[i] = load_vector<W>(from + i * W);
    bias = cell.user_bias[row] - Vector<W>{};
  }

  [[gnu::always_inline]] void scale_by(float factor) {
#pragma GCC unroll 64
    for (int i = 0; i < parts; ++i) part[i] *= factor;
  }

  /// Takes the rating up: the dot product, and the rows to come into the cache.
  [[gnu::always_inline]] void multiply(const CellTask& cell) {
    book_row = book(cell);
    q = cell.book_factors + book_row * K;
    prefetch_row<W, K>(cell.book_factors +
                       (cell.book[next + look_ahead] & (last_of_run - 1)) * static_cast<std::int64_t>(K));
    Vector<W> sum[chains] = {};
#pragma GCC unroll 64
    for (int i = 0; i < parts; ++i) sum[i % chains] += part[i] * load_vector<W>(q + i * W);
    dot = sum[0];
    if constexpr (chains > 1) dot += sum[1];
    if constexpr (chains > 2) dot += sum[2] + sum[3];
  }

  [[gnu::always_inline]] void find_error(const CellTask& cell, const Steps& s) {
    error = ((cell.value[next] - cell.book_bias[book_row]) - bias) - s.scale[turn] * spread_sum<W>(dot);
    bias = s.user_bias_keep * bias + s.user_bias_step * error;
  }

  /// Both rows step along each other's old value; then on to the next rating, at the end of a run to the
  /// next.
  [[gnu::always_inline]] void move(const CellTask& cell, const Steps& s, double& loss) {
    const Vector<W> p_step = s.user_step[turn] * error;
    const Vector<W> q_step = s.book_step[turn] * error;
#pragma GCC unroll 64
    for (int i = 0; i < parts; ++i) {
      const Vector<W> old = load_vector<W>(q + i * W);
      store_vector<W>(q + i * W, s.book_keep * old + q_step * part[i]);
      part[i] += p_step * old;
    }
    float& book_bias = cell.book_bias[book_row];
    book_bias = s.book_bias_keep * book_bias + s.book_bias_step * error[0];
    squares += error[0] * error[0];
    ++turn;
    ++next;
    const bool last = (cell.book[next - 1] & last_of_run) != 0;
    if (!last && turn != s.shrinks) [[likely]]
      return;
    scale_by(turn == s.shrinks ? s.power : s.scale[turn]);
    turn = 0;
    loss += static_cast<double>(squares);
    squares = 0;
    if (!last) return;
    float* to = cell.user_factors + row * K;
#pragma GCC unroll 64
    for (int i = 0; i < parts; ++i) store_vector<W>(to + i * W, part[i]);
    cell.user_bias[row] = bias[0];
    if (!done()) open(cell);
  }

  /// All of a rating that changes no row of books.
  [[gnu::always_inline]] void look(const CellTask& cell, const Steps& s) {
    multiply(cell);
    find_error(cell, s);
  }

  /// One rating, start to end.
  [[gnu::always_inline]] void step(const CellTask& cell, const Steps& steps, double& loss) {
    look(cell, steps);
    move(cell, steps, loss);
  }
};

/// The next lane looks at its rating while this one, which has looked, waits for its dot product and moves
/// its rows: the result is that of one rating after the other. Where both are at the same book, the next one
/// waits. True where this lane has ended; the next one has moved then as well.
template <int W, int K>
[[gnu::always_inline]] inline bool overlap(Lane<W, K>& now, Lane<W, K>& next, const CellTask& cell,
                                           const Steps& steps, double& loss) {
  if (now.book_row != next.book(cell)) [[likely]] {
    next.look(cell, steps);
    now.move(cell, steps, loss);
  } else {
    now.move(cell, steps, loss);
    next.look(cell, steps);
  }
  if (!now.done()) [[likely]]
    return false;
  next.move(cell, steps, loss);
  return true;
}

/// Trains the ratings of a cell in the order that CellTask tells. Lanes are separate variables: in an array,
/// compilers leave their rows in memory.
template <int W, int K>
double sgd_cell(const CellTask& cell, const KernelRates& rates) {
  constexpr int lanes = lanes_of(K);
  const Steps steps(rates);
  Lane<W, K> a(cell, 0, lanes);
  Lane<W, K> b(cell, 1, lanes);
  Lane<W, K> c(cell, 2, lanes);
  Lane<W, K> d(cell, 3, lanes);
  const bool none_is_empty = !a.done() && !b.done() && (lanes < 3 || !c.done()) && (lanes < 4 || !d.done());
  double loss = 0;
  if (lanes > 1 && none_is_empty) {
    a.look(cell, steps);
    for (;;) {
      if (overlap(a, b, cell, steps, loss)) break;
      if constexpr (lanes == 2) {
        if (overlap(b, a, cell, steps, loss)) break;
      } else {
        if (overlap(b, c, cell, steps, loss)) break;
        if constexpr (lanes == 3) {
          if (overlap(c, a, cell, steps, loss)) break;
        } else {
          if (overlap(c, d, cell, steps, loss)) break;
          if (overlap(d, a, cell, steps, loss)) break;
        }
      }
    }
  }
  while (!a.done()) a.step(cell, steps, loss);
  while (!b.done()) b.step(cell, steps, loss);
  while (!c.done()) c.step(cell, steps, loss);
  while (!d.done()) d.step(cell, steps, loss);
  return loss;
}

}  // namespace
}  // namespace crucible

#include "kernel_body_any.hpp"
#include "kernel_body_rows.hpp"
