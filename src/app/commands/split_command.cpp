#include "commands.hpp"
#include "crucible/mpi/collective.hpp"
#include "crucible/store/write_memory.hpp"
#include "options/split_settings.hpp"
#include "report/split_report.hpp"
#include "steps/open_files.hpp"

namespace crucible {

namespace {

class SplitCommand : public Command {
 public:
  void declare(OptionTable& options) override { settings_.declare(options); }

  ExitCode run(Job& job, const OptionTable&) override {
    settings_.settle();
    const SplitSpec& spec = settings_.spec();
    settle_output(job);
    const RatingStore store = open_ratings(job, settings_.ratings());
    on_every_rank(job.comm, [&] { settings_.check_against(store, job.common.force); });
    const RatingTable table = job.timings.measure("load", [&] {
      return on_every_rank(job.comm, [&] { return store.read_table(job.comm.rank(), job.comm.size()); });
    });
    std::vector<SplitLabels> splits = other_splits(job, store, table.ratings.users);
    const SplitKeys keys = on_every_rank(job.comm, [&] { return keys_for(store, table); });
    splits.push_back(job.timings.measure(
        "split", [&] { return make_split(job.comm, table.ratings, table.timestamp, spec, keys); }));
    report_split(job, splits.back(), spec.folds);
    if (job.common.dry_run) {
      job.memory.expect(bytes_to_write(job.comm, table));
      job.log.result("would write " + job.common.output + " with split " + spec.name);
      return ExitCode::done;
    }
    job.timings.measure(
        "write", [&] { RatingStore::write(job.comm, job.common.output, table, splits, {job.command_line}); });
    job.log.result(job.common.output + ": split " + spec.name + " added");
    return ExitCode::done;
  }

 private:
  /// Local. The hashes of all ids, if the split draws by them.
  SplitKeys keys_for(const RatingStore& store, const RatingTable& table) const {
    SplitKeys keys;
    if (!settings_.spec().by_id) return keys;
    for (const std::string& id : table.user_ids) keys.user.push_back(id_key(id));
    for (const std::string& id : store.book_ids({0, store.total_books()})) keys.book.push_back(id_key(id));
    return keys;
  }

  /// Collective. Without --output, the input is replaced. A given output is checked as in every command.
  void settle_output(Job& job) const {
    if (!job.common.output.empty()) return check_output(job, {settings_.ratings()});
    job.common.output = settings_.ratings();
    check_output(job, {}, OutputKind::file, OldOutput::taken_up);
  }

  /// Collective. The file's splits, except one with the new split's name.
  std::vector<SplitLabels> other_splits(Job& job, const RatingStore& store, IndexRange users) const {
    return job.timings.measure("load", [&] {
      return on_every_rank(job.comm, [&] {
        std::vector<SplitLabels> splits;
        for (const SplitSummary& split : store.splits())
          if (split.name != settings_.spec().name) splits.push_back(store.read_split(users, split.name));
        return splits;
      });
    });
  }

  SplitSettings settings_;
};

}  // namespace

std::unique_ptr<Command> make_split_command() { return std::make_unique<SplitCommand>(); }

}  // namespace crucible
