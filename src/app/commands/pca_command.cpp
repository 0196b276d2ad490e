#include "commands.hpp"
#include "crucible/mpi/collective.hpp"
#include "crucible/store/svd_file.hpp"
#include "decomposition/matrix_routines.hpp"
#include "decomposition/pca_picture.hpp"
#include "options/matrix_input.hpp"
#include "options/svd_settings.hpp"
#include "report/pca_report.hpp"

namespace crucible {

namespace {

class PcaCommand : public Command {
 public:
  void declare(OptionTable& options) override {
    input_.declare(options);
    settings_.declare(options);
    options.group("What comes out");
    options.add("no-center", no_center_, "do not take the columns' means away first");
    options.add("scores", scores_, "store every row's scores as well (rows x k)");
    options.most_used({"dataset", "split", "rank", "no-center", "scores"});
  }

  ExitCode run(Job& job, const OptionTable&) override {
    if (!job.common.dry_run) check_output(job, {input_.path()});
    job.timings.measure("load", [&] { input_.open(job); });
    on_every_rank(job.comm, [&] { check_observations(); });
    settings_.settle(job.comm, input_.source(), false);
    if (job.common.dry_run) {
      settings_.say_plan(job, input_.source(), input_.description());
      return ExitCode::done;
    }
    const MatrixSource& source = input_.source();
    PcaPicture picture(job, !source.is_sparse() && source.columns() == 2 && settings_.wanted() == 2);
    settings_.announce(job, source, input_.description());
    PcaResult result = decompose(job, picture);
    job.log.end_progress();
    if (result.svd.k() == 0)
      throw_on_all_ranks(InputError(input_.path(), "has no variance: there are no principal axes"));
    settings_.explain(result.svd);
    require_good(result.svd, settings_.krylov_options(job).tolerance);
    report_pca(job, result, !no_center_);
    write(job, result, picture);
    return ExitCode::done;
  }

 private:
  /// Local. Throws InputError.
  void check_observations() const {
    if (input_.source().rows() < 2)
      throw InputError(input_.path(),
                       "has one row only, and principal components need at least two (rows are the "
                       "observations); crucible svd takes it");
  }

  /// Collective.
  PcaResult decompose(Job& job, PcaPicture& picture) const {
    const auto of_sparse = [&](const SparseRows& a, const LowRankTerms& terms) {
      return pca(job.comm, a, terms, !no_center_, settings_.wanted(), settings_.krylov_options(job));
    };
    const auto of_dense = [&](RowSlab a) {
      picture.keep(a);
      if (settings_.krylov())
        return pca(job.comm, std::move(a), !no_center_, settings_.wanted(), settings_.krylov_options(job));
      return pca(job.comm, std::move(a), !no_center_, settings_.options());
    };
    const MatrixRoutines<PcaResult> routines{of_sparse, of_dense};
    if (!input_.source().is_ratings()) return decompose_plain(job, input_, settings_, routines);
    const RatingMatrix matrix = job.timings.measure("load", [&] { return input_.read_ratings(job.comm); });
    return decompose_ratings(job, matrix, settings_, routines);
  }

  /// Collective.
  void write(Job& job, const PcaResult& result, const PcaPicture& picture) const {
    job.timings.measure("write", [&] {
      write_pca_file(job.comm, job.common.output, result, scores_, {job.command_line});
      if (picture.wanted()) picture.write(job.comm, result);
    });
    job.log.result(job.common.output + ": means, axes and deviations" + (scores_ ? ", scores" : "") +
                   (picture.wanted() ? "; the picture is " + picture.path() : ""));
  }

  MatrixInput input_;
  SvdSettings settings_;
  bool no_center_ = false;
  bool scores_ = false;
};

}  // namespace

std::unique_ptr<Command> make_pca_command() { return std::make_unique<PcaCommand>(); }

}  // namespace crucible
