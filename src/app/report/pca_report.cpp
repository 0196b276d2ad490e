#include "report/pca_report.hpp"

#include "crucible/core/number_text.hpp"
#include "report/svd_report.hpp"

#include <algorithm>
#include <numeric>
#include <string>

namespace crucible {

namespace {

/// How many leading values are above those of noise.
std::int64_t leading_above(const std::vector<double>& values, const std::vector<double>& noise) {
  std::size_t count = 0;
  while (count < std::min(values.size(), noise.size()) && values[count] > noise[count]) ++count;
  return static_cast<std::int64_t>(count);
}

/// "12 axes", "1 axis"; "all 5 axes" where there may be more.
std::string axes_text(std::int64_t count, std::size_t computed) {
  const bool all = count == static_cast<std::int64_t>(computed);
  return (all ? "all " : "") + std::to_string(count) + (count == 1 ? " axis" : " axes");
}

void report_noise(Job& job, const PcaResult& result, const std::vector<double>& noise) {
  const std::vector<double>& values = result.svd.singular_values;
  // Constant columns have no noise.
  const auto varying =
      std::count_if(result.spreads.begin(), result.spreads.end(), [](double s) { return s > 0; });
  const std::int64_t above =
      components_above_noise(values, result.svd.frobenius, result.svd.rows - 1, varying);
  job.result["components_above_noise"] = above;
  job.log.result(axes_text(above, values.size()) +
                 " stand out of noise that is the same in all columns (random matrix theory)");
  if (noise.empty()) return;
  const std::int64_t horn = leading_above(values, noise);
  job.result["parallel_analysis"] = {{"components", horn}, {"singular_values", noise}};
  job.log.result(
      axes_text(horn, values.size()) +
      " stand out of 95 % of the draws of noise with the columns' own spreads (parallel analysis)");
}

}  // namespace

void report_pca(Job& job, const PcaResult& result, PcaColumns columns, const std::vector<double>& noise) {
  job.result["centered"] = columns != PcaColumns::as_given;
  job.result["standardized"] = columns == PcaColumns::standardised;
  report_svd(job, result.svd);
  job.result["standard_deviations"] = result.deviations;
  job.result["explained_variance"] = result.variance_share;
  const double sum = std::accumulate(result.variance_share.begin(), result.variance_share.end(), 0.0);
  job.log.result(std::to_string(result.variance_share.size()) + " principal axes explain " +
                 fixed(100 * sum, 2) + " % of the variance; standard deviation along the first " +
                 (result.deviations.empty() ? "-" : shortest(result.deviations.front())));
  if (columns != PcaColumns::as_given) report_noise(job, result, noise);
}

}  // namespace crucible
