#pragma once

#include "markup/markup.hpp"

namespace crucible {

/// The style sheet of the page: colours of Okabe and Ito, in an order of its own where the reader's device is
/// dark; one column on a phone; black on white on paper.
Markup style_sheet();

}  // namespace crucible
