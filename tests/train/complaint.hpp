#pragma once

#include "crucible/core/error.hpp"
#include "crucible/train/train_options.hpp"

#include <functional>
#include <string>

namespace crucible::testing {

/// What check() says of `options` after a change.
inline std::string complaint_of(TrainOptions options, const std::function<void(TrainOptions&)>& change) {
  change(options);
  try {
    check(options);
  } catch (const UsageError& error) {
    return error.what();
  }
  return "nothing was thrown";
}

}  // namespace crucible::testing
