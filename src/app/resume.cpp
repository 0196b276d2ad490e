#include "resume.hpp"

#include "crucible/mpi/collective.hpp"
#include "crucible/train/train_data.hpp"
#include "same_ids.hpp"

#include <filesystem>
#include <set>
#include <sstream>
#include <utility>
#include <vector>

namespace crucible {

namespace {

namespace fs = std::filesystem;

constexpr const char* syncs_name = "syncs-per-epoch";
constexpr const char* default_mark = " (default)";

/// Lines "name = value" in their order.
using Config = std::vector<std::pair<std::string, std::string>>;

Config parsed(const std::string& config) {
  Config values;
  std::istringstream lines(config);
  for (std::string line; std::getline(lines, line);)
    if (const std::size_t at = line.find(" = "); at != std::string::npos)
      values.emplace_back(line.substr(0, at), line.substr(at + 3));
  return values;
}

std::string shown(const Config& values, const std::string& name) {
  for (const auto& [other, value] : values)
    if (other == name) return value;
  return "unset";
}

void refuse_change(const ModelStore& model, const std::string& name, const std::string& then,
                   const std::string& now) {
  if (then == now) return;
  throw UsageError(model.path() + ": was trained with " + name + " " + then + ", not " + now +
                   "; give the same options, or start over with --fresh");
}

bool exists(const Communicator& comm, const std::string& path) {
  std::error_code ignored;
  return comm.broadcast_value(comm.is_root() && fs::exists(path, ignored));
}

/// Damaged files must not take the place of good ones when the next checkpoint moves the present one back.
void set_aside(const std::vector<std::string>& damaged) {
  for (const std::string& path : damaged) {
    std::error_code failed;
    fs::rename(path, path + ".damaged", failed);
    if (failed) throw IoError(path, "cannot be renamed to " + path + ".damaged: " + failed.message());
  }
}

}  // namespace

std::string previous_path(const std::string& path, std::int64_t number) {
  fs::path previous(path);
  previous.replace_extension(".prev" + (number == 1 ? "" : std::to_string(number)) +
                             previous.extension().string());
  return previous.string();
}

void shift_previous(const std::string& path, std::int64_t keep) {
  std::error_code ignored;
  for (std::int64_t number = keep; number > 1; --number)
    fs::rename(previous_path(path, number - 1), previous_path(path, number), ignored);
}

std::optional<ModelStore> newest_good_model(Job& job, const std::string& path, std::int64_t keep) {
  std::string problems;
  std::vector<std::string> damaged;
  for (std::int64_t number = 0; number <= keep; ++number) {
    const std::string candidate = number == 0 ? path : previous_path(path, number);
    if (!exists(job.comm, candidate)) {
      if (number == 0) problems = path + " is missing; ";
      continue;
    }
    try {
      ModelStore model = ModelStore::open(job.comm, candidate);
      if (!problems.empty()) job.log.warning(problems.append("going on from ").append(candidate));
      if (!job.common.dry_run) on_root(job.comm, [&] { set_aside(damaged); });
      return model;
    } catch (const Error& error) {
      if (!error.on_all_ranks()) throw;
      problems += std::string(error.what()) + "; ";
      damaged.push_back(candidate);
    }
  }
  if (damaged.empty()) return std::nullopt;
  on_every_rank(job.comm, [&] {
    throw Error(ErrorKind::input, problems + "nothing good to resume from; --fresh starts over");
  });
  return std::nullopt;
}

std::string config_that_matters(const OptionTable& options, const TrainOptionBinding& binding,
                                const RatingStore& store, const std::string& split) {
  // The last four are compared otherwise: as biases, with the shards of the file, and in lines of their own.
  static const std::set<std::string> may_change{"epochs",   "patience",      "checkpoint-every",
                                                "keep",     "max-time",      "hang-timeout",
                                                "output",   "json",          "config",
                                                "quiet",    "verbose",       "fresh",
                                                "force",    "dry-run",       "help",
                                                "triplets", "overlap-every", "no-biases",
                                                "shards",   "split",         "syncs-per-epoch"};
  std::string text;
  const auto add = [&text](const std::string& name, const std::string& value) {
    text.append(name).append(" = ").append(value).append("\n");
  };
  std::set<std::string> added;
  for (const auto& [name, value] : binding.effective()) {
    add(name, value);
    added.insert(name);
  }
  for (const auto& [name, value] : options.effective())
    if (!may_change.contains(name) && !added.contains(name)) add(name, value);
  std::string with = "none";
  for (const SplitSummary& summary : store.splits())
    if (summary.name == split) with = described(summary);
  add("split", with);
  return text;
}

void check_resumable(const ModelStore& model, const std::string& config,
                     const std::string& ratings_fingerprint) {
  if (model.record().ratings_fingerprint != ratings_fingerprint)
    throw UsageError(model.path() + ": was trained on other ratings; name those, or start over with --fresh");
  const Config now = parsed(config);
  const Config then = parsed(model.record().config);
  for (const Config& side : {now, then})
    for (const auto& [name, ignored] : side)
      if (name != syncs_name) refuse_change(model, name, shown(then, name), shown(now, name));
}

std::string syncs_line(std::int64_t in_force, bool given) {
  return std::string(syncs_name) + " = " + std::to_string(in_force) + (given ? "" : default_mark) + "\n";
}

void check_same_syncs(const ModelStore& model, const std::string& line, std::int64_t shards) {
  const auto is_default = [](const std::string& value) { return value.ends_with(default_mark); };
  const auto number = [](const std::string& value) { return value.substr(0, value.find(default_mark)); };
  const std::string then = shown(parsed(model.record().config), syncs_name);
  const std::string now = shown(parsed(line), syncs_name);
  if (is_default(then) && is_default(now) && model.record().shards != shards) return;
  refuse_change(model, syncs_name, number(then), number(now));
}

std::int64_t rotate_shards(const RatingStore& store, std::optional<std::int64_t> given,
                           const ModelStore* old) {
  if (old == nullptr)
    return given.value_or(
        default_rotate_shards(store.total_ratings(), store.total_users(), store.total_books()));
  const std::int64_t shards = old->record().shards;
  refuse_change(*old, "shards", std::to_string(shards), std::to_string(given.value_or(shards)));
  return shards;
}

}  // namespace crucible
