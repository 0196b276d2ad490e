#pragma once

#include "crucible/report/report_files.hpp"
#include "markup/markup.hpp"
#include "page/names.hpp"

#include <string>
#include <utility>
#include <vector>

namespace crucible {

/// A setting and its value in each model; empty where a model has none.
struct Setting {
  std::string name;
  std::vector<std::string> values;
  bool differs() const;
};

/// The lines "name = value" of a stored configuration, in their order.
std::vector<std::pair<std::string, std::string>> config_lines(const std::string& config);

/// All settings of the models, those that differ first, else in the order of the models' configurations.
std::vector<Setting> settings_of(const std::vector<ReportModel>& models);

/// The settings that differ as a table, the others to be unfolded.
Markup settings_table(const std::vector<ReportModel>& models, const Names& names);

}  // namespace crucible
