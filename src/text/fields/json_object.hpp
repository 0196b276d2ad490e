#pragma once

#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crucible {

/// The values that stand in a JSON object itself, by key. What is nested in them is checked and passed over.
class JsonObject {
 public:
  /// Reads all of `line`, which must outlive what this gives. Returns what is wrong with it, or null.
  const char* parse(std::string_view line);

  /// The text or the number under `key`, "null" for null; nothing if there is none, or another kind. Of a
  /// key that stands there twice the last one counts.
  std::optional<std::string_view> text(std::string_view key) const;
  /// All keys, in their order.
  std::vector<std::string> keys() const;

 private:
  struct Member {
    std::string_view key;
    std::string_view value;
    bool plain = false;  ///< a text, a number or null
  };

  void skip_space();
  bool take(char expected);
  bool take_member();
  bool take_value(Member& member, int depth);
  bool take_string(std::string_view& value);
  bool take_escape(std::string& to);
  bool take_scalar(Member& member);
  bool take_nested(char close, int depth);

  std::string_view rest_;
  std::vector<Member> members_;
  std::deque<std::string> rewritten_;
};

}  // namespace crucible
