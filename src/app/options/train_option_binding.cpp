#include "options/train_option_binding.hpp"

#include "crucible/core/error.hpp"
#include "crucible/core/number_text.hpp"
#include "crucible/train/draw_plan.hpp"
#include "crucible/train/optimizer.hpp"
#include "crucible/train/rate_schedule.hpp"
#include "crucible/train/regularization_choice.hpp"
#include "crucible/train/sync_mode.hpp"

#include <span>

namespace crucible {

namespace {

template <typename Row>
std::vector<std::string> names_in(std::span<const Row* const> table) {
  std::vector<std::string> names;
  for (const Row* row : table) names.emplace_back(row->name);
  return names;
}

/// "name (summary), name (summary)"
template <typename Row>
std::string choices_text(std::span<const Row* const> table) {
  std::string text;
  for (const Row* row : table)
    text.append(text.empty() ? "" : ", ").append(row->name).append(" (").append(row->summary).append(")");
  return text;
}

/// "sgd, adagrad and gibbs": the optimizers for which `holds`.
template <typename Condition>
std::string names_where(const Condition& holds) {
  std::vector<std::string> names;
  for (const Optimizer* optimizer : optimizer_table())
    if (holds(*optimizer)) names.emplace_back(optimizer->name);
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i)
    text.append(i == 0 ? "" : i + 1 < names.size() ? ", " : " and ").append(names[i]);
  return text;
}

/// The optimizers that learn biases by default, or those that do not.
std::string names_with_biases(bool biases) {
  return names_where([&](const Optimizer& optimizer) { return optimizer.biases == biases; });
}

std::string batch_names() {
  return names_where([](const Optimizer& optimizer) { return optimizer.batch_step != nullptr; });
}

/// "128, with gibbs 30": the value of the first optimizer, then of those that differ.
std::string usual(std::int64_t Optimizer::*number) {
  const Optimizer& first = *optimizer_table().front();
  std::string text = std::to_string(first.*number);
  for (const Optimizer* optimizer : optimizer_table())
    if (optimizer->*number != first.*number)
      text.append(", with ").append(optimizer->name).append(" ").append(std::to_string(optimizer->*number));
  return text;
}

/// Optimizers whose L2 is chosen from the ratings.
std::string names_of_choosers() {
  std::string text;
  for (const Optimizer* optimizer : optimizer_table())
    if (optimizer->l2_from_data) text.append(text.empty() ? "" : " and ").append(optimizer->name);
  return text;
}

}  // namespace

void TrainOptionBinding::declare(OptionTable& table) {
  constexpr Limits positive{1e-300, 1e300};
  constexpr Limits not_negative{0, 1e300};
  constexpr Limits at_least_one{1, 9e18};  // check() of the train room knows how much is too much
  table.group("Model");
  table.add("factors", factors_, "K",
            "number of latent factors (default " + usual(&Optimizer::usual_factors) + ")", at_least_one);
  table.add("biases", biases_, "learn user and book biases (default with " + names_with_biases(true) + ")");
  table.add("no-biases", no_biases_,
            "factors alone (default with " + names_with_biases(false) + " or an unrated weight)");
  table.add("unrated-weight", values_.unrated_weight, "W",
            "weight of the entries that nobody rated, for ranking; 0: none", not_negative);
  table.add_choice(
      "target", target_, {"rating", "presence"},
      "with an unrated weight, what rated entries are fitted to: rating ((rating / highest)^2, the "
      "best-rated books first), presence (1, whatever the rating)");
  table.group("Learning");
  table.add("epochs", epochs_, "N",
            "at most this many passes over the ratings (default " + usual(&Optimizer::usual_epochs) +
                "; with draws after the steps " + std::to_string(most_sweeps) + " more)",
            at_least_one);
  table.add_choice("optimizer", optimizer_, names_in(optimizer_table()),
                   "how parameters are learnt: " + choices_text(optimizer_table()) +
                       " (default: " + std::string(default_optimizer().name) + ", with an unrated weight " +
                       std::string(default_optimizer_for_unrated().name) + ")");
  table.add("learning-rate", values_.learning_rate.all, "RATE", "of all parameters, at the first epoch",
            positive);
  table.add("user-factor-rate", values_.learning_rate.user_factors, "RATE", "of the user factors", positive);
  table.add("book-factor-rate", values_.learning_rate.book_factors, "RATE", "of the book factors", positive);
  table.add("user-bias-rate", values_.learning_rate.user_bias, "RATE", "of the user biases", positive);
  table.add("book-bias-rate", values_.learning_rate.book_bias, "RATE", "of the book biases", positive);
  table.add_choice(
      "rate-schedule", schedule_, names_in(rate_schedule_table()),
      "how the rate moves: " + choices_text(rate_schedule_table()) + " (default: the optimizer's)");
  table.add("decay", values_.decay, "FACTOR", "rate of an epoch over that of the epoch before", {0, 1});
  table.add_or_word("regularization", values_.regularization.all, "auto", "L2",
                    "of all parameters; auto: that of the factors is chosen from the ratings with " +
                        names_of_choosers() + " (others, biases and an unrated weight: the default)",
                    not_negative);
  table.add("user-factor-regularization", values_.regularization.user_factors, "L2", "of the user factors",
            not_negative);
  table.add("book-factor-regularization", values_.regularization.book_factors, "L2", "of the book factors",
            not_negative);
  table.add("user-bias-regularization", values_.regularization.user_bias, "L2", "of the user biases",
            not_negative);
  table.add("book-bias-regularization", values_.regularization.book_bias, "L2", "of the book biases",
            not_negative);
  table.add("batch", values_.batch, "N", "ratings in a step of " + batch_names() + ", over all ranks",
            at_least_one);
  table.add("patience", values_.patience, "N",
            "stop after N epochs without a clearly better validation RMSE, counted once factors have grown; "
            "0: never (default with a validation part " +
                usual(&Optimizer::usual_patience) + "; for draws after the steps at least " +
                std::to_string(least_patience_of_draws) + ")");
  table.add("seed", seed_, "N", "of all random numbers");
  table.group("Ranks");
  table.add_choice("sync", sync_, names_in(sync_mode_table()),
                   "how ranks share the book factors: " + choices_text(sync_mode_table()));
  table.add("syncs-per-epoch", values_.syncs_per_epoch, "S", "merges an epoch (default: from ranks and data)",
            at_least_one);
  table.add("shards", shards, "V",
            "shards of rotate: fixes the result at any number of ranks (default: 16 to 64, from the data)",
            {1, 1e6});
  table.add_choice("instruction-set", instruction_set_, {"portable", "avx2", "avx512"},
                   "pin the kernels (default: the best that every rank has)");
}

std::int64_t TrainOptionBinding::epochs(bool validates) const {
  return epochs_.value_or(optimizer().usual_epochs + (draws(validates) ? most_sweeps : 0));
}

const Optimizer& TrainOptionBinding::optimizer() const {
  if (!optimizer_.empty()) return optimizer_named(optimizer_);
  return values_.unrated_weight > 0 ? default_optimizer_for_unrated() : default_optimizer();
}

bool TrainOptionBinding::draws(bool validates) const {
  return validates && optimizer().averages && values_.unrated_weight == 0;
}

TrainOptions TrainOptionBinding::options(bool validates) const {
  TrainOptions options = values_;
  options.optimizer = &optimizer();
  if (const auto target = parse_target(target_)) options.target = *target;
  options.sync = &sync_mode_named(sync_);
  options.seed = static_cast<std::uint64_t>(seed_);
  if (!schedule_.empty()) options.schedule = &rate_schedule_named(schedule_);
  if (!instruction_set_.empty()) options.instruction_set = parse_instruction_set(instruction_set_);
  if (no_biases_ && biases_) throw UsageError("--biases and --no-biases exclude each other");
  if (no_biases_) options.biases = false;
  if (biases_) options.biases = true;
  options.factors = factors_.value_or(options.optimizer->usual_factors);
  options.epochs = epochs(validates);
  if (!epochs_) options.epochs_of_draws = options.epochs - options.optimizer->usual_epochs;
  if (!options.patience && validates) options.patience = options.optimizer->usual_patience;
  if (options.patience == 0) options.patience.reset();
  if (shards && !has_fixed_shards(options)) throw UsageError("--shards goes with --sync rotate");
  check(options);
  return options;
}

std::vector<std::pair<std::string, std::string>> TrainOptionBinding::effective() const {
  const TrainOptions options = this->options(false);
  const OptimizerDefaults defaults = defaults_of(options);
  const PerKind rate = options.learning_rate.or_else(defaults.learning_rate);
  const PerKind l2 = options.regularization.or_else(defaults.regularization);
  const Hyperparameters decided = hyperparameters(options, 1);
  const bool open = regularization_is_open(options);
  const auto factor_l2 = [open](double value) { return open ? std::string("auto") : number_text(value); };
  return {{"factors", std::to_string(options.factors)},
          {"unrated-weight", number_text(options.unrated_weight)},
          {"target", target_},
          {"optimizer", std::string(options.optimizer->name)},
          {"biases", decided.biases ? "yes" : "no"},
          {"learning-rate", number_text(*rate.all)},
          {"user-factor-rate", number_text(*rate.user_factors)},
          {"book-factor-rate", number_text(*rate.book_factors)},
          {"user-bias-rate", number_text(*rate.user_bias)},
          {"book-bias-rate", number_text(*rate.book_bias)},
          {"rate-schedule", std::string(decided.schedule->name)},
          {"decay", decided.schedule->uses_decay ? number_text(decided.decay) : "none"},
          {"regularization", factor_l2(*l2.all)},
          {"user-factor-regularization", factor_l2(*l2.user_factors)},
          {"book-factor-regularization", factor_l2(*l2.book_factors)},
          {"user-bias-regularization", number_text(*l2.user_bias)},
          {"book-bias-regularization", number_text(*l2.book_bias)},
          {"batch", options.optimizer->batch_step != nullptr ? std::to_string(options.batch) : "none"},
          {"seed", std::to_string(options.seed)},
          {"sync", std::string(options.sync->name)}};
}

}  // namespace crucible
