#pragma once

#include "syntax/text_syntax.hpp"

namespace crucible {

/// The first of the usual separators that makes three columns, or else two, of `head.first`. Throws
/// InputError if none does.
Separator find_separator(const FileHead& head);

}  // namespace crucible
