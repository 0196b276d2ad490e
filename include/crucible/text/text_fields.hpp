#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crucible {

/// What stands between two columns: 1 to 7 bytes, or " ", which means any run of blanks and tabs.
class Separator {
 public:
  constexpr Separator() = default;
  /// Throws UsageError if `text` is empty, too long, or holds what ids and numbers are made of.
  explicit Separator(std::string_view text);

  std::string_view text() const noexcept { return {bytes_.data(), length_}; }
  bool is_blanks() const noexcept { return text() == " "; }

 private:
  std::array<char, 7> bytes_{','};
  std::uint8_t length_ = 1;
};

/// How a line is cut into fields. Trivially copyable, so that one rank can tell the others.
struct FieldRules {
  Separator separator;
  bool quotes = false;   ///< a field may stand in double quotes, with "" for one of them (RFC 4180)
  bool escapes = false;  ///< inside quotes a backslash makes the next byte plain (Book-Crossing)
};

/// Cuts lines into fields.
class FieldSplitter {
 public:
  explicit FieldSplitter(const FieldRules& rules) : rules_(rules) {}

  /// Cuts `line`, which must outlive the fields. Returns what is wrong with it, or null.
  const char* split(std::string_view line);
  /// What split() returns for a field whose quotes do not close.
  static const char* unterminated_quote() noexcept;

  std::size_t size() const noexcept { return fields_.size(); }
  /// True if quotes were looked for and found in that line.
  bool quoted() const noexcept { return quoted_; }
  /// Field `i`, valid until the next split(). @pre i < size()
  std::string_view operator[](std::size_t i) const noexcept { return fields_[i]; }

 private:
  void split_blanks(std::string_view line);
  void split_plain(std::string_view line);
  const char* split_quoted(std::string_view line);
  const char* take_quoted_field(std::string_view line, std::size_t& position);

  FieldRules rules_;
  bool quoted_ = false;
  std::vector<std::string_view> fields_;
  std::deque<std::string> unquoted_;  ///< fields that had to be rewritten
};

/// Why a text is no rating.
enum class NumberProblem : std::uint8_t { none, not_a_number, not_finite, too_large, too_small };

/// Ratings lie between minus and plus this: a float holds every half of them exactly, and the squares of
/// their differences can be summed exactly (see MetricSum).
inline constexpr float largest_rating = 1e6F;

/// Reads `text` as a decimal number, without the blanks around it, and rounds it once to the nearest float. A
/// number beyond largest_rating is too large. A number other than 0 below the least normal float is too
/// small.
NumberProblem parse_rating(std::string_view text, float& value) noexcept;
/// The same words for messages: "is not a number", ...
const char* describe(NumberProblem problem) noexcept;

/// `text` as an integer if it is the canonical form of one that fits 64 bits: no sign but '-', no leading
/// zeros. So integer and text determine each other.
std::optional<std::int64_t> parse_canonical_integer(std::string_view text) noexcept;

/// The shortest decimal text that reads back as `value`.
std::string shortest_text(float value);
std::string shortest_text(double value);

/// `text` without blanks, tabs, other ASCII space, no-break and other Unicode space and byte order marks at
/// its ends. UTF-8.
std::string_view trimmed(std::string_view text) noexcept;

/// A column's name as it is compared: letters and digits alone, in lower case.
std::string plain_name(std::string_view name);

}  // namespace crucible
