#include "training/training_config.hpp"

#include "crucible/core/error.hpp"
#include "crucible/core/number_text.hpp"
#include "crucible/data/train_data.hpp"
#include "crucible/store/same_ids.hpp"

#include <charconv>
#include <set>
#include <sstream>
#include <utility>
#include <vector>

namespace crucible {

namespace {

constexpr const char* syncs_name = "syncs-per-epoch";
constexpr const char* chosen_name = "chosen-regularization";
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

}  // namespace

std::string config_that_matters(const OptionTable& options, const TrainOptionBinding& binding,
                                const RatingStore& store, const std::string& split) {
  // Some are checked elsewhere: no-biases as `biases`, shards against those of the checkpoint; split, syncs
  // and what a warm start goes by in lines of their own. Time effects are learnt when the training is over.
  static const std::set<std::string> may_change{"epochs",         "patience",      "checkpoint-every",
                                                "keep",           "max-time",      "hang-timeout",
                                                "output",         "json",          "config",
                                                "quiet",          "verbose",       "fresh",
                                                "force",          "dry-run",       "help",
                                                "triplets",       "overlap-every", "no-biases",
                                                "shards",         "split",         "syncs-per-epoch",
                                                "from",           "replay",        "plot",
                                                "no-time-effects"};
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
  add("split", described_split(store, split));
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
      if (name != syncs_name && name != chosen_name)
        refuse_change(model, name, shown(then, name), shown(now, name));
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

std::string regularization_line(double l2) {
  return std::string(chosen_name) + " = " + number_text(l2) + "\n";
}

std::string recorded_option(const ModelStore& model, const std::string& name) {
  for (const auto& [other, value] : parsed(model.record().config))
    if (other == name) return value;
  return {};
}

double stored_regularization(const ModelStore& model) {
  const std::string text = shown(parsed(model.record().config), chosen_name);
  double l2 = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), l2);
  if (failed == std::errc() && end == text.data() + text.size() && l2 >= 0) return l2;
  throw InputError(model.path(), std::string("says ") + chosen_name + " " + printable(text) +
                                     " and not which number; start over with --fresh");
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
