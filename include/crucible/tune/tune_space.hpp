#pragma once

#include "crucible/train/train_options.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace crucible {

/// Names of options and the texts of their values.
using OptionTexts = std::vector<std::pair<std::string, std::string>>;

/// One candidate, read from its option texts.
struct TuneCandidate {
  TrainOptions options;
  std::optional<std::int64_t> shards;  ///< for the rotate schedule; unset: the default for the data
  /// Training stops by its own patience, and its best model by validation counts, as with `train`: draws
  /// begin when patience is out. Else the metric of the search decides about both.
  bool keeps_best = false;
};

/// Turns texts into train options. The caller provides it, because only the caller knows its option names.
struct TrainOptionReader {
  /// Throws UsageError with the reason if `text` cannot be the value of option `name`.
  std::function<void(const std::string& name, const std::string& text)> check_value;
  /// Throws UsageError if the values contradict each other.
  std::function<TuneCandidate(const OptionTexts& texts)> read;
};

/// One option that a search varies: a list of values, or a range to draw from.
struct TuneDimension {
  std::string option;
  std::vector<std::string> values;  ///< "A,B,C"; empty for a range
  double low = 0;                   ///< "LOW:HIGH"
  double high = 0;
  bool whole = false;        ///< draw whole numbers
  bool logarithmic = false;  ///< draw evenly on a logarithmic scale, because LOW is above 0
};

/// The space of a search. A train option with a single value is the same for every candidate. An option with
/// a list (`64,128,256`) or a range (`0.001:0.1`) is varied. Local.
class TuneSpace {
 public:
  /// Checks every value in `texts`. Throws UsageError, which names the option.
  TuneSpace(OptionTexts texts, const TrainOptionReader& reader);

  const std::vector<TuneDimension>& dimensions() const noexcept { return dimensions_; }
  const OptionTexts& fixed() const noexcept { return fixed_; }

  /// Every combination of the lists; the last option varies fastest. Throws UsageError if an option has a
  /// range, or if there are too many combinations.
  std::vector<OptionTexts> grid() const;
  /// `count` different random candidates, or all if there are fewer. A draw of more candidates with the same
  /// seed starts with the same ones.
  std::vector<OptionTexts> draw(std::int64_t count, std::uint64_t seed) const;

 private:
  std::vector<TuneDimension> dimensions_;
  OptionTexts fixed_;
};

}  // namespace crucible
