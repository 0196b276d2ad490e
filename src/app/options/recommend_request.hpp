#pragma once

#include "crucible/cli/job.hpp"
#include "crucible/cli/option_table.hpp"
#include "crucible/core/index_range.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace crucible {

/// What `recommend` was asked for.
struct RecommendRequest {
  void declare(OptionTable& options);
  /// Throws UsageError if options do not go together. Local.
  void check(const Job& job, const OptionTable& options) const;
  /// Whether lists go into a file; else they are shown.
  bool to_file(const Job& job) const;
  /// The files that are read.
  std::vector<std::string> inputs() const;
  /// The range of --users within [0, total), all without it. Throws UsageError. Local.
  IndexRange slice_of(std::int64_t total) const;

  std::string model;
  std::vector<std::string> users;  ///< ids, of --user
  std::vector<std::string> rate;
  std::string ratings_file;
  std::vector<std::string> similar;
  bool all = false;
  std::string slice;  ///< of --users: FROM:TO
  std::string ratings;
  std::int64_t top = 10;
  std::string by = "rating";
  std::string only;
  std::string exclude;
  bool explain = false;
};

}  // namespace crucible
