#pragma once

#include <string>
#include <vector>

namespace crucible {

/// True if both names lead to one file, or would if it were there. Local.
bool same_file(const std::string& a, const std::string& b);

/// Throws, before the work and not after it, if no file can be written at the `path` of `option` (such as
/// "--json"), or if it is the output or an input of the job. Local. Throws UsageError or IoError.
void check_side_place(const std::string& option, const std::string& path, const std::string& output,
                      const std::vector<std::string>& inputs);

}  // namespace crucible
