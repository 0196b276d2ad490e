#include "crucible/linalg/svd_method.hpp"
#include "dense/polar.hpp"
#include "grid/elements.hpp"
#include "grid/routines.hpp"
#include "grid/symmetric_eigen.hpp"
#include "method/doubt.hpp"
#include "method/problem_sizes.hpp"
#include "method/tall_svd.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

namespace crucible {

namespace {

/// Columns further from orthonormal than this belong to singular values that are 0 to rounding.
constexpr double orthogonal_enough = 1e-12;

/// The first k columns. Local: they are the first columns of every rank's part.
BlockCyclicMatrix leading_columns(const BlockCyclicMatrix& a, std::int64_t k) {
  BlockCyclicMatrix result(a.shared_grid(), a.rows(), k, a.block());
  std::copy_n(a.data(), result.local_rows() * result.local_columns(), result.data());
  return result;
}

/// The largest distance of an element of U^T U from that of I. Collective.
double distance_from_orthonormal(const BlockCyclicMatrix& u) {
  const BlockCyclicMatrix gram = gram_matrix(u);
  double largest = 0;
  for_each_element(gram, [&](double value, std::int64_t row, std::int64_t column) {
    if (row <= column) largest = std::max(largest, std::abs(value - (row == column ? 1 : 0)));
  });
  return u.grid().comm().max_value(largest);
}

/// Makes columns orthonormal that are so already, but for the last ones, which may have any length, even 0:
/// QR keeps the first ones up to their signs, and finds others for the rest. Collective.
void complete(BlockCyclicMatrix& u) {
  const std::vector<double> tau = qr_factor(u);
  std::vector<double> signs(static_cast<std::size_t>(u.columns()));
  for_each_element(u, [&](double value, std::int64_t row, std::int64_t column) {
    if (row == column) signs[static_cast<std::size_t>(column)] = value < 0 ? -1 : 1;
  });
  u.grid().comm().sum(std::span<double>(signs));
  form_q(u, tau);
  for_each_element(u, [&](double& value, std::int64_t, std::int64_t column) {
    value *= signs[static_cast<std::size_t>(column)];
  });
}

/// R = W H and H = V S V^T make R = (W V) S V^T.
TallSvd decompose_triangle(BlockCyclicMatrix r, Wanted wanted) {
  const BlockCyclicMatrix w = polar_factor(r);
  // Of -H, because eigenvalues ascend.
  BlockCyclicMatrix h = symmetric_product(-0.5, w, r);
  { const BlockCyclicMatrix released = std::move(r); }
  BlockCyclicMatrix v(w.shared_grid(), w.columns(), w.columns(), w.block());
  TallSvd result;
  result.values = symmetric_eigen(h, v);
  { const BlockCyclicMatrix released = std::move(h); }
  for (double& value : result.values) value = std::max(0.0, -value);
  if (!wanted.vectors) return result;
  result.v = leading_columns(v, wanted.k);
  result.u = product(w, *result.v);
  if (distance_from_orthonormal(*result.u) > orthogonal_enough) complete(*result.u);
  return result;
}

TallSvd run(BlockCyclicMatrix a, Wanted wanted, const SvdOptions& /*options*/) {
  return after_qr(std::move(a),
                  [&](BlockCyclicMatrix r) { return decompose_triangle(std::move(r), wanted); });
}

double elements(const ProblemSizes& s, const SvdOptions& /*options*/) {
  // QDWH: R, two iterates and [X; I] or two products; then H, W, eigenvectors and a workspace of two.
  return s.a + std::max({5 * s.square, 3 * s.square + 2 * s.v(), s.u() + 2 * s.v()});
}

double nothing_more(const ProblemSizes& /*sizes*/, const SvdOptions& /*options*/) { return 0; }

std::string obstacle(const ProblemSizes& s, GridShape /*grid*/, const SvdOptions& /*options*/) {
  if (2 * s.square < std::numeric_limits<int>::max()) return {};
  return "pdsyevd's workspace would have 2^31 elements or more on a rank: use more ranks";
}

}  // namespace

const SvdRoute svd_method::polar{
    "polar",       "has no stage on one rank, so that its memory is shared evenly",
    &run,          0,
    &exact_doubt,  &elements,
    &nothing_more, &obstacle};

}  // namespace crucible
