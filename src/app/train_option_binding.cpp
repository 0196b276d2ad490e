#include "train_option_binding.hpp"

#include "crucible/core/error.hpp"
#include "option_text.hpp"

namespace crucible {

void TrainOptionBinding::declare(OptionTable& table) {
  constexpr Limits positive{1e-300, 1e300};
  constexpr Limits not_negative{0, 1e300};
  table.group("Model");
  table.add("factors", values_.factors, "K", "number of latent factors", {1, 65536});
  table.add("biases", biases_, "learn user and book biases (default with sgd and adagrad)");
  table.add("no-biases", no_biases_, "factors alone (default with adamw or an unrated weight)");
  table.add("unrated-weight", values_.unrated_weight, "W",
            "weight of the entries that nobody rated, for ranking; 0: none", not_negative);
  table.group("Learning");
  table.add("epochs", values_.epochs, "N", "at most this many passes over the ratings", {1, 1e9});
  table.add_choice("optimizer", optimizer_, {"sgd", "adagrad", "adamw"},
                   "how a step follows from a gradient");
  table.add("learning-rate", values_.learning_rate.all, "RATE", "of all parameters, at the first epoch",
            positive);
  table.add("user-factor-rate", values_.learning_rate.user_factors, "RATE", "of the user factors", positive);
  table.add("book-factor-rate", values_.learning_rate.book_factors, "RATE", "of the book factors", positive);
  table.add("user-bias-rate", values_.learning_rate.user_bias, "RATE", "of the user biases", positive);
  table.add("book-bias-rate", values_.learning_rate.book_bias, "RATE", "of the book biases", positive);
  table.add_choice("rate-schedule", schedule_, {"constant", "decay", "bold-driver"},
                   "how the rate moves (default: decay for sgd, else constant)");
  table.add("decay", values_.decay, "FACTOR", "rate of an epoch over that of the epoch before", {1e-6, 1});
  table.add("regularization", values_.regularization.all, "L2", "of all parameters", not_negative);
  table.add("user-factor-regularization", values_.regularization.user_factors, "L2", "of the user factors",
            not_negative);
  table.add("book-factor-regularization", values_.regularization.book_factors, "L2", "of the book factors",
            not_negative);
  table.add("user-bias-regularization", values_.regularization.user_bias, "L2", "of the user biases",
            not_negative);
  table.add("book-bias-regularization", values_.regularization.book_bias, "L2", "of the book biases",
            not_negative);
  table.add("batch", values_.batch, "N", "ratings in a step of adamw, over all ranks", {1, 2e9});
  table.add(
      "patience", values_.patience, "N",
      "stop after N epochs without a better validation RMSE; 0: never (default 3 with a validation part)");
  table.add("seed", seed_, "N", "of all random numbers");
  table.group("Ranks");
  table.add_choice("sync", sync_, {"allreduce", "rotate"},
                   "merge copies of the book factors, or pass blocks round");
  table.add("syncs-per-epoch", values_.syncs_per_epoch, "S", "merges an epoch (default: from ranks and data)",
            {1, 65536});
  table.add("shards", shards, "V",
            "shards of rotate: fixes the result at any number of ranks (default: 16 to 64, from the data)",
            {1, 1e6});
  table.add_choice("instruction-set", instruction_set_, {"portable", "avx2", "avx512"},
                   "pin the kernels (default: the best that every rank has)");
}

TrainOptions TrainOptionBinding::options(std::optional<std::int64_t> patience_default) const {
  TrainOptions options = values_;
  options.optimizer = parse_optimizer(optimizer_).value();
  options.sync = parse_sync_mode(sync_).value();
  options.seed = static_cast<std::uint64_t>(seed_);
  if (!schedule_.empty()) options.schedule = parse_rate_schedule(schedule_);
  if (!instruction_set_.empty()) options.instruction_set = parse_instruction_set(instruction_set_);
  if (no_biases_ && biases_) throw UsageError("--biases and --no-biases exclude each other");
  if (no_biases_) options.biases = false;
  if (biases_) options.biases = true;
  if (!options.patience) options.patience = patience_default;
  if (options.patience == 0) options.patience.reset();
  if (shards && options.sync != SyncMode::rotate) throw UsageError("--shards goes with --sync rotate");
  check(options);
  return options;
}

std::vector<std::pair<std::string, std::string>> TrainOptionBinding::effective() const {
  const TrainOptions options = this->options({});
  const OptimizerDefaults defaults = defaults_of(options);
  const PerKind rate = options.learning_rate.or_else(defaults.learning_rate);
  const PerKind l2 = options.regularization.or_else(defaults.regularization);
  const Hyperparameters decided = hyperparameters(options, 1);
  return {{"factors", std::to_string(options.factors)},
          {"unrated-weight", show_real(options.unrated_weight)},
          {"optimizer", std::string(name_of(options.optimizer))},
          {"biases", decided.biases ? "yes" : "no"},
          {"learning-rate", show_real(*rate.all)},
          {"user-factor-rate", show_real(*rate.user_factors)},
          {"book-factor-rate", show_real(*rate.book_factors)},
          {"user-bias-rate", show_real(*rate.user_bias)},
          {"book-bias-rate", show_real(*rate.book_bias)},
          {"rate-schedule", std::string(name_of(decided.schedule))},
          {"decay", decided.schedule == RateSchedule::decay ? show_real(decided.decay) : "none"},
          {"regularization", show_real(*l2.all)},
          {"user-factor-regularization", show_real(*l2.user_factors)},
          {"book-factor-regularization", show_real(*l2.book_factors)},
          {"user-bias-regularization", show_real(*l2.user_bias)},
          {"book-bias-regularization", show_real(*l2.book_bias)},
          {"batch", options.optimizer == Optimizer::adamw ? std::to_string(options.batch) : "none"},
          {"seed", std::to_string(options.seed)},
          {"sync", std::string(name_of(options.sync))}};
}

}  // namespace crucible
