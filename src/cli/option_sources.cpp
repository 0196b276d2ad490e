#include "crucible/cli/option_table.hpp"
#include "crucible/core/error.hpp"
#include "crucible/core/number_text.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <optional>

namespace crucible {

namespace {

constexpr std::uintmax_t largest_config = std::uintmax_t{1} << 20U;
/// Columns of a line of --show-config before its comment.
constexpr std::size_t columns_before_source = 44;

std::string trimmed(const std::string& text) {
  const std::size_t begin = text.find_first_not_of(" \t\r");
  if (begin == std::string::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\r") - begin + 1);
}

/// `line` without its comment: a # starts one at the begin and after a blank, but not between quotes.
std::string without_comment(const std::string& line) {
  bool quoted = false;
  char before = ' ';
  for (std::size_t i = 0; i < line.size(); ++i) {
    const bool after_blank = before == ' ' || before == '\t';
    if (quoted && line[i] == '\\')
      ++i;
    else if (line[i] == '"' && (quoted || after_blank || before == '='))
      quoted = !quoted;
    else if (line[i] == '#' && !quoted && after_blank)
      return line.substr(0, i);
    before = line[std::min(i, line.size() - 1)];
  }
  return line;
}

/// What a value in double quotes stands for; other values stand for themselves. Empty if a quote is missing
/// or is not the last character.
std::optional<std::string> unquoted(const std::string& value) {
  if (!value.starts_with('"')) return value;
  std::string text;
  for (std::size_t i = 1; i < value.size(); ++i) {
    if (value[i] == '"') return i + 1 == value.size() ? std::optional(text) : std::nullopt;
    if (value[i] != '\\' || i + 1 == value.size())
      text += value[i];
    else if (const char next = value[++i]; next == 'n')
      text += '\n';
    else
      text += next;
  }
  return std::nullopt;
}

/// `value` as it can stand in a configuration file.
std::string quoted_where_needed(const std::string& value) {
  if (trimmed(value) == value && value.find_first_of("\"#\n\r") == std::string::npos) return value;
  std::string text = "\"";
  for (const char c : value) {
    if (c == '"' || c == '\\') text += '\\';
    text += c == '\n' ? "\\n" : std::string(1, c);
  }
  return text + '"';
}

std::string variable_of(const std::string& name) {
  std::string variable = "CRUCIBLE_";
  for (const char c : name) variable += c == '-' ? '_' : static_cast<char>(c >= 'a' && c <= 'z' ? c - 32 : c);
  return variable;
}

}  // namespace

std::vector<std::string> OptionTable::variables() const {
  std::vector<std::string> all;
  for (const Option& option : options_) {
    if (option.line_only) continue;
    all.push_back(variable_of(option.name));
    all.push_back(variable_of(command_ + "-" + option.name));
  }
  return all;
}

void OptionTable::read_environment(const std::vector<EnvironmentVariable>& environment) {
  for (Option& option : options_) {
    if (option.line_only) continue;
    // What is for this command alone goes before what is for all.
    for (const std::string& variable :
         {variable_of(command_ + "-" + option.name), variable_of(option.name)}) {
      const auto at = std::find_if(environment.begin(), environment.end(), [&](const auto& entry) {
        return entry.first == variable && !entry.second.empty();
      });
      if (at != environment.end() && option.source.empty())
        assign(option, at->second, "crucible " + command_ + ": environment variable " + variable,
               "environment: " + variable);
    }
  }
}

void OptionTable::read_config(const std::string& path) {
  std::error_code failed;
  const std::uintmax_t bytes = std::filesystem::file_size(path, failed);
  if (!failed && bytes > largest_config)
    throw UsageError(path + ": is too large for a configuration file (" + std::to_string(bytes) + " bytes)");
  // Opening a pipe would wait for ever, and reading a device may never end.
  if (std::filesystem::exists(path, failed) && !std::filesystem::is_regular_file(path, failed))
    throw UsageError(path + ": the configuration file is not a regular file");
  std::ifstream file(path);
  if (!file) throw UsageError(path + ": the configuration file cannot be opened");
  std::vector<std::string> seen;
  std::string line;
  for (std::int64_t number = 1; std::getline(file, line); ++number) {
    const std::string text = trimmed(without_comment(line));
    if (!text.empty()) read_config_line(text, path + ":" + std::to_string(number), seen);
  }
  if (file.bad()) throw IoError(path, "cannot be read");
}

void OptionTable::read_config_line(const std::string& text, const std::string& source,
                                   std::vector<std::string>& seen) {
  const std::string place = source + ": ";
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos)
    throw UsageError(place + printable(text) + " is not of the form name = value");
  const std::string name = trimmed(text.substr(0, equals));
  Option* option = find(name);
  if (name == "config" || (option != nullptr && option->line_only))
    throw UsageError(place + name + " cannot stand in a configuration file");
  if (option == nullptr) unknown(name, place);
  if (std::find(seen.begin(), seen.end(), name) != seen.end())
    throw UsageError(place + name + " is given twice");
  seen.push_back(name);
  const std::optional<std::string> value = unquoted(trimmed(text.substr(equals + 1)));
  if (!value) throw UsageError(place + name + ": the value does not end with its quote");
  // What the command line or the environment set stays.
  if (option->source.empty()) assign(*option, *value, place + name, source);
}

std::string OptionTable::sources() const {
  std::string text = "# crucible " + command_;
  for (const std::string& argument : arguments())
    if (!argument.empty()) text += " " + printable(argument);
  text += "\n# What starts with # has its default. To use this as a file: --config FILE\n";
  for (const Option& option : options_) {
    if (option.line_only) continue;
    const std::optional<std::string> value = option.show();
    const bool given = !option.source.empty();
    std::string line = given && option.name != "config" ? "" : "# ";
    line += option.name + " =";
    if (value) line += " " + quoted_where_needed(*value);
    line.resize(std::max(line.size() + 2, columns_before_source), ' ');
    // A default without a value is decided by the command; the help says how.
    text += line + "# " + (given ? option.source : value ? "default" : "not set: " + option.help) + "\n";
  }
  return text;
}

}  // namespace crucible
