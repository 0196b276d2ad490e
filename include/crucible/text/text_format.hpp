#pragma once

#include <string>
#include <vector>

namespace crucible {

/// The names of all text formats, "auto" first. They stand with the syntaxes, see syntax/text_syntax.hpp.
std::vector<std::string> text_format_names();

}  // namespace crucible
