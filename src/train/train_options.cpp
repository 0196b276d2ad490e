#include "crucible/train/train_options.hpp"

#include "crucible/core/error.hpp"

#include <array>
#include <cmath>
#include <sstream>
#include <string>
#include <utility>

namespace crucible {

namespace {

template <typename Value, std::size_t Size>
using NameTable = std::array<std::pair<Value, std::string_view>, Size>;

constexpr NameTable<Optimizer, 3> optimizers{
    {{Optimizer::sgd, "sgd"}, {Optimizer::adagrad, "adagrad"}, {Optimizer::adamw, "adamw"}}};
constexpr NameTable<RateSchedule, 3> schedules{{{RateSchedule::constant, "constant"},
                                                {RateSchedule::decay, "decay"},
                                                {RateSchedule::bold_driver, "bold-driver"}}};
constexpr NameTable<SyncMode, 2> sync_modes{
    {{SyncMode::allreduce, "allreduce"}, {SyncMode::rotate, "rotate"}}};
constexpr NameTable<InstructionSet, 3> instruction_sets{{{InstructionSet::portable, "portable"},
                                                         {InstructionSet::avx2, "avx2"},
                                                         {InstructionSet::avx512, "avx512"}}};

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

void check_range(const char* option, double value, double low, double high, const char* what) {
  // written so that NaN fails
  if (value >= low && value <= high) return;
  std::ostringstream text;
  text << option << ": " << value << " is not " << what;
  throw UsageError(text.str());
}

void check_all(const char* option, const PerKind& values, double high, const char* what) {
  for (const std::optional<double>& value :
       {values.all, values.user_factors, values.book_factors, values.user_bias, values.book_bias})
    if (value) check_range(option, *value, 0, high, what);
}

}  // namespace

std::string_view name_of(Optimizer optimizer) noexcept { return name_in(optimizers, optimizer); }
std::string_view name_of(RateSchedule schedule) noexcept { return name_in(schedules, schedule); }
std::string_view name_of(SyncMode sync) noexcept { return name_in(sync_modes, sync); }
std::string_view name_of(InstructionSet set) noexcept { return name_in(instruction_sets, set); }
std::optional<Optimizer> parse_optimizer(std::string_view name) noexcept {
  return value_in(optimizers, name);
}
std::optional<RateSchedule> parse_rate_schedule(std::string_view name) noexcept {
  return value_in(schedules, name);
}
std::optional<SyncMode> parse_sync_mode(std::string_view name) noexcept { return value_in(sync_modes, name); }
std::optional<InstructionSet> parse_instruction_set(std::string_view name) noexcept {
  return value_in(instruction_sets, name);
}

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

OptimizerDefaults defaults_of(const TrainOptions& options) noexcept {
  OptimizerDefaults defaults;
  const auto same = [](double value) {
    PerKind values;
    values.all = value;
    return values;
  };
  switch (options.optimizer) {
    case Optimizer::sgd:
      defaults = {same(0.03), same(0.1), RateSchedule::decay, 0.97};
      defaults.learning_rate.user_bias = defaults.learning_rate.book_bias = 0.012;
      defaults.regularization.user_bias = defaults.regularization.book_bias = 0.05;
      if (options.unrated_weight > 0)  // targets in 0..1, most of them 0; see docs/ranking.md
        defaults = {same(0.05), same(0.02), RateSchedule::decay, 0.97};
      break;
    case Optimizer::adagrad:
      defaults = {same(0.1), same(0.05), RateSchedule::constant, 1};
      break;
    case Optimizer::adamw:
      defaults = {same(1e-3), same(1e-2), RateSchedule::constant, 1};
      break;
  }
  return defaults;
}

Hyperparameters hyperparameters(const TrainOptions& options, double spread) noexcept {
  const OptimizerDefaults defaults = defaults_of(options);
  const PerKind rate = options.learning_rate.or_else(defaults.learning_rate);
  const PerKind l2 = options.regularization.or_else(defaults.regularization);
  double factor_scale = 1;
  double bias_scale = 1;
  double l2_scale = 1;
  if (options.optimizer == Optimizer::sgd) {
    factor_scale = 1 / spread;
    l2_scale = spread;
  } else if (options.optimizer == Optimizer::adagrad) {
    factor_scale = std::sqrt(spread);
    bias_scale = spread;
    l2_scale = spread;
  }
  Hyperparameters hyper;
  hyper.user_factor_rate = *rate.user_factors * factor_scale;
  hyper.book_factor_rate = *rate.book_factors * factor_scale;
  hyper.user_bias_rate = *rate.user_bias * bias_scale;
  hyper.book_bias_rate = *rate.book_bias * bias_scale;
  hyper.user_factor_l2 = *l2.user_factors * l2_scale;
  hyper.book_factor_l2 = *l2.book_factors * l2_scale;
  hyper.user_bias_l2 = *l2.user_bias;
  hyper.book_bias_l2 = *l2.book_bias;
  hyper.schedule = options.schedule.value_or(options.decay ? RateSchedule::decay : defaults.schedule);
  hyper.decay = options.decay.value_or(defaults.schedule == RateSchedule::decay ? defaults.decay : 0.95);
  hyper.biases =
      options.biases.value_or(options.optimizer != Optimizer::adamw && options.unrated_weight == 0);
  hyper.factor_sum_start = spread * spread * spread;
  hyper.bias_sum_start = spread * spread;
  return hyper;
}

void check(const TrainOptions& options) {
  check_range("--factors", static_cast<double>(options.factors), 1, 4096, "in 1..4096");
  check_range("--epochs", static_cast<double>(options.epochs), 1, 1e9, "in 1..1000000000");
  check_all("--learning-rate", options.learning_rate, 1e3, "in 0..1000");
  check_all("--regularization", options.regularization, 1e3, "in 0..1000");
  if (options.decay) check_range("--decay", *options.decay, 1e-3, 1, "in 0.001..1");
  if (options.decay && options.schedule && *options.schedule != RateSchedule::decay)
    throw UsageError("--decay: only --rate-schedule decay uses it, not " +
                     std::string(name_of(*options.schedule)));
  check_range("--batch", static_cast<double>(options.batch), 1, 1e9, "in 1..1000000000");
  if (options.syncs_per_epoch)
    check_range("--syncs-per-epoch", static_cast<double>(*options.syncs_per_epoch), 1, 4096, "in 1..4096");
  check_range("--unrated-weight", options.unrated_weight, 0, 1e6, "in 0..1000000");
  if (options.unrated_weight > 0 && options.biases.value_or(false))
    throw UsageError("--unrated-weight: learns without biases; leave out the biases");
  if (options.patience)
    check_range("--patience", static_cast<double>(*options.patience), 1, 1e9, "1 or more");
}

}  // namespace crucible
