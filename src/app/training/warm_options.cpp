#include "training/warm_options.hpp"

#include "crucible/core/error.hpp"
#include "training/training_config.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

namespace crucible {

namespace {

/// What a warm start may choose anew: it does not change what the model's rows mean.
constexpr std::array free_names{"epochs",          "patience", "seed",           "sync",
                                "syncs-per-epoch", "shards",   "instruction-set"};

bool is_free(const std::string& name) {
  return std::find(free_names.begin(), free_names.end(), name) != free_names.end();
}

bool is_given(const OptionTable& options, const std::string& name) {
  return options.given(name) || (name == "biases" && options.given("no-biases"));
}

void add(std::vector<std::string>& arguments, const std::string& name, const std::string& value) {
  if (name == "biases") {
    arguments.push_back(value == "yes" ? "--biases" : "--no-biases");
  } else if (value != "auto" && value != "none") {
    arguments.push_back("--" + name);
    arguments.push_back(value);
  }
}

[[noreturn]] void refuse_change(const ModelStore& from, const std::string& name, const std::string& then,
                                const std::string& now) {
  throw UsageError(std::string("--")
                       .append(name)
                       .append(": ")
                       .append(from.path())
                       .append(" was trained with ")
                       .append(then)
                       .append(", not ")
                       .append(now)
                       .append("; a model goes on with its own, or is trained anew without --from"));
}

}  // namespace

TrainOptionBinding options_of_model(const ModelStore& from, const TrainOptionBinding& given,
                                    const OptionTable& options, std::int64_t epochs) {
  std::vector<std::string> arguments;
  for (const auto& [name, now] : given.effective()) {
    const std::string then = recorded_option(from, name);
    if (is_free(name) || then.empty()) continue;
    if (is_given(options, name) && now != then) refuse_change(from, name, then, now);
    add(arguments, name, then);
  }
  for (const auto& [name, value] : options.effective())
    if (is_free(name) && options.given(name)) add(arguments, name, value);
  if (!options.given("epochs")) add(arguments, "epochs", std::to_string(epochs));
  TrainOptionBinding binding;
  OptionTable table("train");
  binding.declare(table);
  table.parse(arguments);
  return binding;
}

}  // namespace crucible
