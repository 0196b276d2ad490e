#pragma once

#include "crucible/cli/option_table.hpp"
#include "crucible/data/split.hpp"
#include "crucible/store/rating_store.hpp"

#include <cstdint>
#include <string>

namespace crucible {

/// The options of `split`, and what they mean.
class SplitSettings {
 public:
  void declare(OptionTable& options);
  /// Turns the texts of options into values. Local.
  void settle();
  /// Throws UsageError if `store` cannot be split so; `force` allows a name that it has. Local.
  /// @pre settled
  void check_against(const RatingStore& store, bool force) const;

  const std::string& ratings() const noexcept { return ratings_; }
  /// Settled.
  const SplitSpec& spec() const noexcept { return spec_; }

 private:
  std::string ratings_;
  std::string protocol_ = "random";
  std::int64_t seed_ = 1;
  SplitSpec spec_;
};

}  // namespace crucible
