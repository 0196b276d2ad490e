#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace crucible {

/// The last `width` finite values as a row of small bars, from the lowest to the highest of them. Blocks of
/// Unicode with `utf8`, ASCII without. Empty if there are fewer than two. Local.
std::string sparkline(const std::vector<double>& values, std::size_t width, bool utf8);

}  // namespace crucible
