#include "report/compression_report.hpp"

#include "crucible/core/number_text.hpp"
#include "crucible/linalg/host_memory.hpp"

namespace crucible {

namespace {

std::string matrix_line(const std::string& name, const Image& image, std::int64_t rows,
                        std::int64_t columns) {
  return name + ": " + describe(image) + ", a " + std::to_string(rows) + " x " + std::to_string(columns) +
         " matrix";
}

}  // namespace

void say_compression_plan(Job& job, const std::string& name, const Image& image, const PictureShape& shape,
                          const MemoryPlan& plan) {
  const bool fitting = fits_memory(job.comm, plan);
  job.memory.expect(static_cast<double>(job.comm.is_root() ? plan.bytes_on_root : plan.bytes_per_rank));
  if (job.comm.is_root()) job.log.result(matrix_line(name, image, shape.rows(), shape.columns()));
  job.log.result(plan_line(plan, fitting));
  job.result["rows"] = shape.rows();
  job.result["columns"] = shape.columns();
  job.result["method"] = to_string(plan.method);
  job.result["bytes_per_rank"] = plan.bytes_per_rank;
  job.result["fits"] = fitting;
}

void report_compression(Job& job, const std::string& name, const Image& image, const SvdResult& svd,
                        std::span<const CompressionRow> rows, std::int64_t stored) {
  if (job.comm.is_root()) {
    job.log.result(matrix_line(name, image, svd.rows, svd.columns));
    for (const std::string& line : compression_lines(rows)) job.log.result(line);
    job.log.result(job.common.output +
                   ": pictures, montage.png, progression.gif, table.csv, and factors.h5 with k = " +
                   std::to_string(stored));
  }
  job.log.result("checked: scaled residual " + shortest(svd.checks.residual, 3) + ", orthogonality " +
                 shortest(svd.checks.orthogonality, 3));
  job.result["mpi_ranks"] = job.comm.size();
  job.result["rows"] = svd.rows;
  job.result["columns"] = svd.columns;
  job.result["method"] = to_string(svd.method);
  job.result["residual"] = svd.checks.residual;
  job.result["orthogonality"] = svd.checks.orthogonality;
  job.result["stored_k"] = stored;
  job.result["ranks"] = compression_json(rows);
}

}  // namespace crucible
