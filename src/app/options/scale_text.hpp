#pragma once

#include <string>
#include <utility>

namespace crucible {

/// "LOW:HIGH" of --scale as two numbers. Throws UsageError naming `command`. Local.
std::pair<double, double> parse_scale(const std::string& text, const std::string& command);

}  // namespace crucible
