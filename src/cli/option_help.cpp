#include "crucible/cli/option_table.hpp"

#include <sstream>

namespace crucible {

namespace {

/// `text` as a cell of a table. A bar is escaped, because it would end the cell.
std::string cell(const std::string& text) {
  std::string safe;
  for (const char c : text) {
    if (c == '|') safe += '\\';
    safe += c;
  }
  return safe;
}

}  // namespace

std::string OptionTable::usage() const {
  std::string text = "crucible " + command_;
  for (const Positional& p : positionals_) text += " " + p.value;
  return text + " [options]";
}

std::string OptionTable::shown_default(const Option& option) {
  return option.value.empty() ? std::string() : option.show().value_or("");
}

std::string OptionTable::help(const std::string& summary) const {
  std::ostringstream out;
  out << "usage: " << usage() << "\n\n" << summary << "\n";
  if (!positionals_.empty()) out << "\n";
  for (const Positional& p : positionals_) out << "  " << p.value << "  " << p.help << "\n";
  std::string group = "\n";
  for (const Option& option : options_) {
    if (option.group != group) {
      group = option.group;
      out << "\n" << (group.empty() ? "Options" : group) << ":\n";
    }
    std::string left = (option.name == "output" ? "  -o, --" : "  --") + option.name;
    if (!option.value.empty()) left += " " + option.value;
    if (left.size() < 32) left.resize(32, ' ');
    out << left << " " << option.help;
    const std::string shown = shown_default(option);
    if (!shown.empty()) out << " [" << shown << "]";
    out << "\n";
  }
  return out.str();
}

std::vector<OptionText> OptionTable::listed() const {
  std::vector<OptionText> all;
  for (const Option& option : options_) all.push_back({option.name, option.value, option.help});
  return all;
}

std::string OptionTable::markdown(const std::string& left_out) const {
  std::ostringstream out;
  out << "    " << usage() << "\n";
  if (!positionals_.empty()) out << "\n| argument | meaning |\n|---|---|\n";
  for (const Positional& p : positionals_) out << "| `" << p.value << "` | " << cell(p.help) << " |\n";
  std::string group = "\n";
  for (const Option& option : options_) {
    if (option.group == left_out) continue;
    if (option.group != group) {
      group = option.group;
      out << "\n| " << (group.empty() ? "option" : group) << " | meaning | default |\n|---|---|---|\n";
    }
    out << "| `" << (option.name == "output" ? "-o, --" : "--") << option.name;
    if (!option.value.empty()) out << " " << cell(option.value);
    const std::string shown = shown_default(option);
    out << "` | " << cell(option.help) << " | " << (shown.empty() ? "" : "`" + cell(shown) + "`") << " |\n";
  }
  return out.str();
}

}  // namespace crucible
