#pragma once

#include "crucible/eval/evaluate.hpp"

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace crucible {

/// Rows = recommenders, columns = metrics, aligned. Below it, where there are any, the differences between
/// the first model and those beside it (the first `models` rows are models), then the groups.
std::vector<std::string> evaluation_lines(const Evaluation& evaluation, std::size_t models);

/// How many users and pairs were judged, skipped, unknown.
std::vector<std::string> evaluation_count_lines(const Evaluation& evaluation);

/// What `--json` holds of an evaluation. The first `models` rows are models.
nlohmann::ordered_json evaluation_json(const Evaluation& evaluation, std::size_t models);

}  // namespace crucible
