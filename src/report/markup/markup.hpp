#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace crucible {

/// A piece of HTML or SVG. Texts become markup only by being escaped, so that no name of a file, a title or
/// an option can add an element. All of it is also well-formed XML.
class Markup {
 public:
  Markup() = default;
  /// `text`, escaped: & < > " ', and U+FFFD for control characters, for bytes that are not UTF-8, and for
  /// characters that turn the direction of what follows.
  Markup(std::string_view text);                                       // NOLINT(google-explicit-constructor)
  Markup(const std::string& text) : Markup(std::string_view(text)) {}  // NOLINT(google-explicit-constructor)
  Markup(const char* text) : Markup(std::string_view(text)) {}         // NOLINT(google-explicit-constructor)

  /// Constants of this program, such as the style sheet, as they are.
  static Markup verbatim(const char* code);

  Markup& operator+=(const Markup& more);
  friend Markup operator+(Markup first, const Markup& second) { return first += second; }

  const std::string& code() const noexcept { return code_; }
  bool empty() const noexcept { return code_.empty(); }

 private:
  friend Markup element(std::string_view name,
                        const std::vector<std::pair<std::string_view, std::string>>& attributes,
                        const Markup& content);
  std::string code_;
};

/// Names and values of an element; values are escaped.
using Attributes = std::vector<std::pair<std::string_view, std::string>>;

/// <name attributes>content</name>, or <name attributes/> for elements of HTML that never have content and
/// shapes of SVG that have none. An attribute whose value is empty is left out.
Markup element(std::string_view name, const Attributes& attributes = {}, const Markup& content = {});

/// At most `most` characters of `text`, with an ellipsis in place of what is cut.
std::string shortened(std::string_view text, std::size_t most);

}  // namespace crucible
