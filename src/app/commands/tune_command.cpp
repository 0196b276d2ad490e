#include "commands.hpp"
#include "crucible/mpi/collective.hpp"
#include "crucible/mpi/stop_request.hpp"
#include "options/tune_settings.hpp"
#include "report/tune_report.hpp"
#include "steps/lock_output.hpp"
#include "steps/open_files.hpp"

#include <algorithm>
#include <filesystem>

namespace crucible {

namespace {

class TuneCommand : public Command {
 public:
  void declare(OptionTable& options) override {
    settings_.declare(options);
    options.most_used({"split", "metrics", "trials", "max-time", "factors", "unrated-weight", "epochs",
                       "optimizer", "learning-rate", "regularization"});
  }

  ExitCode run(Job& job, const OptionTable&) override {
    StopRequest outside(settings_.max_time());
    on_every_rank(job.comm, [&] { settings_.check(job); });
    check_tune_output(job);
    const RatingStore store = open_ratings(job, settings_.ratings());
    const TunePlan plan = settings_.plan(job, store);
    if (job.common.dry_run) {
      say_tune_plan(job, plan);
      return ExitCode::done;
    }
    on_root(job.comm, [&] { std::filesystem::create_directories(job.common.output); });
    const auto lock = lock_output(job, job.common.output + "/results.json");
    TuneSearch search(job.comm, plan, job.common.output, settings_.fresh());
    announce_search(job, plan, search);
    const ExitCode code = run_search(job, store, search, outside);
    report_search(job, search.results());
    return code;
  }

 private:
  /// Collective.
  void check_tune_output(Job& job) const {
    check_output(job, {settings_.ratings()}, OutputKind::folder, OldOutput::taken_up);
    on_root(job.comm, [&] {
      std::error_code ignored;
      if (std::filesystem::exists(job.common.output, ignored) &&
          !std::filesystem::is_directory(job.common.output, ignored))
        throw UsageError("--output: " + printable(job.common.output) +
                         " is no folder; results.csv, results.json and best.conf go into one");
    });
  }

  /// Rounds of one training a group. Collective.
  ExitCode run_search(Job& job, const RatingStore& store, TuneSearch& search, StopRequest& outside) const {
    double longest = 0;
    while (!search.finished()) {
      if (outside.poll(job.comm, longest) == OutsideRequest::stop) {
        job.log.warning("stopped by " + outside.reason() + ": the same command goes on");
        return ExitCode::stopped_early;
      }
      const double before = job.timings.total();
      job.timings.measure("train", [&] {
        search.run_round(store, settings_.reader(),
                         [&](const TuneTrial& trial) { job.log.info(tune_line(search.results(), trial)); });
      });
      longest = job.comm.max_value(std::max(longest, job.timings.total() - before));
    }
    return ExitCode::done;
  }

  TuneSettings settings_;
};

}  // namespace

std::unique_ptr<Command> make_tune_command() { return std::make_unique<TuneCommand>(); }

}  // namespace crucible
