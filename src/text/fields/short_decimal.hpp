#pragma once

#include "fields/digits.hpp"

#include <array>
#include <cstdint>

namespace crucible {

/// Reads a number of digits with at most one point among them, perhaps after a minus, that begins at `at`.
/// Returns where it ends, or null if there is none or it is too long to be exact: the digits must fit 24
/// bits, and powers of ten up to 10^10 are floats too, so that one division rounds once. @pre at is not null,
/// since the end of such a text would look like success
inline const char* scan_short_decimal(const char* at, const char* end, float& value) noexcept {
  constexpr std::array<float, 11> powers{1e0F, 1e1F, 1e2F, 1e3F, 1e4F, 1e5F, 1e6F, 1e7F, 1e8F, 1e9F, 1e10F};
  constexpr std::uint32_t most = (1U << 24U) / 10;
  const bool negative = at != end && *at == '-';
  if (negative) ++at;
  std::uint32_t digits = 0;
  const char* const begin = at;
  const char* point = nullptr;
  for (; at != end; ++at) {
    if (*at == '.' && point == nullptr) {
      point = at;
    } else if (is_digit(*at)) {
      if (digits >= most) return nullptr;
      digits = digits * 10 + static_cast<std::uint32_t>(*at - '0');
    } else {
      break;
    }
  }
  const auto decimals = point == nullptr ? 0 : static_cast<std::size_t>(at - point - 1);
  const bool any = at - begin > (point == nullptr ? 0 : 1);
  if (!any || decimals >= powers.size()) return nullptr;
  value = static_cast<float>(digits) / powers[decimals];
  if (negative) value = -value;
  return at;
}

}  // namespace crucible
