#include "commands.hpp"
#include "crucible/core/number_text.hpp"
#include "crucible/data/split.hpp"
#include "crucible/mpi/collective.hpp"
#include "crucible/store/export_ratings.hpp"
#include "steps/open_files.hpp"

namespace crucible {

namespace {

std::vector<std::string> format_names() {
  std::vector<std::string> names{"auto"};
  for (const ExportFormat& format : export_formats()) names.emplace_back(format.name);
  return names;
}

std::string format_summaries() {
  std::string text = "auto goes by the suffix of --output";
  for (const ExportFormat& format : export_formats())
    text += std::string("; ") + format.name + " (" + format.suffix + "): " + format.summary;
  return text;
}

class ExportCommand : public Command {
 public:
  void declare(OptionTable& options) override {
    options.positional("RATINGS", ratings_, "ratings.h5");
    options.add_choice("format", format_, format_names(), format_summaries());
    options.add("split", split_, "NAME", "export a part of this split alone");
    options.add("part", part_, "PART[,PART...]", "which: train, validation, test, ...");
  }

  ExitCode run(Job& job, const OptionTable& /*options*/) override {
    const ExportFormat& format = on_every_rank(job.comm, [&] { return std::cref(settle(job)); }).get();
    check_output(job, {ratings_});
    const RatingStore store = open_ratings(job, ratings_);
    const ExportJob work{job.comm, store, job.common.output, split_, parts_, {job.command_line}};
    on_every_rank(job.comm, [&] {
      if (!split_.empty()) static_cast<void>(store.read_split({0, 0}, split_));
    });
    job.result["format"] = format.name;
    if (job.common.dry_run) {
      job.log.result("would write " + job.common.output + ": " + format.name + ", " +
                     (split_.empty() ? "all ratings" : "a part of split " + split_) + " of " + ratings_);
      return ExitCode::done;
    }
    const ExportReport report = job.timings.measure("write", [&] { return format.write(work); });
    note(job, store, report);
    return ExitCode::done;
  }

 private:
  const ExportFormat& settle(const Job& job) {
    if (split_.empty() != part_.empty())
      throw UsageError("crucible export: --split and --part go together, as in --split NAME --part test");
    for (const std::string& name : part_) parts_.insert(part_named(name));
    return export_format(format_, job.common.output);
  }

  void note(Job& job, const RatingStore& store, const ExportReport& report) const {
    job.result["ratings"] = report.ratings;
    job.result["files"] = report.files;
    job.result["timestamps"] = report.timed;
    if (!report.ids)
      job.log.info("users and books are numbers from 1; their ids, a line each: " + report.files.at(1) +
                   ", " + report.files.at(2));
    if (store.has_timestamps() && !report.timed)
      job.log.warning("this format has no place for the ratings' times");
    job.log.result(report.files.front() + ": " + grouped(report.ratings) + " ratings");
  }

  std::string ratings_;
  std::string format_ = "auto";
  std::string split_;
  std::vector<std::string> part_;
  std::set<Part> parts_;
};

}  // namespace

std::unique_ptr<Command> make_export_command() { return std::make_unique<ExportCommand>(); }

}  // namespace crucible
