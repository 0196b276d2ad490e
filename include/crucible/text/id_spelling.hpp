#pragma once

#include <string>
#include <string_view>

namespace crucible {

/// The form of `id` in a data set whose ids are all whole numbers without leading zeros: "1.0", "+1" and "01"
/// become "1". Other texts stay as they are. Blanks at the ends are removed. Local.
std::string id_among_numbers(std::string_view id);

}  // namespace crucible
