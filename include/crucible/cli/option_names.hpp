#pragma once

#include "crucible/cli/option_table.hpp"

#include <string>

namespace crucible {

/// Local. Turns the message of a library room into the one that the user of a command reads. An argument in
/// backquotes, such as `learning_rate`, becomes --learning-rate if `options` has an option of that name.
/// Other text in backquotes stays as it is.
std::string with_option_names(const std::string& message, const OptionTable& options);

}  // namespace crucible
