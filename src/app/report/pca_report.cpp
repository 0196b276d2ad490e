#include "report/pca_report.hpp"

#include "crucible/core/number_text.hpp"
#include "report/svd_report.hpp"

#include <numeric>
#include <string>

namespace crucible {

void report_pca(Job& job, const PcaResult& result, bool centered) {
  job.result["centered"] = centered;
  report_svd(job, result.svd);
  job.result["standard_deviations"] = result.deviations;
  job.result["explained_variance"] = result.variance_share;
  const double sum = std::accumulate(result.variance_share.begin(), result.variance_share.end(), 0.0);
  job.log.result(std::to_string(result.variance_share.size()) + " principal axes explain " +
                 fixed(100 * sum, 2) + " % of the variance; standard deviation along the first " +
                 (result.deviations.empty() ? "-" : shortest(result.deviations.front())));
}

}  // namespace crucible
