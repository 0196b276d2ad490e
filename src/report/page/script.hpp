#pragma once

#include "markup/markup.hpp"

#include <string>

namespace crucible {

/// What makes maps searchable and montages slide. The page is whole without it: what the script fills is
/// hidden until it runs. It reads texts of the page and puts them elsewhere as texts; it makes no markup of
/// them.
Markup script();

/// How the page's policy names the script, so that a browser runs this one alone: 'sha256-...'.
std::string script_source();

}  // namespace crucible
