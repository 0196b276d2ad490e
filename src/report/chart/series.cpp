#include "chart/series.hpp"

#include <algorithm>

namespace crucible {

std::vector<std::size_t> thinned(std::size_t count, std::size_t most) {
  std::vector<std::size_t> indices;
  const std::size_t kept = std::min(count, most);
  for (std::size_t i = 0; i < kept; ++i) indices.push_back(kept == count ? i : i * (count - 1) / (kept - 1));
  return indices;
}

}  // namespace crucible
