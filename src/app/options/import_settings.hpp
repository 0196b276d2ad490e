#pragma once

#include "crucible/cli/option_table.hpp"
#include "crucible/text/import_options.hpp"

#include <string>
#include <vector>

namespace crucible {

/// The options of `import`, and what they mean.
class ImportSettings {
 public:
  void declare(OptionTable& options);
  /// Turns the texts of options into values. Throws UsageError. Local.
  void settle();
  /// Throws UsageError if an option of texts is given, and the input is HDF5. Local.
  void refuse_options_of_texts(const OptionTable& options) const;

  /// Settled.
  const ImportOptions& data() const noexcept { return data_; }
  /// Where an HDF5 file has its ratings; empty if that is to be found.
  const std::vector<std::string>& triplets() const noexcept { return triplets_; }

 private:
  void declare_text(OptionTable& options);
  void declare_kept(OptionTable& options);

  ImportOptions data_;
  std::string separator_;
  std::string header_ = "auto";
  std::string encoding_ = "auto";
  std::string decimal_ = "auto";
  std::string count_as_ = "none";
  std::string row_ids_ = "auto";
  std::string scale_;
  std::string duplicates_ = "last";
  std::vector<std::string> triplets_;
};

}  // namespace crucible
