#pragma once

#include "crucible/cli/option_table.hpp"
#include "crucible/train/optimizer.hpp"
#include "crucible/train/sync_mode.hpp"

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
  /// What was given, checked, and the optimizer's usual numbers for the rest. `validates`: there is a
  /// validation part, so that patience has a default.
  TrainOptions options(bool validates) const;

  /// Every option that decides what is learnt, with its value, in the order of the table. Defaults are filled
  /// in; shared rates and L2 are in units of the spread of the ratings. Leaves out --epochs and --patience,
  /// which only say how long, and --syncs-per-epoch and --shards, whose defaults depend on ranks and data.
  std::vector<std::pair<std::string, std::string>> effective() const;

  /// --epochs, or the optimizer's usual number, with as many more as draws may take. `validates` as above.
  std::int64_t epochs(bool validates) const;
  /// Whether draws may follow the steps.
  bool draws(bool validates) const;

  /// --shards; only for --sync rotate.
  std::optional<std::int64_t> shards;

 private:
  const Optimizer& optimizer() const;

  TrainOptions values_;
  std::optional<std::int64_t> factors_;
  std::optional<std::int64_t> epochs_;
  std::string optimizer_;  ///< empty: the default, which depends on the unrated weight
  std::string target_{name_of(Target::rating)};
  std::string schedule_;
  std::string sync_{default_sync_mode().name};
  std::string instruction_set_;
  std::int64_t seed_ = 1;
  bool no_biases_ = false;
  bool biases_ = false;
};

}  // namespace crucible
