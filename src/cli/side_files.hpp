#pragma once

#include "crucible/cli/job.hpp"

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace crucible {

/// Throws, before the work and not after it, if the file of --json or --trace cannot be written or is another
/// file of this job. Local.
void check_side_files(const CommonOptions& common, const std::vector<std::string>& inputs);

/// Writes the file of --json, complete or not at all. Local.
void write_json(const std::string& path, const nlohmann::ordered_json& json);

}  // namespace crucible
