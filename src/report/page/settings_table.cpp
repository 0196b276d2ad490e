#include "page/settings_table.hpp"

#include "crucible/core/number_text.hpp"
#include "markup/table.hpp"

#include <algorithm>
#include <sstream>

namespace crucible {

namespace {

using Lines = std::vector<std::pair<std::string, std::string>>;

/// The stored configuration, and what else tells two models apart.
Lines settings_of(const ReportModel& model) {
  Lines lines = config_lines(model.record.config);
  lines.emplace_back("users", grouped(model.users));
  lines.emplace_back("books", grouped(model.books));
  lines.emplace_back("ratings (fingerprint)", model.record.ratings_fingerprint.substr(0, 8));
  lines.emplace_back("instruction set", model.record.instruction_set);
  return lines;
}

Table table_of(const std::vector<Setting>& settings, bool differing, const std::vector<ReportModel>& models,
               const Names& names) {
  Table table;
  table.numbers = false;
  table.header = {Markup("setting")};
  for (const ReportModel& model : models)
    table.header.push_back(legend_entry(names.of(model.origin.path), names.colour(model.origin.path)));
  for (const Setting& setting : settings) {
    if (setting.differs() != differing) continue;
    std::vector<Markup> cells{Markup(setting.name)};
    for (const std::string& value : setting.values)
      cells.emplace_back(value.empty() ? "\xE2\x80\x93" : shortened(value, 80));
    table.add(std::move(cells));
  }
  return table;
}

}  // namespace

bool Setting::differs() const {
  return std::any_of(values.begin(), values.end(),
                     [&](const std::string& value) { return value != values[0]; });
}

Lines config_lines(const std::string& config) {
  Lines lines;
  std::istringstream text(config);
  for (std::string line; std::getline(text, line);)
    if (const std::size_t at = line.find(" = "); at != std::string::npos)
      lines.emplace_back(line.substr(0, at), line.substr(at + 3));
  return lines;
}

std::vector<Setting> settings_of(const std::vector<ReportModel>& models) {
  std::vector<Setting> settings;
  for (std::size_t m = 0; m < models.size(); ++m)
    for (const auto& [name, value] : settings_of(models[m])) {
      auto at = std::find_if(settings.begin(), settings.end(),
                             [&, &name = name](const Setting& setting) { return setting.name == name; });
      if (at == settings.end()) at = settings.insert(at, {name, std::vector<std::string>(models.size())});
      at->values[m] = value;
    }
  std::stable_partition(settings.begin(), settings.end(), [](const Setting& s) { return s.differs(); });
  return settings;
}

Markup settings_table(const std::vector<ReportModel>& models, const Names& names) {
  const std::vector<Setting> settings = settings_of(models);
  const Table differing = table_of(settings, true, models, names);
  const Table same = table_of(settings, false, models, names);
  Markup all = element("h3", {}, "Settings");
  if (!differing.rows.empty()) all += html_of(differing);
  const std::string summary =
      std::to_string(same.rows.size()) +
      (models.size() == 1 ? " settings" : " settings that are the same in all models");
  return all + element("details", {}, element("summary", {}, summary) + html_of(same));
}

}  // namespace crucible
