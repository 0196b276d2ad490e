#pragma once

#include <cstdint>

namespace crucible {

/// The half-open range [begin, end) of global indices.
struct IndexRange {
  std::int64_t begin = 0;
  std::int64_t end = 0;

  constexpr std::int64_t size() const noexcept { return end - begin; }
  constexpr bool empty() const noexcept { return end <= begin; }
  constexpr bool contains(std::int64_t index) const noexcept { return begin <= index && index < end; }
  friend constexpr bool operator==(const IndexRange&, const IndexRange&) = default;
};

/// Part `part` of [0, count) cut into `parts` contiguous ranges whose sizes differ by at most one.
constexpr IndexRange even_part(std::int64_t count, std::int64_t parts, std::int64_t part) noexcept {
  const std::int64_t base = count / parts;
  const std::int64_t larger = count % parts;
  const std::int64_t begin = part * base + (part < larger ? part : larger);
  return {begin, begin + base + (part < larger ? 1 : 0)};
}

/// The number of the part of `even_part(count, parts, .)` that holds `index`.
constexpr std::int64_t even_part_of(std::int64_t count, std::int64_t parts, std::int64_t index) noexcept {
  const std::int64_t base = count / parts;
  const std::int64_t larger = count % parts;
  const std::int64_t cut = larger * (base + 1);
  return index < cut ? index / (base + 1) : larger + (index - cut) / base;
}

}  // namespace crucible
