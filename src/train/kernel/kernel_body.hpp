// The inner loops, compiled once per instruction set. A file that includes this must first define the
// constant `vector_floats`, and then call make_kernels(). Everything here has internal linkage, and the
// standard library is not used. Otherwise the linker could take code for a newer CPU for a function of the
// rest of the program.
//
// An update counts as 8 k operations, as usual: 2 k for the dot product and 3 k for each of the two rows. In
// fact the user's row takes 2 k, because its shrinking is delayed.

#include "kernel/kernel_body_vector.hpp"
#include "kernel/loss.hpp"

namespace crucible {
namespace {

/// Most ratings of a run before the user's row is shrunk in its registers.
constexpr int most_shrinks = 32;

/// The shrinking factors and steps of a cell, computed before its loop. A user's row is a power of user_keep
/// times the content of the registers. `scale[n]` is this power after n ratings, so that shrinking the row
/// costs nothing.
struct Steps {
  float book_keep, user_bias_keep, book_bias_keep;
  float user_bias_step, book_bias_step;
  int shrinks = 0;            ///< after this many ratings the row is multiplied by the power
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
    // A power of 0 would have no inverse, so a row is never shrunk to exactly 0.
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

/// The book row of the rating that is this far ahead is fetched into the first-level cache.
constexpr std::int64_t look_ahead = 4;
/// The same for runs and user rows.
constexpr std::int64_t runs_ahead = 4;

template <int W, int K>
void prefetch_row(const float* row) {
#pragma GCC unroll 16
  for (int i = 0; i < K; i += 16) __builtin_prefetch(row + i, 1, 3);
}

/// One lane of a cell (see CellTask). The row of its current user stays in registers during a run. A rating
/// is trained in several steps, so that the steps of different lanes can overlap.
template <int W, int K>
struct Lane {
  static constexpr int parts = K / W;
  /// Number of sums that a dot product is split into, for a shorter latency.
  static constexpr int chains = parts > 4 ? 4 : parts > 2 ? 2 : 1;
  std::int64_t next;  ///< the next rating
  std::int64_t end = 0;
  const std::uint16_t* user = nullptr;  ///< of the run after the current one
  std::int64_t row = 0;
  std::int64_t turn = 0;    ///< ratings since the row was last shrunk
  Vector<W> part[parts]{};  ///< the user's row, not yet multiplied by its scale
  Vector<W> bias{};         ///< the user's bias, in every element
  Vector<W> dot{}, error{};
  float* q = nullptr;
  std::int64_t book_row = 0;
  float squares = 0;  ///< squared errors that are not in the sum yet

  /// Lane `index` of `lanes`. It is empty if `index` is too large.
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

  /// Starts a rating: computes the dot product, and fetches later rows into the cache.
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
    bias = s.user_bias_keep * bias + s.user_bias_step * loss_slope(error);
  }

  /// Moves both rows along each other's old values. Then goes to the next rating, and at the end of a run to
  /// the next run.
  [[gnu::always_inline]] void move(const CellTask& cell, const Steps& s, double& squared_error) {
    const Vector<W> slope = loss_slope(error);
    const Vector<W> p_step = s.user_step[turn] * slope;
    const Vector<W> q_step = s.book_step[turn] * slope;
#pragma GCC unroll 64
    for (int i = 0; i < parts; ++i) {
      const Vector<W> old = load_vector<W>(q + i * W);
      store_vector<W>(q + i * W, s.book_keep * old + q_step * part[i]);
      part[i] += p_step * old;
    }
    float& book_bias = cell.book_bias[book_row];
    book_bias = s.book_bias_keep * book_bias + s.book_bias_step * slope[0];
    squares += error_term(error[0]);
    ++turn;
    ++next;
    const bool last = (cell.book[next - 1] & last_of_run) != 0;
    if (!last && turn != s.shrinks) [[likely]]
      return;
    scale_by(turn == s.shrinks ? s.power : s.scale[turn]);
    turn = 0;
    squared_error += static_cast<double>(squares);
    squares = 0;
    if (!last) return;
    float* to = cell.user_factors + row * K;
#pragma GCC unroll 64
    for (int i = 0; i < parts; ++i) store_vector<W>(to + i * W, part[i]);
    cell.user_bias[row] = bias[0];
    if (!done()) open(cell);
  }

  /// The steps of a rating that change no row of a book.
  [[gnu::always_inline]] void look(const CellTask& cell, const Steps& s) {
    multiply(cell);
    find_error(cell, s);
  }

  /// All steps of one rating.
  [[gnu::always_inline]] void step(const CellTask& cell, const Steps& steps, double& squared_error) {
    look(cell, steps);
    move(cell, steps, squared_error);
  }
};

/// The lane `now` has looked at its rating. While it waits for its dot product and moves its rows, the lane
/// `next` looks at its own rating. The result is the same as for one rating after the other: if both are at
/// the same book, `next` waits. True if `now` has ended; `next` has then moved as well.
template <int W, int K>
[[gnu::always_inline]] inline bool overlap(Lane<W, K>& now, Lane<W, K>& next, const CellTask& cell,
                                           const Steps& steps, double& squared_error) {
  if (now.book_row != next.book(cell)) [[likely]] {
    next.look(cell, steps);
    now.move(cell, steps, squared_error);
  } else {
    now.move(cell, steps, squared_error);
    next.look(cell, steps);
  }
  if (!now.done()) [[likely]]
    return false;
  next.move(cell, steps, squared_error);
  return true;
}

/// Trains the ratings of a cell in the order that CellTask describes. Lanes are separate variables, because
/// compilers leave the rows of an array of lanes in memory.
template <int W, int K>
double sgd_cell(const CellTask& cell, const KernelRates& rates) {
  constexpr int lanes = lanes_of(K);
  const Steps steps(rates);
  Lane<W, K> a(cell, 0, lanes);
  Lane<W, K> b(cell, 1, lanes);
  Lane<W, K> c(cell, 2, lanes);
  Lane<W, K> d(cell, 3, lanes);
  const bool none_is_empty = !a.done() && !b.done() && (lanes < 3 || !c.done()) && (lanes < 4 || !d.done());
  double squared_error = 0;
  if (lanes > 1 && none_is_empty) {
    a.look(cell, steps);
    for (;;) {
      if (overlap(a, b, cell, steps, squared_error)) break;
      if constexpr (lanes == 2) {
        if (overlap(b, a, cell, steps, squared_error)) break;
      } else {
        if (overlap(b, c, cell, steps, squared_error)) break;
        if constexpr (lanes == 3) {
          if (overlap(c, a, cell, steps, squared_error)) break;
        } else {
          if (overlap(c, d, cell, steps, squared_error)) break;
          if (overlap(d, a, cell, steps, squared_error)) break;
        }
      }
    }
  }
  while (!a.done()) a.step(cell, steps, squared_error);
  while (!b.done()) b.step(cell, steps, squared_error);
  while (!c.done()) c.step(cell, steps, squared_error);
  while (!d.done()) d.step(cell, steps, squared_error);
  return squared_error;
}

}  // namespace
}  // namespace crucible

#include "kernel/kernel_body_any.hpp"
#include "kernel/kernel_body_draw.hpp"
#include "kernel/kernel_body_rows.hpp"
