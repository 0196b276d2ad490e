#include "report/stream_report.hpp"

#include "crucible/core/number_text.hpp"

#include <algorithm>
#include <cmath>

namespace crucible {

void report_stream(Job& job, const SvdResult& svd, const StreamFigures& figures, const MatrixSource& source) {
  const double read = static_cast<double>(figures.passes) * static_cast<double>(source.entries()) *
                      static_cast<double>(source.element_bytes());
  const double share = std::sqrt(svd.checks.sum_of_squares);
  double worst = 0;
  for (std::size_t i = 0; i < figures.value_bounds.size(); ++i)
    worst = std::max(worst, figures.value_bounds[i] / svd.singular_values[i]);
  job.log.result("read in blocks: " + grouped(figures.passes) + " passes over the matrix, " + bytes(read));
  job.log.result("bounds: a singular value of the matrix is within " + shortest(100 * worst, 2) +
                 " % of each one found; |A - U S V^T| = " + shortest(svd.frobenius * share, 6) + " (" +
                 shortest(100 * share, 4) + " % of |A|)");
  job.result["passes"] = figures.passes;
  job.result["bytes_read"] = read;
  job.result["singular_value_bounds"] = figures.value_bounds;
  job.result["approximation_error"] = svd.frobenius * share;
}

}  // namespace crucible
