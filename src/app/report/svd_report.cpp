#include "report/svd_report.hpp"

#include "crucible/core/error.hpp"
#include "crucible/core/number_text.hpp"

#include <algorithm>
#include <cmath>

namespace crucible {

namespace {

/// Null if a figure was not measured.
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
