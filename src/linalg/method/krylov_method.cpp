#include "crucible/core/number_text.hpp"
#include "crucible/linalg/svd_method.hpp"
#include "method/doubt.hpp"

namespace crucible {

namespace {

std::string doubt(const SvdResult& result, double tolerance) {
  constexpr double rounding = 1.01;  // the iteration stopped by its own estimate, which differs by rounding
  const double residual = result.checks.relative_residual;
  if (!(residual <= rounding * tolerance)) return "its relative residual is " + shortest(residual, 3);
  return orthogonality_doubt(result);
}

}  // namespace

const SvdRoute svd_method::krylov{"krylov", "never makes ratings dense", nullptr, 0, &doubt, nullptr, nullptr,
                                  nullptr};

}  // namespace crucible
