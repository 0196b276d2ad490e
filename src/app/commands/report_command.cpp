#include "commands.hpp"
#include "crucible/core/text_output.hpp"
#include "crucible/mpi/collective.hpp"
#include "crucible/report/report_files.hpp"
#include "crucible/report/report_page.hpp"

namespace crucible {

namespace {

class ReportCommand : public Command {
 public:
  void declare(OptionTable& options) override {
    options.positional_list(
        "FILE", files_,
        "models of train, ratings, results of svd and pca, folders of compress, JSON of commands, "
        "scaling.csv; several are put side by side");
    options.add("title", title_, "TEXT", "heads the page");
  }

  ExitCode run(Job& job, const OptionTable&) override {
    check_output(job, files_);
    const Communicator alone = job.comm.split(job.comm.rank(), 0);
    ReportFiles files;
    job.timings.measure("load",
                        [&] { on_root(job.comm, [&] { files = read_report_files(alone, files_); }); });
    if (!job.common.dry_run)
      job.timings.measure("write",
                          [&] { on_root(job.comm, [&] { write(job, report_page(files, title_)); }); });
    note(job, files);
    return ExitCode::done;
  }

 private:
  /// Local, of rank 0.
  static void write(const Job& job, const std::string& page) {
    TextOutput file;
    file.open(job.common.output, "output", job.common.force);
    file.stream() << page;
    file.commit();
  }

  /// Local. The figures are those of rank 0, which writes the JSON.
  void note(Job& job, const ReportFiles& files) const {
    job.result["models"] = files.models.size();
    job.result["evaluations"] = files.evaluations.size();
    job.result["decompositions"] = files.spectra.size();
    job.result["ratings"] = files.ratings.size();
    job.result["compressions"] = files.compressions.size();
    job.result["timings"] = files.timings.size();
    job.result["scalings"] = files.scalings.size();
    job.log.result((job.common.dry_run ? "would write " : "") + job.common.output + ": a page of " +
                   std::to_string(files_.size()) + (files_.size() == 1 ? " file" : " files"));
  }

  std::vector<std::string> files_;
  std::string title_ = "crucible report";
};

}  // namespace

std::unique_ptr<Command> make_report_command() { return std::make_unique<ReportCommand>(); }

}  // namespace crucible
