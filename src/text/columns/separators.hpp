#pragma once

#include "syntax/text_syntax.hpp"

namespace crucible {

/// The first of the usual separators that makes three columns, or else two, of `head.first` and as many of
/// nearly all lines after it; where none does, of `head.first` alone. Throws InputError if none makes two.
Separator find_separator(const FileHead& head);

}  // namespace crucible
