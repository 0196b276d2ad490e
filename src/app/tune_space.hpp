#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace crucible {

/// Option names and the texts that they are given, in the order of the option table.
using OptionTexts = std::vector<std::pair<std::string, std::string>>;

/// Whether `text` can be the value of train option `name`; by what train itself says. Throws UsageError with
/// the reason where not.
void check_train_option(const std::string& name, const std::string& text);

/// One option that a search varies: a list of values, or a range to draw from.
struct TuneDimension {
  std::string option;
  std::vector<std::string> values;  ///< "A,B,C"; empty for a range
  double low = 0;                   ///< "LOW:HIGH"
  double high = 0;
  bool whole = false;        ///< draw whole numbers
  bool logarithmic = false;  ///< draw evenly on a logarithmic scale: where LOW is above 0
};

/// What a search goes through: train options with a single value are the same for every candidate, those with
/// a list (`64,128,256`) or a range (`0.001:0.1`) are varied. Local.
class TuneSpace {
 public:
  /// Checks every value that `texts` names. Throws UsageError naming the option.
  explicit TuneSpace(OptionTexts texts);

  const std::vector<TuneDimension>& dimensions() const noexcept { return dimensions_; }
  const OptionTexts& fixed() const noexcept { return fixed_; }

  /// Every combination of the lists, the last option fastest. Throws UsageError where a range is among them.
  std::vector<OptionTexts> grid() const;
  /// `count` different candidates drawn by chance, or all where there are fewer; a longer draw starts with
  /// the shorter one.
  std::vector<OptionTexts> draw(std::int64_t count, std::uint64_t seed) const;

 private:
  std::vector<TuneDimension> dimensions_;
  OptionTexts fixed_;
};

}  // namespace crucible
