#include "commands.hpp"
#include "crucible/mpi/collective.hpp"
#include "crucible/store/svd_file.hpp"
#include "decomposition/decomposition_plot.hpp"
#include "decomposition/matrix_routines.hpp"
#include "decomposition/svd_model_file.hpp"
#include "options/matrix_input.hpp"
#include "options/svd_settings.hpp"
#include "report/stream_report.hpp"
#include "report/svd_report.hpp"

namespace crucible {

namespace {

class SvdCommand : public Command {
 public:
  void declare(OptionTable& options) override {
    input_.declare(options);
    settings_.declare(options);
    options.group("What comes out");
    options.add("values-only", values_only_, "singular values alone, no vectors; --output may be left out");
    options.add_choice(
        "fold-in", fold_in_, {"projection", "ridge"},
        "ratings: how the model takes in new users: projecting their ratings on the books' vectors, "
        "or by regularised least squares");
    plot_.declare(options, "the singular values and their energy");
    options.most_used({"dataset", "split", "rank", "method", "values-only", "plot"});
  }

  ExitCode run(Job& job, const OptionTable& options) override {
    const bool writes = !(job.common.output.empty() && (values_only_ || job.common.dry_run));
    if (writes) check_output(job, {input_.path()});
    plot_.check(job, {input_.path()});
    job.timings.measure("load", [&] { input_.open(job); });
    on_every_rank(job.comm, [&] { check_fold_in(options.given("fold-in")); });
    settings_.settle(job.comm, input_.source(), values_only_, true);
    if (job.common.dry_run) {
      settings_.say_plan(job, input_.source(), input_.description());
      return ExitCode::done;
    }
    settings_.announce(job, input_.source(), input_.description());
    if (input_.source().is_ratings())
      svd_of_ratings(job, writes);
    else
      svd_of_matrix(job, writes);
    return ExitCode::done;
  }

 private:
  /// Throws UsageError if --fold-in is `given` and no model will be written. Local.
  void check_fold_in(bool given) const {
    if (given && !input_.source().is_ratings())
      throw UsageError(input_.path() + ": --fold-in is for ratings files, and this is a plain matrix");
    if (given && values_only_)
      throw UsageError("crucible svd: --fold-in is for models, and --values-only writes none");
  }

  MatrixRoutines<SvdResult> routines(Job& job) {
    const auto of_sparse = [this, &job](const SparseRows& a, const LowRankTerms& terms) {
      return truncated_svd(job.comm, a, terms, settings_.wanted(), settings_.krylov_options(job));
    };
    const auto of_dense = [this, &job](const RowSlab& a) {
      if (settings_.krylov())
        return truncated_svd(job.comm, a, settings_.wanted(), settings_.krylov_options(job));
      return svd(job.comm, a, settings_.options());
    };
    const auto of_blocks = [this, &job](const RowReader& reader) {
      StreamedSvd found =
          streamed_svd(job.comm, reader, settings_.wanted(), settings_.plan(), settings_.krylov_options(job));
      stream_ = std::move(found.figures);
      return std::move(found.svd);
    };
    return {of_sparse, of_dense, of_blocks};
  }

  /// Collective.
  void svd_of_matrix(Job& job, bool writes) {
    SvdResult result = decompose_plain(job, input_, settings_, routines(job));
    finish(job, result);
    plot_svd(job, plot_, input_.path(), result);
    if (!writes) return;
    job.timings.measure("write",
                        [&] { write_svd_file(job.comm, job.common.output, result, {job.command_line}); });
    job.log.result(job.common.output + ": singular values" + (values_only_ ? "" : ", u and v"));
  }

  /// Collective.
  void svd_of_ratings(Job& job, bool writes) {
    const RatingMatrix matrix = job.timings.measure("load", [&] { return input_.read_ratings(job.comm); });
    SvdResult result = decompose_ratings(job, matrix, settings_, routines(job));
    finish(job, result);
    plot_svd(job, plot_, input_.path(), result);
    if (!writes) return;
    job.timings.measure("write", [&] {
      if (values_only_)
        write_svd_file(job.comm, job.common.output, result, {job.command_line});
      else
        write_svd_model(job, input_, matrix, result,
                        fold_in_ == "ridge" ? FoldIn::ridge : FoldIn::projection);
    });
    job.log.result(job.common.output + ": " +
                   (values_only_ ? "singular values" : "a model for evaluate and recommend"));
  }

  /// Reports the result, and refuses a bad one before it is written. Drops vectors that nobody asked for.
  void finish(Job& job, SvdResult& result) const {
    job.log.end_progress();
    settings_.explain(result);
    require_good(result, settings_.krylov_options(job).tolerance);
    if (result.k() == 0)
      throw_on_all_ranks(InputError(input_.path(), input_.source().is_ratings()
                                                       ? "all its ratings are 0: nothing to decompose"
                                                       : "all its elements are 0: nothing to decompose"));
    report_svd(job, result);
    if (settings_.streams()) report_stream(job, result, stream_, input_.source());
    if (!values_only_) return;
    result.u.values.resize(result.u.rows.size(), 0);
    result.v.values.resize(result.v.rows.size(), 0);
  }

  MatrixInput input_;
  SvdSettings settings_;
  StreamFigures stream_;
  bool values_only_ = false;
  PlotFile plot_;
  std::string fold_in_ = "projection";
};

}  // namespace

std::unique_ptr<Command> make_svd_command() { return std::make_unique<SvdCommand>(); }

}  // namespace crucible
