#include "svd_report.hpp"

#include "crucible/core/error.hpp"
#include "text_format.hpp"

#include <algorithm>
#include <cmath>

namespace crucible {

namespace {

/// LAPACK's own tests accept scaled residuals and orthogonality below this.
constexpr double lapack_limit = 30;

[[noreturn]] void refuse(const SvdResult& result, const std::string& problem) {
  NumericalError error("the result of method " + to_string(result.method) + " is not good: " + problem +
                       "; nothing was written, try another --method");
  error.mark_on_all_ranks();
  throw error;
}

/// Null where a figure was not measured.
nlohmann::ordered_json number(double value) {
  return std::isfinite(value) ? nlohmann::ordered_json(value) : nlohmann::ordered_json();
}

double energy(const SvdResult& result, std::size_t count) {
  double sum = 0;
  for (std::size_t i = 0; i < std::min(count, result.singular_values.size()); ++i)
    if (result.frobenius > 0) sum += std::pow(result.singular_values[i] / result.frobenius, 2);
  return sum;
}

void print_values(Job& job, const SvdResult& result) {
  constexpr std::size_t shown = 10;
  const std::size_t count = result.singular_values.size();
  job.log.result("     i   singular value   energy   energy so far");
  for (std::size_t i = 0; i < count; ++i) {
    if (i == shown && count > shown + 1) job.log.result("   ...");
    if (i >= shown && i + 1 < count) continue;
    job.log.result(padded(std::to_string(i + 1), 6) + padded(shortest(result.singular_values[i], 8), 17) +
                   padded(fixed(energy(result, i + 1) - energy(result, i), 4), 9) +
                   padded(fixed(energy(result, i + 1), 4), 16));
  }
}

}  // namespace

void require_good(const SvdResult& result, double krylov_tolerance) {
  if (result.u.columns() == 0) return;  // values alone were held against the norm of the matrix already
  const SvdChecks& checks = result.checks;
  const bool exact = result.method != SvdMethod::gram && result.method != SvdMethod::krylov;
  if (exact && !(checks.residual < lapack_limit))
    refuse(result, "its scaled residual is " + shortest(checks.residual, 3) + ", not below 30");
  if (result.method == SvdMethod::krylov && !(checks.relative_residual <= 1.01 * krylov_tolerance))
    refuse(result, "its relative residual is " + shortest(checks.relative_residual, 3));
  if (result.method == SvdMethod::gram && !(checks.relative_residual < 1e-6))
    refuse(result, "its relative residual is " + shortest(checks.relative_residual, 3) + ", not below 1e-6");
  // gram loses orthogonality with the square of the condition of what it keeps, which its documentation says.
  double limit = lapack_limit;
  if (result.method == SvdMethod::gram && result.singular_values.back() > 0)
    limit *= std::pow(result.singular_values.front() / result.singular_values.back(), 2);
  if (!(checks.orthogonality < limit))
    refuse(result, "the scaled distance of its vectors from orthogonality is " +
                       shortest(checks.orthogonality, 3) + ", not below " + shortest(limit, 3));
}

void report_svd(Job& job, const SvdResult& result) {
  print_values(job, result);
  const SvdChecks& checks = result.checks;
  job.log.result("method " + to_string(result.method) + " on a " + to_string(result.grid) +
                 " grid: " + result.reason);
  if (result.u.columns() > 0)
    job.log.result("checked: scaled residual " + shortest(checks.residual, 3) + " (relative " +
                   shortest(checks.relative_residual, 2) + "), orthogonality " +
                   shortest(checks.orthogonality, 3) + ", energy left out " +
                   shortest(checks.sum_of_squares, 3));
  job.result["method"] = to_string(result.method);
  job.result["reason"] = result.reason;
  job.result["grid"] = to_string(result.grid);
  job.result["rows"] = result.rows;
  job.result["columns"] = result.columns;
  job.result["singular_values"] = result.singular_values;
  job.result["residual"] = number(checks.residual);
  job.result["relative_residual"] = number(checks.relative_residual);
  job.result["orthogonality"] = number(checks.orthogonality);
  job.result["energy_left_out"] = number(checks.sum_of_squares);
  nlohmann::ordered_json& shares = job.result["explained_variance"] = nlohmann::ordered_json::array();
  for (const double value : result.singular_values)
    shares.push_back(result.frobenius > 0 ? std::pow(value / result.frobenius, 2) : 0);
}

}  // namespace crucible
