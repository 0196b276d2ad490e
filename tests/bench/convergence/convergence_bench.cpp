// Test RMSE epoch by epoch of every schedule and merge rule at many shards, which one process simulates: the
// shards train in turn, and their changes go through the merging and the choice of S that ranks go through.
// One shard is serial training. Prints a table; writes every epoch as CSV.
//
//   convergence_bench ratings.h5 [--rules LIST] [--shard-counts LIST] [--csv FILE] [--check] [options of
//   train]
#include "crucible/cli/option_table.hpp"
#include "crucible/core/error.hpp"
#include "crucible/mpi/session.hpp"
#include "crucible/store/rating_store.hpp"
#include "crucible/store/training_data.hpp"
#include "crucible/train/sync_mode.hpp"
#include "crucible/train/trainer.hpp"
#include "options/train_option_binding.hpp"
#include "schedule/merge_rule.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <limits>
#include <string>
#include <vector>

namespace {

using namespace crucible;

/// A way to share the book factors.
struct Way {
  std::string name;
  const MergeRule* rule;  ///< null: no copies are merged
  const SyncMode* sync;
};

/// Every rule of the modes that merge copies, and the modes that don't.
std::vector<Way> all_ways() {
  std::vector<Way> all;
  for (const SyncMode* mode : sync_mode_table()) {
    if (!mode->merges_copies) {
      all.push_back({std::string(mode->name), nullptr, mode});
      continue;
    }
    for (const MergeRule* rule : merge_rules) all.push_back({std::string(rule->name), rule, mode});
  }
  return all;
}

std::vector<std::string> all_names() {
  std::vector<std::string> names;
  for (const Way& way : all_ways()) names.push_back(way.name);
  return names;
}

struct Settings {
  std::string ratings;
  std::string split;
  std::string csv;
  std::vector<std::string> ways = all_names();
  std::vector<std::int64_t> shards{1, 4, 16, 64, 256};
  bool check = false;
  TrainOptionBinding train;
};

/// What one run came to; infinite where it diverged.
struct Outcome {
  std::int64_t syncs = 0;
  std::int64_t epochs = 0;
  double rmse = std::numeric_limits<double>::infinity();
};

Outcome train(const Communicator& alone, const RatingStore& store, const Settings& settings, const Way& way,
              std::int64_t shards, std::ofstream& csv) {
  TrainOptions options = settings.train.options({});
  options.merge_rule = way.rule;
  options.sync = way.sync;
  Trainer trainer(alone, options, load_training_data(alone, store, settings.split, shards, Part::test));
  Outcome outcome;
  outcome.syncs = trainer.syncs_per_epoch();
  try {
    while (!trainer.finished()) {
      const EpochReport report = trainer.run_epoch();
      outcome.epochs = report.epoch;
      outcome.rmse = report.validation_rmse;
      csv << way.name << ',' << shards << ',' << outcome.syncs << ',' << report.epoch << ','
          << report.train_rmse << ',' << report.validation_rmse << ',' << report.seconds << '\n';
    }
  } catch (const NumericalError&) {
    outcome.rmse = std::numeric_limits<double>::infinity();
    csv << way.name << ',' << shards << ',' << outcome.syncs << ',' << outcome.epochs + 1
        << ",diverged,diverged,\n";
  }
  csv.flush();
  return outcome;
}

/// Whether a default keeps what is promised of it; only curvature and rotate are defaults.
bool holds(const std::string& way, std::int64_t shards, double excess) {
  if (way == "rotate") return excess <= 0.002;
  return way != "curvature" || excess <= (shards <= 64 ? 0.003 : 0.01);
}

/// One line of the table; whether all its promises hold.
bool print_row(const Way& way, const std::vector<std::int64_t>& shards, const std::vector<Outcome>& row,
               double serial) {
  bool good = true;
  std::printf("%-10s", way.name.c_str());
  for (std::size_t i = 0; i < row.size(); ++i) {
    const double excess = row[i].rmse / serial - 1;
    good = holds(way.name, shards[i], excess) && good;
    if (std::isinf(row[i].rmse))
      std::printf("  %7s (epoch %2ld)", "diverged", static_cast<long>(row[i].epochs + 1));
    else
      std::printf("  %.4f (%+6.2f %%) S%2ld", row[i].rmse, 100 * excess, static_cast<long>(row[i].syncs));
  }
  std::printf("\n");
  std::fflush(stdout);
  return good;
}

int study(const Communicator& world, const Settings& settings) {
  const RatingStore store = RatingStore::open(world, settings.ratings);
  std::ofstream csv(settings.csv.empty() ? "/dev/null" : settings.csv);
  if (!csv) throw IoError(settings.csv, "cannot be written");
  csv.precision(7);
  csv << "way,shards,syncs,epoch,train_rmse,test_rmse,seconds\n";
  const std::vector<Way> ways = all_ways();
  const Outcome serial = train(world, store, settings, ways.front(), 1, csv);
  std::printf("test RMSE after %ld epochs; serial: %.4f\n%-10s", static_cast<long>(serial.epochs),
              serial.rmse, "shards");
  for (const std::int64_t shards : settings.shards) std::printf("  %21ld", static_cast<long>(shards));
  std::printf("\n");
  bool good = std::isfinite(serial.rmse);
  for (const Way& way : ways) {
    if (std::find(settings.ways.begin(), settings.ways.end(), way.name) == settings.ways.end()) continue;
    std::vector<Outcome> row;
    for (const std::int64_t shards : settings.shards)
      row.push_back(shards == 1 && way.rule != nullptr ? serial
                                                       : train(world, store, settings, way, shards, csv));
    good = print_row(way, settings.shards, row, serial.rmse) && good;
  }
  return good || !settings.check ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  const MpiSession session(argc, argv);
  Settings settings;
  std::string known;
  for (const std::string& name : all_names()) known.append(known.empty() ? "" : ", ").append(name);
  OptionTable table("convergence_bench");
  table.positional("RATINGS", settings.ratings, "ratings.h5 with a split that has a test part");
  table.add("split", settings.split, "NAME", "the split (default: the file's first)");
  table.add("rules", settings.ways, "LIST", "of " + known);
  table.add("shard-counts", settings.shards, "LIST", "numbers of shards to simulate", {1, 1e6});
  table.add("csv", settings.csv, "FILE", "write every epoch's errors");
  table.add("check", settings.check,
            "exit with 1 where curvature or rotate is further from serial than promised");
  settings.train.declare(table);
  try {
    table.parse({argv + 1, argv + argc});
    if (settings.split.empty()) {
      const RatingStore store = RatingStore::open(session.world(), settings.ratings);
      if (store.splits().empty()) throw UsageError(settings.ratings + " has no split");
      settings.split = store.splits().front().name;
    }
    return study(session.world(), settings);
  } catch (const Error& error) {
    std::fprintf(stderr, "convergence_bench: %s\n", error.what());
    return static_cast<int>(error.exit_code());
  }
}
