#include "evaluation/trec_files.hpp"

#include "crucible/core/error.hpp"
#include "crucible/eval/trec.hpp"
#include "crucible/mpi/collective.hpp"

namespace crucible {

void TrecFiles::open(const Job& job, const EvaluateOptions& what) {
  if (!wanted()) return;
  on_root(job.comm, [&] {
    if (longest_list(what.metrics) == 0)
      throw UsageError("crucible evaluate: --trec-run and --trec-qrels: none of --metrics needs a ranking");
    if (job.common.dry_run) return;
    if (!run_path_.empty()) run_file_.open(run_path_, "trec_run", job.common.force);
    if (!qrels_path_.empty()) qrels_file_.open(qrels_path_, "trec_qrels", job.common.force);
  });
}

ListObserver TrecFiles::observer(const RatingStore& store, const EvaluationData& data) {
  return [this, first = data.test.users.begin, users = store.user_ids(data.test.users),
          books = store.book_ids({0, store.total_books()})](
             std::int64_t user, std::span<const ScoredBook> shown, std::span<const BookIndex> relevant) {
    const std::string& id = users[static_cast<std::size_t>(user - first)];
    append_trec_run(run_text_, id, shown, books, "crucible");
    append_trec_qrels(qrels_text_, id, relevant, books);
  };
}

void TrecFiles::write(const Job& job) {
  if (!run_path_.empty()) write_in_rank_order(job.comm, run_text_, run_file_.stream(), run_path_);
  if (!qrels_path_.empty()) write_in_rank_order(job.comm, qrels_text_, qrels_file_.stream(), qrels_path_);
  on_root(job.comm, [&] {
    run_file_.commit();
    qrels_file_.commit();
  });
}

}  // namespace crucible
