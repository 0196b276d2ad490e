#include "crucible/core/error.hpp"
#include "crucible/linalg/streamed_svd.hpp"

#include <algorithm>

namespace crucible {

namespace {

/// Vectors a pass where memory allows: reading a number costs as much as multiplying it by about as many.
constexpr std::int64_t usual_vectors = 64;
constexpr std::int64_t fewest_vectors = 4;
/// A buffer of this size is read as fast as a larger one, and of so many rows multiplied as fast.
constexpr std::int64_t usual_buffer = std::int64_t{64} << 20U;
constexpr std::int64_t usual_rows = 256;

/// Sizes of a request, as doubles because products may exceed any machine.
struct Sizes {
  double n = 0;     ///< columns
  double mine = 0;  ///< rows of the fullest rank
  double r = 0;     ///< triplets wanted
  double ranks = 0;
};

/// Bytes of a rank at the peak: the larger one of the iteration, the last pass, and the triplets from that.
std::int64_t bytes_of(const Sizes& s, const StreamPlan& plan) {
  const auto h = static_cast<double>(plan.block_rows);
  const auto b = static_cast<double>(plan.vectors);
  const auto basis = static_cast<double>(plan.basis);
  // Reading a transposed dataset takes the buffer twice. Gathering and adding up take a block three times.
  const double iteration =
      h * (2 * s.n + b) + 3 * s.n * b + (2 * s.n * basis + 4 * s.n * b) / s.ranks + 8 * basis * basis;
  const double last = h * (2 * s.n + s.r) + 3 * s.n * s.r + s.mine * s.r + 2 * s.n * s.r / s.ranks;
  const double triplets = 5 * s.mine * s.r + s.n * s.r + (3 * s.ranks + 5) * s.r * s.r;
  return bytes_of_doubles(std::max({iteration, last, triplets}));
}

/// As many rows as are of use, in whole chunks; fewer if they do not fit into `bytes`.
std::int64_t rows_that_fit(const Sizes& s, StreamPlan plan, std::int64_t bytes, std::int64_t chunk_rows) {
  const auto mine = static_cast<std::int64_t>(s.mine);
  const auto row_bytes = static_cast<std::int64_t>(8 * s.n);
  const std::int64_t usual = std::max(usual_rows, usual_buffer / row_bytes);
  const std::int64_t whole = std::max<std::int64_t>(1, usual / chunk_rows) * chunk_rows;
  for (plan.block_rows = std::min(mine, whole); plan.block_rows > 1; plan.block_rows = plan.block_rows / 2)
    if (bytes_of(s, plan) <= bytes) break;
  if (plan.block_rows > chunk_rows && plan.block_rows < mine) plan.block_rows -= plan.block_rows % chunk_rows;
  return plan.block_rows;
}

}  // namespace

StreamPlan stream_plan(std::int64_t rows, std::int64_t columns, int ranks, std::int64_t rank,
                       std::int64_t bytes, std::int64_t chunk_rows) {
  require(rows > 0 && columns > 0 && ranks > 0 && rank > 0 && chunk_rows > 0,
          "a plan for blocks needs sizes above 0");
  const Sizes s{static_cast<double>(columns), static_cast<double>((rows + ranks - 1) / ranks),
                static_cast<double>(rank), static_cast<double>(ranks)};
  const std::int64_t some_rows = std::min((rows + ranks - 1) / ranks, usual_rows);
  std::int64_t vectors = std::max(usual_vectors, rank + rank / 2);
  if (columns <= 2 * vectors) vectors = columns;  // the whole space in one pass
  StreamPlan plan;
  plan.grid = {ranks, 1};
  const auto fits = [&](std::int64_t steps, std::int64_t least_rows) {
    plan.vectors = std::min(columns, vectors);
    plan.basis = std::min(columns, rank + steps * plan.vectors);
    plan.block_rows = least_rows;
    return bytes_of(s, plan) <= bytes;
  };
  // More vectors save more passes than a larger basis does. Blocks of few rows come last: they cost no pass.
  bool found = false;
  for (; !found; vectors /= 2) {
    for (const std::int64_t steps : {8, 4, 2}) {
      found = fits(steps, some_rows);
      if (found) break;
    }
    if (vectors <= fewest_vectors) break;
  }
  if (!found) fits(2, 1);
  plan.block_rows = rows_that_fit(s, plan, bytes, chunk_rows);
  plan.bytes_per_rank = plan.bytes_on_root = bytes_of(s, plan);
  return plan;
}

}  // namespace crucible
