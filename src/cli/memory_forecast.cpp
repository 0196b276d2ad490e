#include "crucible/cli/memory_forecast.hpp"

#include "crucible/core/process_memory.hpp"

#include <algorithm>

namespace crucible {

namespace {

/// What work touches of the program and of libraries beyond what a dry run does, as measured.
constexpr double code_to_come = 3.3e6;

}  // namespace

void MemoryForecast::expect(double bytes) {
  expected_ = std::max(expected_, static_cast<double>(process_memory().resident) + bytes);
}

std::int64_t MemoryForecast::peak() const {
  const ProcessMemory now = process_memory();
  return std::max(now.peak, static_cast<std::int64_t>(std::max(expected_, static_cast<double>(now.resident)) +
                                                      code_to_come));
}

}  // namespace crucible
