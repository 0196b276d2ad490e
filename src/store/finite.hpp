#pragma once

#include "crucible/core/error.hpp"

#include <algorithm>
#include <cmath>
#include <span>
#include <string>

namespace crucible {

/// Local. Throws InputError, which names file and dataset, if a value is not a finite number.
inline void check_finite(const std::string& path, const std::string& dataset, std::span<const float> values) {
  if (std::any_of(values.begin(), values.end(), [](float value) { return !std::isfinite(value); }))
    throw InputError(path, "dataset " + dataset + " holds a value that is not a finite number");
}

}  // namespace crucible
