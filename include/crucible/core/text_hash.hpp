#pragma once

#include <cstdint>
#include <string_view>

namespace crucible {

/// FNV-1a (Fowler, Noll, Vo): the same number for the same bytes on every machine, for ever.
constexpr std::uint64_t text_hash(std::string_view text) noexcept {
  std::uint64_t hash = 0xcbf29ce484222325U;
  for (const char letter : text) hash = (hash ^ static_cast<unsigned char>(letter)) * 0x100000001b3U;
  return hash;
}

}  // namespace crucible
