#include "options/scale_text.hpp"

#include "crucible/cli/option_text.hpp"
#include "crucible/core/error.hpp"

namespace crucible {

std::pair<double, double> parse_scale(const std::string& text, const std::string& command) {
  const std::size_t colon = text.find(':');
  try {
    if (colon == std::string::npos) throw UsageError("is not LOW:HIGH, for example 1:5");
    return {parse_real(text.substr(0, colon), {}), parse_real(text.substr(colon + 1), {})};
  } catch (const UsageError& error) {
    throw UsageError("crucible " + command + ": --scale: " + printable(text) + ": " + error.what());
  }
}

}  // namespace crucible
