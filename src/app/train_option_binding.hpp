#pragma once

#include "crucible/app/option_table.hpp"
#include "crucible/train/train_options.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace crucible {

/// The options of a training, as text until the table has read them.
class TrainOptionBinding {
 public:
  /// Binds every option that TrainOptions knows. The binding must outlive the table.
  void declare(OptionTable& table);
  /// What was given, checked. `patience_default` counts where --patience was not given.
  TrainOptions options(std::optional<std::int64_t> patience_default) const;

  /// What is learnt with: every option that decides it and its value, defaults filled in (shared rates and
  /// L2 in units of the spread of the ratings), in the order of the table. Without --epochs and --patience,
  /// which say how long, and --syncs-per-epoch and --shards, whose defaults come from ranks and data.
  std::vector<std::pair<std::string, std::string>> effective() const;

  /// --epochs.
  std::int64_t epochs() const noexcept { return values_.epochs; }

  /// --shards; only for --sync rotate.
  std::optional<std::int64_t> shards;

 private:
  TrainOptions values_;
  std::string optimizer_ = "sgd";
  std::string schedule_;
  std::string sync_ = "allreduce";
  std::string instruction_set_;
  std::int64_t seed_ = 1;
  bool no_biases_ = false;
  bool biases_ = false;
};

}  // namespace crucible
