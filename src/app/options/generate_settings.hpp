#pragma once

#include "crucible/cli/option_table.hpp"
#include "crucible/synthetic/generate.hpp"
#include "crucible/synthetic/generate_matrix.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace crucible {

/// The options of `generate`, and what they mean.
class GenerateSettings {
 public:
  void declare(OptionTable& options);

  /// Whether a matrix is wanted; else ratings.
  bool wants_matrix() const noexcept { return !matrix_.empty(); }
  /// Checked. Throws UsageError. Local.
  GenerateOptions catalogue() const;
  /// Checked. Throws UsageError. Local. @pre wants_matrix()
  MatrixOptions matrix() const;

 private:
  GenerateOptions data_;
  std::int64_t seed_ = 1;
  std::string scale_ = "1:5";
  std::vector<std::string> matrix_;
};

}  // namespace crucible
