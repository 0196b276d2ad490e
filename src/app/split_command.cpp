#include "crucible/app/commands.hpp"
#include "crucible/data/split.hpp"
#include "crucible/mpi/collective.hpp"
#include "crucible/store/rating_store.hpp"
#include "text_format.hpp"

#include <algorithm>
#include <array>

namespace crucible {

namespace {

constexpr std::array protocols = {SplitProtocol::random, SplitProtocol::per_user, SplitProtocol::last,
                                  SplitProtocol::users};

std::vector<std::string> protocol_names() {
  std::vector<std::string> names;
  for (const SplitProtocol protocol : protocols) names.emplace_back(name_of(protocol));
  return names;
}

class SplitCommand : public Command {
 public:
  void declare(OptionTable& options) override {
    options.positional("RATINGS", ratings_,
                       "ratings.h5; without --output it is replaced by the copy with the split");
    options.add("name", spec_.name, "NAME", "what the split is called");
    options.add_choice(
        "protocol", protocol_, protocol_names(),
        "what is held out: ratings by chance, of each reader equally many by chance, the newest, "
        "or whole readers with their best-liked books masked");
    options.add("test", spec_.test, "SHARE", "share of the ratings (users: of the readers) to judge by",
                {0, 1});
    options.add("validation", spec_.validation, "SHARE", "the same, to tell when training should stop",
                {0, 1});
    options.add(
        "k", spec_.k, "N",
        "per-user, last: N test (and, unless --validation 0, N validation) ratings of each reader instead of "
        "shares; users: N masked books (10)",
        {1, 1e9});
    options.add("global-time", spec_.global_time,
                "last: hold out what was rated after one moment, the same for all");
    options.add("folds", spec_.folds, "N", "besides, deal all ratings (users: readers) out to N folds",
                {0, 256});
    options.add("seed", seed_, "N", "another seed, another hold-out");
  }

  ExitCode run(Job& job, const OptionTable&) override {
    spec_.seed = static_cast<std::uint64_t>(seed_);
    const auto names = protocol_names();
    spec_.protocol =
        protocols[static_cast<std::size_t>(std::find(names.begin(), names.end(), protocol_) - names.begin())];
    settle_output(job);
    const RatingStore store =
        job.timings.measure("load", [&] { return RatingStore::open(job.comm, ratings_); });
    on_every_rank(job.comm, [&] { check_against(store, job.common.force); });
    const RatingTable table = job.timings.measure("load", [&] {
      return on_every_rank(job.comm, [&] { return store.read_table(job.comm.rank(), job.comm.size()); });
    });
    std::vector<SplitLabels> splits = other_splits(job, store, table.ratings.users);
    splits.push_back(job.timings.measure(
        "split", [&] { return make_split(job.comm, table.ratings, table.timestamp, spec_); }));
    summarise(job, splits.back());
    if (job.common.dry_run) return ExitCode::done;
    job.timings.measure(
        "write", [&] { RatingStore::write(job.comm, job.common.output, table, splits, {job.command_line}); });
    job.log.result(job.common.output + ": split " + spec_.name + " added");
    return ExitCode::done;
  }

 private:
  /// Without --output the input is replaced; a given one is checked as everywhere. Collective.
  void settle_output(Job& job) {
    if (!job.common.output.empty()) return check_output(job, {ratings_});
    job.common.output = ratings_;
    Job replacing{job.comm, job.common, job.log, {}, {}, {}, {}};
    replacing.common.force = true;
    check_output(replacing, {});
  }

  void check_against(const RatingStore& store, bool force) const {
    if (spec_.protocol == SplitProtocol::last && !store.has_timestamps())
      throw UsageError("crucible split: --protocol: last needs the times of the ratings, and " +
                       store.path() +
                       " has none (dataset /ratings/timestamp); take random, per-user or users");
    check(spec_, store.has_timestamps());
    const bool taken = std::any_of(store.splits().begin(), store.splits().end(),
                                   [&](const SplitSummary& split) { return split.name == spec_.name; });
    if (taken && !force)
      throw UsageError("crucible split: --name: " + store.path() + " has a split " + printable(spec_.name) +
                       " already; give another --name, or --force to replace it");
  }

  /// The file's splits but for one of the new one's name. Collective.
  std::vector<SplitLabels> other_splits(Job& job, const RatingStore& store, IndexRange users) const {
    return job.timings.measure("load", [&] {
      return on_every_rank(job.comm, [&] {
        std::vector<SplitLabels> splits;
        for (const SplitSummary& split : store.splits())
          if (split.name != spec_.name) splits.push_back(store.read_split(users, split.name));
        return splits;
      });
    });
  }

  /// Prints and notes how many ratings each part has. Collective.
  void summarise(Job& job, const SplitLabels& labels) const {
    const auto counts = part_counts(job.comm, labels);
    std::int64_t total = 0;
    for (const std::int64_t count : counts) total += count;
    job.result["name"] = labels.name;
    job.result["protocol"] = labels.protocol;
    job.result["parameters"] = labels.parameters;
    job.result["seed"] = labels.seed;
    job.log.result("split " + labels.name + " (" + labels.protocol + ", " + labels.parameters + ", seed " +
                   std::to_string(labels.seed) + ")");
    for (std::size_t p = 0; p < counts.size(); ++p) {
      const std::string name(name_of(static_cast<Part>(p)));
      job.result["parts"][name] = counts[p];
      if (counts[p] == 0 && p > 2) continue;
      const double share =
          100 * static_cast<double>(counts[p]) / static_cast<double>(std::max<std::int64_t>(1, total));
      job.log.result("  " + name + std::string(20 - name.size(), ' ') + padded(grouped(counts[p]), 14) +
                     " ratings " + padded(fixed(share, 2), 7) + " %");
    }
    if (spec_.folds > 0) summarise_folds(job, labels);
    if (counts[0] == 0 && total > 0) job.log.warning("split " + labels.name + " leaves nothing to train on");
  }

  /// Collective.
  void summarise_folds(Job& job, const SplitLabels& labels) const {
    const std::vector<std::int64_t> counts = fold_counts(job.comm, labels, spec_.folds);
    job.result["folds"] = counts;
    const auto [least, most] = std::minmax_element(counts.begin(), counts.end());
    job.log.result("  " + std::to_string(spec_.folds) + " folds of " + grouped(*least) + " to " +
                   grouped(*most) + " ratings");
  }

  std::string ratings_;
  std::string protocol_ = "random";
  std::int64_t seed_ = 1;
  SplitSpec spec_;
};

}  // namespace

std::unique_ptr<Command> make_split_command() { return std::make_unique<SplitCommand>(); }

}  // namespace crucible
