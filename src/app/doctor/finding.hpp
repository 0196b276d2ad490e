#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace crucible {

enum class Health : std::uint8_t {
  ok,
  warning,  ///< works, but slower or with less room than it could
  wrong,    ///< results or jobs would fail
};
constexpr std::string_view name_of(Health health) noexcept {
  return health == Health::ok ? "ok" : health == Health::warning ? "warning" : "wrong";
}

/// What `crucible doctor` says of one thing.
struct Finding {
  std::string name;
  Health health = Health::ok;
  std::string found;
  std::string mend = {};  ///< what to do, where it is not ok
};

}  // namespace crucible
