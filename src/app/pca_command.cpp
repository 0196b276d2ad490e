#include "crucible/app/commands.hpp"
#include "crucible/linalg/pca.hpp"
#include "crucible/mpi/collective.hpp"
#include "matrix_input.hpp"
#include "svd_file.hpp"
#include "svd_report.hpp"
#include "svd_settings.hpp"
#include "svg_pca.hpp"
#include "text_format.hpp"
#include "text_output.hpp"

#include <algorithm>
#include <filesystem>

namespace crucible {

namespace {

/// Points drawn at most: more only make the picture slow.
constexpr std::int64_t most_points = 4000;

/// Every so many rows of a matrix of two columns, minus `means`, on every rank. Collective.
RowMatrixD sampled(const Communicator& comm, const RowSlab& a, const std::vector<double>& means) {
  const std::int64_t step = (a.total_rows + most_points - 1) / most_points;
  std::vector<double> mine;
  for (std::int64_t i = 0; i < a.rows.size(); ++i)
    if ((a.rows.begin + i) % step == 0)
      for (std::int64_t j = 0; j < 2; ++j)
        mine.push_back(a.values(i, j) - means[static_cast<std::size_t>(j)]);
  const std::vector<double> all = comm.concatenate_all(std::span<const double>(mine));
  return Eigen::Map<const RowMatrixD>(all.data(), static_cast<std::int64_t>(all.size()) / 2, 2);
}

class PcaCommand : public Command {
 public:
  void declare(OptionTable& options) override {
    input_.declare(options);
    settings_.declare(options);
    options.group("What comes out");
    options.add("no-center", no_center_, "do not take the columns' means away first");
    options.add("scores", scores_, "store every row's scores as well (rows x k)");
  }

  ExitCode run(Job& job, const OptionTable&) override {
    if (!job.common.dry_run) check_output(job, {input_.path()});
    job.timings.measure("load", [&] { input_.open(job); });
    settings_.settle(job.comm, input_, false);
    if (job.common.dry_run) {
      settings_.say_plan(job, input_);
      return ExitCode::done;
    }
    on_root(job.comm, [&] {
      if (has_picture() && !job.common.force && std::filesystem::exists(picture_path(job)))
        throw UsageError("--output: " + picture_path(job) + " exists already; --force overwrites it");
    });
    settings_.check_memory(job, input_);
    job.log.info(input_.description());
    job.log.info("method " + to_string(settings_.options().method) + ": " + settings_.reason());
    RowMatrixD points;
    PcaResult result = decompose(job, points);
    job.log.end_progress();
    settings_.explain(result.svd);
    require_good(result.svd, settings_.krylov_options(job).tolerance);
    report(job, result);
    write(job, result, points);
    return ExitCode::done;
  }

 private:
  bool has_picture() const {
    return !input_.is_ratings() && input_.columns() == 2 && settings_.wanted() == 2;
  }
  static std::string picture_path(const Job& job) {
    return std::filesystem::path(job.common.output).replace_extension(".svg").string();
  }

  /// Collective.
  PcaResult decompose(Job& job, RowMatrixD& points) {
    if (input_.is_ratings()) {
      const RatingMatrix matrix = job.timings.measure("load", [&] { return input_.read_ratings(job.comm); });
      return job.timings.measure("factor", [&] {
        if (!settings_.krylov()) return pca(job.comm, matrix.dense(), !no_center_, settings_.options());
        return pca(job.comm, matrix.sparse(), matrix.terms, !no_center_, settings_.wanted(),
                   settings_.krylov_options(job));
      });
    }
    RowSlab a = job.timings.measure("load", [&] { return input_.read_dense(job.comm); });
    const RowSlab cloud = has_picture() ? a : RowSlab{};
    PcaResult result = job.timings.measure(
        "factor", [&] { return pca(job.comm, std::move(a), !no_center_, settings_.options()); });
    if (has_picture()) points = sampled(job.comm, cloud, result.means);
    return result;
  }

  void report(Job& job, const PcaResult& result) const {
    job.result["centered"] = !no_center_;
    report_svd(job, result.svd);
    job.result["standard_deviations"] = result.deviations;
    job.result["explained_variance"] = result.variance_share;
    double sum = 0;
    for (const double share : result.variance_share) sum += share;
    job.log.result(std::to_string(result.variance_share.size()) + " principal axes explain " +
                   fixed(100 * sum, 2) + " % of the variance; standard deviation along the first " +
                   (result.deviations.empty() ? "-" : shortest(result.deviations.front())));
  }

  /// Collective.
  void write(Job& job, const PcaResult& result, const RowMatrixD& points) const {
    job.timings.measure("write", [&] {
      write_pca_file(job.comm, job.common.output, result, scores_, {job.command_line});
      if (!has_picture()) return;
      const RowMatrixD axes = gather_rows(job.comm, result.svd.v);
      on_root(job.comm, [&] {
        TextOutput picture;
        picture.open(picture_path(job), "--output", true);
        picture.stream() << pca_svg(points, axes, result.deviations);
        picture.commit();
      });
    });
    job.log.result(job.common.output + ": means, axes and deviations" + (scores_ ? ", scores" : "") +
                   (has_picture() ? "; the picture is " + picture_path(job) : ""));
  }

  MatrixInput input_;
  SvdSettings settings_;
  bool no_center_ = false;
  bool scores_ = false;
};

}  // namespace

std::unique_ptr<Command> make_pca_command() { return std::make_unique<PcaCommand>(); }

}  // namespace crucible
