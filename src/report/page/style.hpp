#pragma once

#include "markup/markup.hpp"

#include <string>

namespace crucible {

/// The style sheet of the page: colours of Okabe and Ito, in an order of its own where the reader's device is
/// dark; one column on a phone; black on white on paper.
Markup style_sheet();

/// The rules of charts with the colours of a light page in them, for pictures that stand alone: programs that
/// are no browsers know no variables.
std::string plain_chart_rules();

}  // namespace crucible
