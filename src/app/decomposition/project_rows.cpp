#include "decomposition/project_rows.hpp"

#include "crucible/core/number_text.hpp"
#include "crucible/mpi/collective.hpp"
#include "crucible/store/svd_file.hpp"

#include <optional>

namespace crucible {

namespace {

/// Collective. The rows of `input` on `axes`; those of a sparse matrix are never made dense.
RowSlab scores_of(Job& job, const MatrixInput& input, const PcaAxes& axes) {
  const MatrixSource& source = input.source();
  const auto project_all = [&](const auto&... matrix) {
    return job.timings.measure(
        "project", [&] { return on_every_rank(job.comm, [&] { return project(matrix..., axes); }); });
  };
  if (source.is_ratings()) {
    const RatingMatrix matrix = job.timings.measure("load", [&] { return input.read_ratings(job.comm); });
    return project_all(matrix.sparse(), matrix.terms);
  }
  if (source.is_sparse()) {
    const SparseMatrix matrix = job.timings.measure("load", [&] { return source.read_sparse(job.comm); });
    return project_all(matrix.view(), LowRankTerms());
  }
  const RowSlab matrix = job.timings.measure("load", [&] { return source.read_dense(job.comm); });
  return project_all(matrix);
}

/// Local. Throws UsageError.
void check_columns(const MatrixInput& input, const PcaAxes& axes, const std::string& axes_path) {
  if (input.source().columns() == axes.axes.rows()) return;
  throw UsageError("--project: the axes of " + axes_path + " have " + grouped(axes.axes.rows()) +
                   " columns, but the rows of " + input.path() + " have " +
                   grouped(input.source().columns()));
}

}  // namespace

ExitCode project_rows(Job& job, const MatrixInput& input, const std::string& axes_path) {
  const PcaAxes axes = job.timings.measure("load", [&] { return read_pca_axes(job.comm, axes_path); });
  on_every_rank(job.comm, [&] { check_columns(input, axes, axes_path); });
  std::optional<PcaOfRatings> ratings;
  if (input.source().is_ratings()) ratings = input.columns_of_ratings(job.comm);
  check_axes_fit(job.comm, axes_path, ratings ? &*ratings : nullptr);
  job.log.info(input.description());
  job.result["rows"] = input.source().rows();
  job.result["components"] = axes.axes.cols();
  const std::string what = grouped(input.source().rows()) + " rows on " + std::to_string(axes.axes.cols()) +
                           " axes of " + axes_path;
  if (job.common.dry_run) {
    job.log.result("would project " + what);
    return ExitCode::done;
  }
  const RowSlab scores = scores_of(job, input, axes);
  job.timings.measure("write", [&] {
    write_scores_file(job.comm, job.common.output, scores, axes_path, {job.command_line});
  });
  job.log.result(job.common.output + ": scores of " + what);
  return ExitCode::done;
}

}  // namespace crucible
