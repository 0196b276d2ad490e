#include "columns/column_bidiagonal.hpp"
#include "columns/column_qr.hpp"
#include "crucible/linalg/svd_method.hpp"
#include "grid/routines.hpp"
#include "method/doubt.hpp"
#include "method/problem_sizes.hpp"
#include "method/tall_svd.hpp"

#include <utility>

namespace crucible {

namespace {

/// Collective. A = Q B P^T and B = U S V^T make A = (Q U) S (P V)^T. `a` holds Q and P.
template <typename Form>
TallSvd from_bidiagonal(const BlockCyclicMatrix& a, const Form& b, Wanted wanted) {
  TallSvd result = on_one_rank(a, a.columns(), wanted, [&] {
    return local_bidiagonal_svd(b.diagonal, b.off_diagonal, wanted.vectors);
  });
  if (!wanted.vectors) return result;
  result.u = padded(*result.u, a.rows());
  apply_bidiagonal_q(a, b, *result.u);
  apply_bidiagonal_p(a, b, *result.v);
  return result;
}

TallSvd run(BlockCyclicMatrix a, Wanted wanted, const SvdOptions& /*options*/) {
  return divide_and_conquer(std::move(a), wanted);
}

double elements(const ProblemSizes& s, const SvdOptions& /*options*/) {
  return s.a + divide_and_conquer_elements(s);
}

double elements_on_root(const ProblemSizes& s, const SvdOptions& /*options*/) {
  return s.a + divide_and_conquer_on_root(s);
}

std::string obstacle(const ProblemSizes& s, GridShape /*grid*/, const SvdOptions& /*options*/) {
  return divide_and_conquer_obstacle(s);
}

}  // namespace

TallSvd divide_and_conquer(BlockCyclicMatrix a, Wanted wanted) {
  return has_whole_columns(a) ? from_bidiagonal(a, bidiagonalise_columns(a), wanted)
                              : from_bidiagonal(a, bidiagonalise(a), wanted);
}

const SvdRoute svd_method::dc{"dc",      nullptr, &run,    0,   &exact_doubt, &elements, &elements_on_root,
                              &obstacle, nullptr, nullptr, true};

}  // namespace crucible
