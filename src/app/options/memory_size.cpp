#include "options/memory_size.hpp"

#include "crucible/cli/option_text.hpp"
#include "crucible/core/error.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace crucible {

namespace {

constexpr double kibi = 1024;
constexpr double kilo = 1000;
constexpr std::array<std::pair<const char*, double>, 14> units{{{"", 1},
                                                                {"B", 1},
                                                                {"K", kibi},
                                                                {"KiB", kibi},
                                                                {"kB", kilo},
                                                                {"M", kibi* kibi},
                                                                {"MiB", kibi* kibi},
                                                                {"MB", kilo* kilo},
                                                                {"G", kibi* kibi* kibi},
                                                                {"GiB", kibi* kibi* kibi},
                                                                {"GB", kilo* kilo* kilo},
                                                                {"T", kibi* kibi* kibi* kibi},
                                                                {"TiB", kibi* kibi* kibi* kibi},
                                                                {"TB", kilo* kilo* kilo* kilo}}};

}  // namespace

std::int64_t parse_memory_size(const std::string& text) {
  const std::size_t digits = std::min(text.find_first_not_of("0123456789."), text.size());
  const std::string unit = text.substr(digits);
  const auto* const found =
      std::find_if(units.begin(), units.end(), [&](const auto& known) { return unit == known.first; });
  if (digits == 0 || found == units.end()) throw UsageError(printable(text) + " is not a size like 4GiB");
  constexpr double most = 1e18;
  const double bytes = parse_real(text.substr(0, digits), {0, most}) * found->second;
  if (bytes > most) throw UsageError(printable(text) + " is more than any machine has");
  return std::llround(bytes);
}

}  // namespace crucible
