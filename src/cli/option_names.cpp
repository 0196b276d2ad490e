#include "crucible/cli/option_names.hpp"

#include <algorithm>

namespace crucible {

std::string with_option_names(const std::string& message, const OptionTable& options) {
  std::string shown;
  std::size_t at = 0;
  for (;;) {
    const std::size_t open = message.find('`', at);
    const std::size_t close = open == std::string::npos ? open : message.find('`', open + 1);
    if (close == std::string::npos) return shown + message.substr(at);
    shown += message.substr(at, open - at);
    std::string name = message.substr(open + 1, close - open - 1);
    std::replace(name.begin(), name.end(), '_', '-');
    if (options.has(name)) {
      shown += "--" + name;
      at = close + 1;
    } else {
      // The closing backquote may open the next argument.
      shown += message.substr(open, close - open);
      at = close;
    }
  }
}

}  // namespace crucible
