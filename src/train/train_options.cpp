#include "crucible/train/train_options.hpp"

#include "crucible/core/error.hpp"
#include "crucible/train/optimizer.hpp"
#include "crucible/train/sync_mode.hpp"
#include "rate/rate_schedules.hpp"

#include <algorithm>
#include <array>
#include <sstream>
#include <string>
#include <utility>

namespace crucible {

namespace {

template <typename Value, std::size_t Size>
using NameTable = std::array<std::pair<Value, std::string_view>, Size>;

constexpr NameTable<InstructionSet, 3> instruction_sets{{{InstructionSet::portable, "portable"},
                                                         {InstructionSet::avx2, "avx2"},
                                                         {InstructionSet::avx512, "avx512"}}};

constexpr NameTable<Target, 2> targets{{{Target::rating, "rating"}, {Target::presence, "presence"}}};

template <typename Value, std::size_t Size>
constexpr std::string_view name_in(const NameTable<Value, Size>& table, Value value) noexcept {
  for (const auto& [entry, name] : table)
    if (entry == value) return name;
  return "?";
}

template <typename Value, std::size_t Size>
constexpr std::optional<Value> value_in(const NameTable<Value, Size>& table, std::string_view name) noexcept {
  for (const auto& [entry, entry_name] : table)
    if (entry_name == name) return entry;
  return std::nullopt;
}

void check_range(const char* argument, double value, double low, double high, const char* what) {
  // With this comparison NaN fails.
  if (value >= low && value <= high) return;
  std::ostringstream text;
  text << argument << ": " << value << " is not " << what;
  throw UsageError(text.str());
}

void check_all(const char* argument, const PerKind& values, double high, const char* what) {
  for (const std::optional<double>& value :
       {values.all, values.user_factors, values.book_factors, values.user_bias, values.book_bias})
    if (value) check_range(argument, *value, 0, high, what);
}

bool any_given(const PerKind& values) noexcept {
  return values.all || values.user_factors || values.book_factors || values.user_bias || values.book_bias;
}

/// Refuses rates, their schedule and L2 of an optimizer that has none.
void check_rates(const TrainOptions& options) {
  const std::string nothing = ": `optimizer` " + std::string(options.optimizer->name) + " has none to set";
  if (!options.optimizer->has_l2 && any_given(options.regularization))
    throw UsageError("`regularization`" + nothing);
  if (options.optimizer->has_rates) return;
  if (any_given(options.learning_rate)) throw UsageError("`learning_rate`" + nothing);
  if (options.decay) throw UsageError("`decay`" + nothing);
  if (options.schedule != nullptr) throw UsageError("`rate_schedule`" + nothing);
}

}  // namespace

std::string_view name_of(InstructionSet set) noexcept { return name_in(instruction_sets, set); }
std::optional<InstructionSet> parse_instruction_set(std::string_view name) noexcept {
  return value_in(instruction_sets, name);
}

std::string_view name_of(Target target) noexcept { return name_in(targets, target); }
std::optional<Target> parse_target(std::string_view name) noexcept { return value_in(targets, name); }

PerKind PerKind::or_else(const PerKind& other) const noexcept {
  const auto choose = [&](const std::optional<double>& mine, const std::optional<double>& theirs) {
    if (mine) return mine;
    if (all) return all;
    return theirs ? theirs : other.all;
  };
  return {all ? all : other.all, choose(user_factors, other.user_factors),
          choose(book_factors, other.book_factors), choose(user_bias, other.user_bias),
          choose(book_bias, other.book_bias)};
}

const Optimizer& default_optimizer() noexcept { return *optimizer_table().front(); }
const Optimizer& default_optimizer_for_unrated() noexcept {
  const auto table = optimizer_table();
  const auto row =
      std::find_if(table.begin(), table.end(), [](const Optimizer* o) { return o->needs_unrated; });
  return row == table.end() ? default_optimizer() : **row;
}
const SyncMode& default_sync_mode() noexcept { return *sync_mode_table().front(); }

OptimizerDefaults defaults_of(const TrainOptions& options) noexcept {
  return options.optimizer->defaults(options);
}

Hyperparameters hyperparameters(const TrainOptions& options, double spread) noexcept {
  constexpr double usual_decay = 0.95;
  const Optimizer& optimizer = *options.optimizer;
  const OptimizerDefaults defaults = optimizer.defaults(options);
  const PerKind rate = options.learning_rate.or_else(defaults.learning_rate);
  const PerKind l2 = options.regularization.or_else(defaults.regularization);
  const RateScales scales = optimizer.scales != nullptr ? optimizer.scales(spread) : RateScales{};
  Hyperparameters hyper;
  hyper.user_factor_rate = *rate.user_factors * scales.factor_rate;
  hyper.book_factor_rate = *rate.book_factors * scales.factor_rate;
  hyper.user_bias_rate = *rate.user_bias * scales.bias_rate;
  hyper.book_bias_rate = *rate.book_bias * scales.bias_rate;
  hyper.user_factor_l2 = *l2.user_factors * scales.factor_l2;
  hyper.book_factor_l2 = *l2.book_factors * scales.factor_l2;
  hyper.user_bias_l2 = *l2.user_bias;
  hyper.book_bias_l2 = *l2.book_bias;
  hyper.schedule = options.schedule;
  if (hyper.schedule == nullptr) hyper.schedule = options.decay ? &decay_schedule : defaults.schedule;
  hyper.decay = options.decay.value_or(defaults.schedule->uses_decay ? defaults.decay : usual_decay);
  hyper.biases = options.biases.value_or(optimizer.biases && options.unrated_weight == 0);
  if (optimizer.accumulators != nullptr) {
    const AccumulatorStart start = optimizer.accumulators(spread);
    hyper.factor_sum_start = start.factors;
    hyper.bias_sum_start = start.bias;
  }
  return hyper;
}

void check(const TrainOptions& options) {
  require(options.optimizer != nullptr && options.sync != nullptr, "TrainOptions: no optimizer or sync mode");
  const std::int64_t most = options.optimizer->most_factors;
  check_range("`factors`", static_cast<double>(options.factors), 1, static_cast<double>(most),
              ("in 1.." + std::to_string(most)).c_str());
  check_range("`epochs`", static_cast<double>(options.epochs), 1, 1e9, "in 1..1000000000");
  check_all("`learning_rate`", options.learning_rate, 1e3, "in 0..1000");
  check_all("`regularization`", options.regularization, 1e3, "in 0..1000");
  if (options.decay) check_range("`decay`", *options.decay, 1e-3, 1, "in 0.001..1");
  if (options.decay && options.schedule != nullptr && !options.schedule->uses_decay)
    throw UsageError("`decay`: only `rate_schedule` decay uses it, not " +
                     std::string(options.schedule->name));
  check_range("`batch`", static_cast<double>(options.batch), 1, 1e9, "in 1..1000000000");
  if (options.syncs_per_epoch)
    check_range("`syncs_per_epoch`", static_cast<double>(*options.syncs_per_epoch), 1, 4096, "in 1..4096");
  check_range("`unrated_weight`", options.unrated_weight, 0, 1e6, "in 0..1000000");
  if (options.unrated_weight > 0 && options.biases.value_or(false))
    throw UsageError("`unrated_weight`: learns without biases; leave out the biases");
  if (options.unrated_weight > 0 && options.optimizer->pass == nullptr &&
      options.optimizer->batch_step == nullptr && !options.optimizer->needs_unrated)
    throw UsageError("`unrated_weight`: `optimizer` " + std::string(options.optimizer->name) +
                     " learns from rated entries alone");
  if (options.unrated_weight == 0 && options.target == Target::presence)
    throw UsageError("`target`: without an `unrated_weight` all targets would be 1; give one, such as 0.2");
  if (options.unrated_weight == 0 && options.optimizer->needs_unrated)
    throw UsageError("`optimizer` " + std::string(options.optimizer->name) +
                     ": learns from unrated entries too; give an `unrated_weight`, such as 0.2");
  check_rates(options);
  if (options.patience)
    check_range("`patience`", static_cast<double>(*options.patience), 1, 1e9, "1 or more");
}

}  // namespace crucible
