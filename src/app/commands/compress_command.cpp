#include "commands.hpp"
#include "crucible/linalg/host_memory.hpp"
#include "crucible/mpi/collective.hpp"
#include "crucible/picture/compression_folder.hpp"
#include "crucible/picture/compression_ranks.hpp"
#include "crucible/picture/write_compression.hpp"
#include "crucible/report/plot.hpp"
#include "options/compress_settings.hpp"
#include "report/compression_report.hpp"
#include "steps/plot_file.hpp"

namespace crucible {

namespace {

MemoryPlan plan_for(const Job& job, const PictureShape& shape) {
  SvdOptions options;
  options.method = choose_svd_method(shape.rows(), shape.columns(), options).method;
  return memory_plan(shape.rows(), shape.columns(), job.comm.size(), options);
}

class CompressCommand : public Command {
 public:
  void declare(OptionTable& options) override {
    settings_.declare(options);
    options.group("What comes out");
    plot_.declare(options, "error, similarity, explained variance and file sizes against k");
  }

  ExitCode run(Job& job, const OptionTable& options) override {
    on_every_rank(job.comm, [&] { settings_.settle(options); });
    const std::string& name = settings_.picture();
    check_output(job, {name}, OutputKind::folder);
    plot_.check(job, {name});
    on_root(job.comm, [&] { CompressionFolder::check(job.common.output, job.common.force); });

    Image image;
    const PictureSlab picture = job.timings.measure("load", [&] {
      on_root(job.comm, [&] { image = read_image(name, settings_.limits()); });
      return deal_picture(job.comm, image);
    });
    on_every_rank(job.comm, [&] { settings_.pick(picture.shape); });
    const MemoryPlan plan = plan_for(job, picture.shape);
    if (job.common.dry_run) {
      say_compression_plan(job, name, image, picture.shape, plan);
      job.memory.expect(writing_bytes(picture.shape, settings_.ranks(), job.comm.size(), job.comm.rank()));
    } else {
      compress(job, picture, image, plan);
    }
    return ExitCode::done;
  }

 private:
  /// Collective.
  void compress(Job& job, const PictureSlab& picture, const Image& image, const MemoryPlan& plan) {
    require_memory(job.comm, plan);
    const SvdResult svd = job.timings.measure("factor", [&] { return decompose(job.comm, picture); });
    require_good(svd);
    settings_.pick(svd.singular_values);
    job.log.detail("method " + to_string(svd.method) + ": " + svd.reason);
    const PictureFactors factors = leading_factors(job.comm, picture.shape, svd, settings_.ranks().back());
    const CompressionPlan write{
        job.common.output,
        job.common.force,
        settings_.picture(),
        settings_.ranks(),
        settings_.stored(),
        {job.command_line},
        [&](std::int64_t k) { job.log.progress("picture of k = " + std::to_string(k)); }};
    const std::vector<CompressionRow> rows = job.timings.measure("write", [&] {
      return write_compression(job.comm, picture, image, svd.singular_values, factors, write);
    });
    job.log.end_progress();
    report_compression(job, settings_.picture(), image, svd, rows, settings_.stored());
    plot_.write(job, [&] { return compression_plot(measured(rows)); });
  }

  ReportCompression measured(const std::vector<CompressionRow>& rows) const {
    ReportCompression compression;
    compression.origin.path = settings_.picture();
    for (const CompressionRow& row : rows)
      compression.rows.push_back(
          {row.k, row.size_ratio, row.shares.energy, row.psnr, row.ssim, row.bytes, row.png_bytes});
    return compression;
  }

  CompressSettings settings_;
  PlotFile plot_;
};

}  // namespace

std::unique_ptr<Command> make_compress_command() { return std::make_unique<CompressCommand>(); }

}  // namespace crucible
