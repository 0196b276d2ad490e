#include "crucible/app/commands.hpp"
#include "crucible/eval/evaluate.hpp"
#include "crucible/eval/trec.hpp"
#include "crucible/mpi/collective.hpp"
#include "crucible/store/model_store.hpp"
#include "crucible/store/rating_store.hpp"
#include "evaluation_table.hpp"
#include "same_ids.hpp"
#include "split_choice.hpp"
#include "text_format.hpp"
#include "text_output.hpp"
#include "training_data.hpp"

#include <filesystem>
#include <optional>

namespace crucible {

namespace {

std::string metric_help() {
  std::string names;
  for (const MetricRow& row : metric_table()) names += (names.empty() ? "" : ", ") + std::string(row.name);
  return "what to measure: all, or some of " + names +
         "; name@K is measured at one list length, a name alone at each of --top";
}

class EvaluateCommand : public Command {
 public:
  void declare(OptionTable& options) override {
    options.positional("MODEL", model_, "model.h5");
    options.positional("RATINGS", ratings_, "ratings.h5 with a split");
    options.add("split", split_, "NAME", "judge by what this split holds out");
    options.add_choice("part", part_, {"test", "validation"}, "which part of the split to judge by");
    options.add(
        "fold", fold_, "N",
        "judge by fold N of the split, counted from 0 (default: the one that the model was trained without)",
        {0, 255});
    options.group("What to measure");
    options.add("metrics", metrics_, "LIST", metric_help());
    options.add("top", top_, "K,K,...", "lengths of the recommended lists", {1, 1e6});
    options.add("relevant-from", relevant_from_, "RATING",
                "lowest rating that makes a held-out book relevant (default: every one is)");
    options.add("beside", beside_, "MODEL,...", "other models of the same ratings, to stand beside this one");
    options.add("bootstrap", bootstrap_, "N", "resamples of the readers for 95 % intervals; 0 for none",
                {0, 1e5});
    options.add("groups", groups_, "break the figures down by readers' and books' numbers of ratings");
    options.add("seed", seed_, "N", "of the resampling");
    options.group("Files for trec_eval and ranx");
    options.add("trec-run", trec_run_, "FILE", "write the model's lists");
    options.add("trec-qrels", trec_qrels_, "FILE", "write the relevant held-out books");
  }

  ExitCode run(Job& job, const OptionTable&) override {
    EvaluateOptions what;
    what.metrics = on_every_rank(job.comm, [&] { return parse_metrics(metrics_, top_); });
    what.relevant_from = relevant_from_;
    what.bootstrap = bootstrap_;
    what.groups = groups_;
    what.seed = static_cast<std::uint64_t>(seed_);
    TextOutput run_file;
    TextOutput qrels_file;
    on_root(job.comm, [&] { open_trec(job, what, run_file, qrels_file); });

    const RatingStore ratings =
        job.timings.measure("load", [&] { return RatingStore::open(job.comm, ratings_); });
    std::vector<FactorModel> models;
    const EvaluationData data = job.timings.measure("load", [&] { return load(job, ratings, models); });
    if (job.common.dry_run) return say_plan(job, data);

    std::string run_text;
    std::string qrels_text;
    if (!trec_run_.empty() || !trec_qrels_.empty())
      what.observer =
          on_every_rank(job.comm, [&] { return trec_observer(ratings, data, run_text, qrels_text); });
    const Evaluation evaluation =
        job.timings.measure("evaluate", [&] { return evaluate(job.comm, named(models), data, what); });
    job.timings.measure("write", [&] {
      if (!trec_run_.empty()) write_in_rank_order(job.comm, run_text, run_file.stream(), trec_run_);
      if (!trec_qrels_.empty()) write_in_rank_order(job.comm, qrels_text, qrels_file.stream(), trec_qrels_);
      on_root(job.comm, [&] {
        run_file.commit();
        qrels_file.commit();
      });
    });
    report(job, evaluation);
    return ExitCode::done;
  }

 private:
  /// For rank 0.
  void open_trec(const Job& job, const EvaluateOptions& what, TextOutput& run_file,
                 TextOutput& qrels_file) const {
    if (trec_run_.empty() && trec_qrels_.empty()) return;
    if (longest_list(what.metrics) == 0)
      throw UsageError("crucible evaluate: --trec-run and --trec-qrels: none of --metrics needs a ranking");
    if (job.common.dry_run) return;
    if (!trec_run_.empty()) run_file.open(trec_run_, "--trec-run", job.common.force);
    if (!trec_qrels_.empty()) qrels_file.open(trec_qrels_, "--trec-qrels", job.common.force);
  }

  /// This rank's users of every model and of the ratings. Collective.
  EvaluationData load(Job& job, const RatingStore& ratings, std::vector<FactorModel>& models) {
    std::vector<ModelStore> stores;
    stores.push_back(ModelStore::open(job.comm, model_));
    for (const std::string& path : beside_) stores.push_back(ModelStore::open(job.comm, path));
    split_ = on_every_rank(job.comm, [&] { return choose_split(ratings, split_, job.log); });
    if (split_.empty())
      on_every_rank(job.comm, [&] {
        throw UsageError(ratings_ +
                         ": no split, so nothing is held out to judge by; make one with: crucible split");
      });
    if (!fold_ && split_ == split_of_training(stores.front())) fold_ = fold_of_training(stores.front());
    if (fold_) on_every_rank(job.comm, [&] { check_fold(ratings, split_, *fold_); });
    const IndexRange users =
        on_every_rank(job.comm, [&] { return ratings.plan(job.comm.size()).users(job.comm.rank()); });
    on_every_rank(job.comm, [&] {
      for (const ModelStore& store : stores) {
        check_same_ids(store, ratings);
        warn_of_other_split(store, ratings, split_, fold_, job.log);
        models.push_back(store.read(users, {0, store.total_books()}));
      }
    });
    return on_every_rank(job.comm, [&] { return load_ratings(ratings, users); });
  }

  EvaluationData load_ratings(const RatingStore& store, IndexRange users) const {
    const RatingShard shard = store.read(users);
    const SplitLabels labels = store.read_split(users, split_);
    if (!fold_) return evaluation_data(shard, labels.part, part_ == "test" ? Part::test : Part::validation);
    return evaluation_data_of_fold(shard, labels, *fold_);
  }

  /// Collective.
  static ExitCode say_plan(Job& job, const EvaluationData& data) {
    const std::int64_t held = job.comm.sum_value(data.test.size());
    const std::int64_t train = job.comm.sum_value(data.train.size());
    job.log.result("would judge by " + grouped(held) + " held-out ratings, with baselines of " +
                   grouped(train) + " training ratings");
    job.result["pairs"] = held;
    return ExitCode::done;
  }

  /// Appends every reader's list and relevant books to this rank's texts.
  static ListObserver trec_observer(const RatingStore& store, const EvaluationData& data,
                                    std::string& run_text, std::string& qrels_text) {
    return [&run_text, &qrels_text, first = data.test.users.begin, users = store.user_ids(data.test.users),
            books = store.book_ids({0, store.total_books()})](
               std::int64_t user, std::span<const ScoredBook> shown, std::span<const BookIndex> relevant) {
      const std::string& reader = users[static_cast<std::size_t>(user - first)];
      append_trec_run(run_text, reader, shown, books, "crucible");
      append_trec_qrels(qrels_text, reader, relevant, books);
    };
  }

  std::vector<NamedModel> named(const std::vector<FactorModel>& models) const {
    std::vector<NamedModel> result;
    for (std::size_t i = 0; i < models.size(); ++i) {
      const std::string& path = i == 0 ? model_ : beside_[i - 1];
      result.push_back(
          {beside_.empty() ? std::filesystem::path(path).filename().string() : path, &models[i]});
    }
    return result;
  }

  void report(Job& job, const Evaluation& evaluation) const {
    if (evaluation.pairs == 0)
      job.log.warning(ratings_ + ": this part of split " + printable(split_) + " is empty");
    for (const std::string& line : evaluation_lines(evaluation)) job.log.result(line);
    for (const std::string& line : evaluation_count_lines(evaluation)) job.log.result(line);
    job.result.update(evaluation_json(evaluation, 1 + beside_.size()));
  }

  std::string model_;
  std::string ratings_;
  std::string split_;
  std::string part_ = "test";
  std::optional<std::int64_t> fold_;
  std::vector<std::string> metrics_{"all"};
  std::vector<std::int64_t> top_{10};
  std::optional<double> relevant_from_;
  std::vector<std::string> beside_;
  std::int64_t bootstrap_ = 200;
  bool groups_ = false;
  std::int64_t seed_ = 1;
  std::string trec_run_;
  std::string trec_qrels_;
};

}  // namespace

std::unique_ptr<Command> make_evaluate_command() { return std::make_unique<EvaluateCommand>(); }

}  // namespace crucible
