#pragma once

#include "crucible/cli/option_table.hpp"
#include "crucible/picture/compression.hpp"
#include "crucible/picture/image_file.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace crucible {

/// The options of `compress`, and the k that they mean. What is picked becomes the value of --ranks, so that
/// --json shows it.
class CompressSettings {
 public:
  void declare(OptionTable& options);
  /// Takes in what was given. Throws UsageError if options do not go together. Local.
  void settle(const OptionTable& options);

  /// Picks the k for a picture of this shape: what was asked for must be there, defaults are cut. The k of
  /// --energy is not known yet. Throws UsageError. Local.
  void pick(const PictureShape& shape);
  /// Picks what follows from all singular values: the k of --energy, and which is stored. Local.
  void pick(std::span<const double> singular_values);

  /// The k to show, ascending. @pre picked
  const std::vector<std::int64_t>& ranks() const noexcept { return ranks_; }
  /// The k whose factors are stored. @pre picked
  std::int64_t stored() const noexcept { return stored_; }
  const std::string& picture() const noexcept { return picture_; }
  const ImageLimits& limits() const noexcept { return limits_; }

 private:
  std::string picture_;
  std::vector<std::int64_t> ranks_{1, 10, 30, 70, 130};
  bool ranks_given_ = false;
  std::int64_t stored_ = 0;  ///< 0: not picked yet
  std::optional<double> energy_;
  std::optional<double> size_;
  ImageLimits limits_;
};

}  // namespace crucible
