#include "method/doubt.hpp"

#include "crucible/core/error.hpp"
#include "crucible/core/number_text.hpp"
#include "crucible/mpi/collective.hpp"

namespace crucible {

std::string orthogonality_doubt(const SvdResult& result, double limit) {
  const double distance = result.checks.orthogonality;
  if (distance < limit) return {};
  return "the scaled distance of its vectors from orthogonality is " + shortest(distance, 3) +
         ", not below " + shortest(limit, 3);
}

std::string exact_doubt(const SvdResult& result, double /*tolerance*/) {
  const double residual = result.checks.residual;
  if (residual < lapack_limit) return orthogonality_doubt(result);
  return "its scaled residual is " + shortest(residual, 3) + ", not below " + shortest(lapack_limit, 3);
}

void require_good(const SvdResult& result, double tolerance) {
  if (result.u.columns() == 0) return;  // values without vectors were already checked against the norm
  const std::string problem = result.method->doubt(result, tolerance);
  if (problem.empty()) return;
  throw_on_all_ranks(NumericalError("the result of method " + to_string(result.method) + " is not good: " +
                                    problem + "; nothing was written, try another `method`"));
}

}  // namespace crucible
