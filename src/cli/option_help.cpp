#include "crucible/cli/option_table.hpp"

#include <sstream>

namespace crucible {

namespace {

/// Where the texts begin that say what an option does.
constexpr std::size_t help_column = 32;

/// `text` as a cell of a table. A bar is escaped, because it would end the cell.
std::string cell(const std::string& text) {
  std::string safe;
  for (const char c : text) {
    if (c == '|') safe += '\\';
    safe += c;
  }
  return safe;
}

/// `text` in lines that are cut at blanks, all but the first indented to the column of the help.
std::string wrapped(const std::string& text) {
  constexpr std::size_t width = 100 - help_column;
  std::string lines;
  std::size_t begin = 0;
  while (text.size() - begin > width) {
    std::size_t end = text.rfind(' ', begin + width);
    if (end == std::string::npos || end <= begin) end = text.find(' ', begin);
    if (end == std::string::npos) break;
    lines += text.substr(begin, end - begin) + "\n" + std::string(help_column, ' ');
    begin = end + 1;
  }
  return lines + text.substr(begin);
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

std::string OptionTable::help_lines(const Option& option) {
  std::string left = (option.name == "output" ? "  -o, --" : "  --") + option.name;
  if (!option.value.empty()) left += " " + option.value;
  // Long values such as lists of choices have a line of their own.
  left += left.size() < help_column ? std::string(help_column - left.size(), ' ')
                                    : "\n" + std::string(help_column, ' ');
  const std::string shown = shown_default(option);
  return left + wrapped(option.help + (shown.empty() ? "" : " [" + shown + "]")) + "\n";
}

std::string OptionTable::help(const std::string& summary, HelpLength length) const {
  std::string text = "usage: " + usage() + "\n\n" + summary + "\n";
  if (!positionals_.empty()) text += "\n";
  for (const Positional& p : positionals_) text += "  " + p.value + "  " + p.help + "\n";
  std::string group = "\n";
  std::size_t left_out = 0;
  for (const Option& option : options_) {
    if (length == HelpLength::usual && option.rare) {
      ++left_out;
      continue;
    }
    if (option.group != group) {
      group = option.group;
      text += "\n" + (group.empty() ? "Options" : group) + ":\n";
    }
    text += help_lines(option);
  }
  if (left_out == 0) return text;
  return text + "\n" + std::to_string(left_out) + " more options: crucible " + command_ + " --help-all\n";
}

std::vector<OptionText> OptionTable::listed() const {
  std::vector<OptionText> all;
  for (const Option& option : options_)
    all.push_back({option.name, option.value, option.help, option.group, shown_default(option)});
  return all;
}

std::vector<OptionText> OptionTable::listed_arguments() const {
  std::vector<OptionText> all;
  for (const Positional& positional : positionals_) all.push_back({"", positional.value, positional.help});
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
