#include "commands.hpp"
#include "crucible/core/number_text.hpp"
#include "crucible/eval/evaluate.hpp"
#include "crucible/mpi/collective.hpp"
#include "evaluation/judged.hpp"
#include "evaluation/trec_files.hpp"
#include "options/evaluate_settings.hpp"
#include "report/evaluation_table.hpp"
#include "steps/open_files.hpp"

namespace crucible {

namespace {

class EvaluateCommand : public Command {
 public:
  void declare(OptionTable& options) override {
    settings_.declare(options);
    options.most_used({"split", "part", "metrics", "top", "relevant-from", "beside"});
  }

  ExitCode run(Job& job, const OptionTable&) override {
    EvaluateOptions what = on_every_rank(job.comm, [&] { return settings_.evaluate_options(); });
    TrecFiles trec(settings_.trec_run, settings_.trec_qrels);
    trec.open(job, what);
    const RatingStore ratings = open_ratings(job, settings_.ratings);
    const Judged judged = job.timings.measure("load", [&] { return load_judged(job, settings_, ratings); });
    if (job.common.dry_run) {
      job.memory.expect(evaluation_bytes(judged.data, judged.models.front().k()));
      say_plan(job, judged.data);
      return ExitCode::done;
    }
    if (trec.wanted())
      what.observer = on_every_rank(job.comm, [&] { return trec.observer(ratings, judged.data); });
    const Evaluation evaluation = job.timings.measure(
        "evaluate", [&] { return evaluate(job.comm, judged.named(settings_), judged.data, what); });
    job.timings.measure("write", [&] { trec.write(job); });
    report(job, evaluation);
    return ExitCode::done;
  }

 private:
  /// Collective.
  static void say_plan(Job& job, const EvaluationData& data) {
    const std::int64_t held = job.comm.sum_value(data.test.size());
    const std::int64_t train = job.comm.sum_value(data.train.size());
    job.log.result("would judge by " + grouped(held) + " held-out ratings, with baselines of " +
                   grouped(train) + " training ratings");
    job.result["pairs"] = held;
  }

  void report(Job& job, const Evaluation& evaluation) const {
    if (evaluation.pairs == 0)
      job.log.warning(settings_.ratings + ": this part of split " + printable(settings_.split) + " is empty");
    const std::size_t models = 1 + settings_.beside.size();
    for (const std::string& line : evaluation_lines(evaluation, models)) job.log.result(line);
    for (const std::string& line : evaluation_count_lines(evaluation)) job.log.result(line);
    job.result["model"] = settings_.model;
    job.result["ratings"] = settings_.ratings;
    job.result.update(evaluation_json(evaluation, models));
  }

  EvaluateSettings settings_;
};

}  // namespace

std::unique_ptr<Command> make_evaluate_command() { return std::make_unique<EvaluateCommand>(); }

}  // namespace crucible
