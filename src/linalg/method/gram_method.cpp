#include "crucible/core/number_text.hpp"
#include "crucible/linalg/svd_method.hpp"
#include "grid/elements.hpp"
#include "grid/routines.hpp"
#include "grid/symmetric_eigen.hpp"
#include "method/doubt.hpp"
#include "method/problem_sizes.hpp"
#include "method/tall_svd.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace crucible {

namespace {

/// Singular values below this share of the largest are lost in A^T A: their relative error exceeds 1e-4.
constexpr double gram_floor = 1e-6;
constexpr double square_sum_tolerance = 1e-8;
constexpr double largest_relative_residual = 1e-6;

// By value, as SvdRoute::run has it, whose other routes consume the matrix.
// NOLINTNEXTLINE(performance-unnecessary-value-param)
TallSvd run(BlockCyclicMatrix a, Wanted wanted, const SvdOptions& /*options*/) {
  const Communicator& comm = a.grid().comm();
  const std::int64_t n = a.columns();
  BlockCyclicMatrix gram = gram_matrix(a);
  BlockCyclicMatrix eigenvectors(a.shared_grid(), n, n, a.block());
  const std::vector<double> eigenvalues = symmetric_eigen(gram, eigenvectors);
  TallSvd result;
  for (auto value = eigenvalues.rbegin(); value != eigenvalues.rend(); ++value) {
    const double singular = std::sqrt(std::max(0.0, *value));
    if (!result.values.empty() && !(singular > gram_floor * result.values.front())) break;
    result.values.push_back(singular);
  }
  if (!wanted.vectors) return result;
  const auto k = std::min(wanted.k, static_cast<std::int64_t>(result.values.size()));
  RowSlab v = eigenvectors.to_slab(even_part(n, comm.size(), comm.rank()), n);
  v.values = v.values.rightCols(k).rowwise().reverse().eval();
  result.v.emplace(BlockCyclicMatrix::from_slab(a.shared_grid(), v, a.block()));
  result.u.emplace(product(a, *result.v));
  for_each_element(*result.u, [&](double& value, std::int64_t, std::int64_t column) {
    value /= result.values[static_cast<std::size_t>(column)];
  });
  return result;
}

std::string doubt(const SvdResult& result, double /*tolerance*/) {
  const double residual = result.checks.relative_residual;
  if (!(residual < largest_relative_residual))
    return "its relative residual is " + shortest(residual, 3) + ", not below " +
           shortest(largest_relative_residual, 3);
  // The loss of orthogonality grows with the square of the condition number of what is kept (docs/svd.md).
  double limit = lapack_limit;
  if (result.singular_values.back() > 0)
    limit *= std::pow(result.singular_values.front() / result.singular_values.back(), 2);
  return orthogonality_doubt(result, limit);
}

double elements(const ProblemSizes& s, const SvdOptions& /*options*/) {
  // The Gram matrix and its eigenvectors, and a workspace of two; or the vectors on their way to a slab and
  // back.
  return s.a + 2 * s.square + std::max({3 * s.square, s.v() + s.dealing(s.v()), 2 * s.v() + s.u()});
}

double nothing_more(const ProblemSizes& /*sizes*/, const SvdOptions& /*options*/) { return 0; }

std::string no_obstacle(const ProblemSizes& /*sizes*/, GridShape /*grid*/, const SvdOptions& /*options*/) {
  return {};
}

}  // namespace

const SvdRoute svd_method::gram{
    "gram",        "is the fastest dense one but blind below 1e-6 of the largest value",
    &run,          square_sum_tolerance,
    &doubt,        &elements,
    &nothing_more, &no_obstacle};

}  // namespace crucible
