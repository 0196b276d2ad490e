#include "commands.hpp"
#include "crucible/cli/side_place.hpp"
#include "crucible/core/narrow.hpp"
#include "crucible/mpi/collective.hpp"
#include "crucible/store/svd_file.hpp"
#include "decomposition/decomposition_plot.hpp"
#include "decomposition/matrix_routines.hpp"
#include "decomposition/pca_picture.hpp"
#include "decomposition/project_rows.hpp"
#include "options/matrix_input.hpp"
#include "options/svd_settings.hpp"
#include "report/pca_report.hpp"
#include "report/stream_report.hpp"

#include <optional>

namespace crucible {

namespace {

class PcaCommand : public Command {
 public:
  void declare(OptionTable& options) override {
    input_.declare(options);
    settings_.declare(options);
    options.group("What comes out");
    options.add("no-center", no_center_, "do not take the columns' means away first");
    options.add("standardize", standardize_, "divide the columns by their standard deviations as well");
    options.add("scores", scores_, "store every row's scores as well (rows x k)");
    options.add("parallel-analysis", draws_, "N",
                "also compare the components with those of N matrices of noise, each of which is decomposed",
                {0, 1e4});
    options.add("project", axes_, "AXES",
                "decompose nothing: store the scores of these rows on the axes of an earlier pca");
    plot_.declare(options, "the explained variance and the rows on the first two axes");
    options.most_used({"dataset", "split", "rank", "no-center", "standardize", "scores", "project", "plot"});
  }

  ExitCode run(Job& job, const OptionTable& options) override {
    on_every_rank(job.comm, [&] { check_projection(options); });
    on_every_rank(job.comm, [&] { settle_columns(); });
    if (!job.common.dry_run) check_output(job, {input_.path(), axes_});
    plot_.check(job, {input_.path()});
    job.timings.measure("load", [&] { input_.open(job); });
    if (!axes_.empty()) return project_rows(job, input_, axes_);
    on_every_rank(job.comm, [&] { check_observations(); });
    settings_.settle(job.comm, input_.source(), false, false);
    on_every_rank(job.comm, [&] { check_noise(); });
    if (job.common.dry_run) {
      settings_.say_plan(job, input_.source(), input_.description());
      return ExitCode::done;
    }
    const MatrixSource& source = input_.source();
    PcaPicture picture(
        job, !source.is_sparse() && !settings_.streams() && source.columns() == 2 && settings_.wanted() == 2);
    on_every_rank(job.comm, [&] { check_pictures(picture); });
    settings_.announce(job, source, input_.description());
    StreamFigures stream;
    PcaResult result = decompose(job, picture, stream);
    job.log.end_progress();
    if (result.svd.k() == 0)
      throw_on_all_ranks(InputError(input_.path(), "has no variance: there are no principal axes"));
    settings_.explain(result.svd);
    require_good(result.svd, settings_.krylov_options(job).tolerance);
    report_pca(job, result, columns_, noise(job, result));
    if (settings_.streams()) report_stream(job, result.svd, stream, source);
    write(job, result, picture);
    return ExitCode::done;
  }

 private:
  /// Local. Throws UsageError.
  void check_projection(const OptionTable& options) const {
    if (axes_.empty()) return;
    for (const char* name :
         {"standardize", "no-center", "scores", "parallel-analysis", "rank", "method", "plot"})
      if (options.given(name))
        throw UsageError(std::string("--project decomposes nothing: leave --") + name + " out");
  }

  /// Local. Throws UsageError.
  void settle_columns() {
    if (no_center_ && (standardize_ || draws_ > 0))
      throw UsageError(std::string(standardize_ ? "--standardize" : "--parallel-analysis") +
                       " needs centred columns: leave --no-center out");
    if (!no_center_) columns_ = standardize_ ? PcaColumns::standardised : PcaColumns::centred;
  }

  /// Local. Throws UsageError.
  void check_noise() const {
    if (draws_ > 0 && settings_.streams())
      throw UsageError(
          "--parallel-analysis: matrices of noise are as large as this one, which is read in blocks "
          "because it does not fit into the memory");
    if (draws_ > 0 && input_.source().is_sparse() && settings_.krylov())
      throw UsageError(
          "--parallel-analysis: matrices of noise are dense, and this one is decomposed without making it "
          "dense: "
          "name a dense --method, if it fits");
  }

  /// Collective. Singular values of noise to compare with; none if nobody asks for them.
  std::vector<double> noise(Job& job, const PcaResult& result) const {
    if (draws_ == 0) return {};
    std::vector<double> spreads = result.spreads;
    for (std::size_t j = 0; j < spreads.size(); ++j) spreads[j] /= result.scales[j];
    return job.timings.measure("noise", [&] {
      return noise_singular_values(job.comm, result.svd.rows, spreads, result.svd.k(), narrow<int>(draws_),
                                   settings_.seed());
    });
  }

  /// Local. Throws InputError.
  void check_observations() const {
    if (input_.source().rows() < 2)
      throw InputError(input_.path(),
                       "has one row only, and principal components need at least two (rows are the "
                       "observations); crucible svd takes it");
  }

  /// Collective.
  PcaResult decompose(Job& job, PcaPicture& picture, StreamFigures& stream) const {
    const auto of_sparse = [&](const SparseRows& a, const LowRankTerms& terms) {
      return pca(job.comm, a, terms, columns_, settings_.wanted(), settings_.krylov_options(job));
    };
    const auto of_dense = [&](RowSlab a) {
      picture.keep(a);
      if (settings_.krylov())
        return pca(job.comm, std::move(a), columns_, settings_.wanted(), settings_.krylov_options(job));
      return pca(job.comm, std::move(a), columns_, settings_.options());
    };
    const auto of_blocks = [&](const RowReader& reader) {
      StreamedPca found = streamed_pca(job.comm, reader, columns_, settings_.wanted(), settings_.plan(),
                                       settings_.krylov_options(job));
      stream = std::move(found.figures);
      return std::move(found.pca);
    };
    const MatrixRoutines<PcaResult> routines{of_sparse, of_dense, of_blocks};
    if (!input_.source().is_ratings()) return decompose_plain(job, input_, settings_, routines);
    const RatingMatrix matrix = job.timings.measure("load", [&] { return input_.read_ratings(job.comm); });
    return decompose_ratings(job, matrix, settings_, routines);
  }

  /// Local. Throws UsageError.
  void check_pictures(const PcaPicture& picture) const {
    if (picture.wanted() && plot_.wanted() && same_file(picture.path(), plot_.path()))
      throw UsageError("--plot: " + printable(plot_.path()) +
                       " is also the picture of the points of two columns; name another file");
  }

  /// Collective.
  void write(Job& job, const PcaResult& result, const PcaPicture& picture) const {
    std::optional<PcaOfRatings> ratings;
    if (input_.source().is_ratings()) ratings = input_.columns_of_ratings(job.comm);
    job.timings.measure("write", [&] {
      write_pca_file(job.comm, job.common.output, result, scores_, ratings ? &*ratings : nullptr,
                     {job.command_line});
      if (picture.wanted()) picture.write(job.comm, result);
    });
    job.log.result(job.common.output + ": means, axes and deviations" + (scores_ ? ", scores" : "") +
                   (picture.wanted() ? "; the picture is " + picture.path() : ""));
    plot_pca(job, plot_, input_.path(), result);
  }

  MatrixInput input_;
  SvdSettings settings_;
  bool no_center_ = false;
  bool standardize_ = false;
  bool scores_ = false;
  std::int64_t draws_ = 0;
  std::string axes_;
  PlotFile plot_;
  PcaColumns columns_ = PcaColumns::as_given;
};

}  // namespace

std::unique_ptr<Command> make_pca_command() { return std::make_unique<PcaCommand>(); }

}  // namespace crucible
