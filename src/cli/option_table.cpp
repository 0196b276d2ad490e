#include "crucible/cli/option_table.hpp"

#include "crucible/cli/option_text.hpp"
#include "crucible/core/error.hpp"
#include "crucible/core/number_text.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>

#include <boost/program_options.hpp>

namespace crucible {

namespace po = boost::program_options;

namespace {

constexpr std::uintmax_t largest_config = std::uintmax_t{1} << 20U;

template <typename T>
std::string joined(const std::vector<T>& values) {
  std::string text;
  for (const T& value : values) {
    if (!text.empty()) text += ',';
    if constexpr (std::is_same_v<T, std::string>) {
      text += value;
    } else {
      text += std::to_string(value);
    }
  }
  return text;
}

std::string trimmed(const std::string& text) {
  const std::size_t begin = text.find_first_not_of(" \t\r");
  if (begin == std::string::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\r") - begin + 1);
}

/// `arguments`, cut into options with their values and other arguments. Throws UsageError, which starts with
/// `prefix`.
po::parsed_options split_arguments(const std::vector<std::string>& arguments,
                                   const po::options_description& description, const std::string& prefix) {
  constexpr int style = po::command_line_style::allow_long | po::command_line_style::long_allow_adjacent |
                        po::command_line_style::long_allow_next | po::command_line_style::allow_short |
                        po::command_line_style::allow_dash_for_short |
                        po::command_line_style::short_allow_adjacent |
                        po::command_line_style::short_allow_next;
  try {
    return po::command_line_parser(arguments).options(description).style(style).allow_unregistered().run();
  } catch (const po::invalid_command_line_syntax& error) {
    const bool extra = error.kind() == po::invalid_syntax::extra_parameter;
    throw UsageError(prefix + error.get_option_name() + (extra ? " takes no value" : " needs a value"));
  } catch (const po::error_with_option_name& error) {
    throw UsageError(prefix + error.get_option_name() + " needs a value");
  } catch (const po::error& error) {
    throw UsageError(prefix + error.what());
  }
}

}  // namespace

void OptionTable::group(std::string title) { group_ = std::move(title); }

void OptionTable::insert(Option option) {
  require(find(option.name) == nullptr, "an option was declared twice");
  option.group = group_;
  options_.push_back(std::move(option));
}

OptionTable::Option* OptionTable::find(const std::string& name) {
  const auto at =
      std::find_if(options_.begin(), options_.end(), [&](const Option& o) { return o.name == name; });
  return at == options_.end() ? nullptr : &*at;
}

void OptionTable::add(const std::string& name, bool& target, const std::string& help) {
  insert({name, "", help, "", [&target](const std::string& text) { target = parse_switch(text); },
          [&target]() -> std::optional<std::string> { return target ? "true" : "false"; }});
}

void OptionTable::add(const std::string& name, std::string& target, const std::string& value,
                      const std::string& help) {
  const auto set = [&target](const std::string& text) {
    if (text.empty()) throw UsageError("is empty");
    target = text;
  };
  const auto show = [&target]() -> std::optional<std::string> {
    return target.empty() ? std::nullopt : std::optional(target);
  };
  insert({name, value, help, "", set, show});
}

void OptionTable::add(const std::string& name, std::int64_t& target, const std::string& value,
                      const std::string& help, Limits limits) {
  insert({name, value, help, "",
          [&target, limits](const std::string& text) { target = parse_integer(text, limits); },
          [&target]() -> std::optional<std::string> { return std::to_string(target); }});
}

void OptionTable::add(const std::string& name, double& target, const std::string& value,
                      const std::string& help, Limits limits) {
  insert({name, value, help, "",
          [&target, limits](const std::string& text) { target = parse_real(text, limits); },
          [&target]() -> std::optional<std::string> { return number_text(target); }});
}

void OptionTable::add(const std::string& name, std::optional<std::int64_t>& target, const std::string& value,
                      const std::string& help, Limits limits) {
  insert({name, value, help, "",
          [&target, limits](const std::string& text) { target = parse_integer(text, limits); },
          [&target] { return target ? std::optional(std::to_string(*target)) : std::nullopt; }});
}

void OptionTable::add(const std::string& name, std::optional<double>& target, const std::string& value,
                      const std::string& help, Limits limits) {
  insert({name, value, help, "",
          [&target, limits](const std::string& text) { target = parse_real(text, limits); },
          [&target] { return target ? std::optional(number_text(*target)) : std::nullopt; }});
}

void OptionTable::add_or_word(const std::string& name, std::optional<double>& target, const std::string& word,
                              const std::string& value, const std::string& help, Limits limits) {
  insert({name, word + "|" + value, help, "",
          [&target, word, limits](const std::string& text) {
            target = text == word ? std::nullopt : std::optional(parse_real(text, limits));
          },
          [&target, word] { return std::optional(target ? number_text(*target) : word); }});
}

void OptionTable::add(const std::string& name, std::vector<std::string>& target, const std::string& value,
                      const std::string& help) {
  insert({name, value, help, "", [&target](const std::string& text) { target = split_list(text); },
          [&target] { return target.empty() ? std::nullopt : std::optional(joined(target)); }});
}

void OptionTable::add(const std::string& name, std::vector<std::int64_t>& target, const std::string& value,
                      const std::string& help, Limits limits) {
  const auto set = [&target, limits](const std::string& text) {
    target.clear();
    for (const std::string& part : split_list(text)) target.push_back(parse_integer(part, limits));
  };
  insert({name, value, help, "", set,
          [&target] { return target.empty() ? std::nullopt : std::optional(joined(target)); }});
}

void OptionTable::add_choice(const std::string& name, std::string& target, std::vector<std::string> choices,
                             const std::string& help) {
  std::string value;
  for (const std::string& choice : choices) value += (value.empty() ? "" : "|") + choice;
  const auto set = [&target, choices, value](const std::string& text) {
    if (std::find(choices.begin(), choices.end(), text) == choices.end())
      throw UsageError(printable(text) + " is not one of " + value);
    target = text;
  };
  insert({name, value, help, "", set,
          [&target] { return target.empty() ? std::nullopt : std::optional(target); }});
}

void OptionTable::add_as_texts(const OptionTable& other,
                               std::vector<std::pair<std::string, std::string>>& texts) {
  for (const Option& option : other.options_) {
    const std::string name = option.name;
    const bool is_switch = option.value.empty();
    group_ = option.group;
    insert({name, option.value, option.help, "",
            [&texts, name, is_switch](const std::string& text) {
              if (!is_switch)
                texts.emplace_back(name, text);
              else if (parse_switch(text))
                texts.emplace_back(name, "yes");
            },
            [&texts, name]() -> std::optional<std::string> {
              for (const auto& [given, text] : texts)
                if (given == name) return text;
              return std::nullopt;
            }});
  }
}

void OptionTable::positional(const std::string& value, std::string& target, const std::string& help) {
  positionals_.push_back({value, help, &target, nullptr});
}

void OptionTable::positional_list(const std::string& value, std::vector<std::string>& target,
                                  const std::string& help) {
  positionals_.push_back({value, help, nullptr, &target});
}

void OptionTable::assign(Option& option, const std::string& text, const std::string& place) {
  if (option.given) throw UsageError(place + " is given twice");
  try {
    option.assign(text);
  } catch (const UsageError& error) {
    throw UsageError(place + ": " + error.what());
  }
  option.given = true;
}

void OptionTable::unknown(const std::string& name, const std::string& place) const {
  std::vector<std::string> names;
  for (const Option& option : options_) names.push_back(option.name);
  const std::string near = nearest_name(name, names);
  throw UsageError(
      place + "unknown option " + printable(name) +
      (near.empty() ? "; see crucible " + command_ + " --help" : "; did you mean --" + near + "?"));
}

/// Throws UsageError if there is no such argument, or an empty one. `place` counts those that are full.
void OptionTable::take_positional(const std::string& text, std::size_t& place) {
  const std::string prefix = "crucible " + command_ + ": ";
  if (place >= positionals_.size()) throw UsageError(prefix + "unexpected argument " + printable(text));
  const Positional& positional = positionals_[place];
  if (text.empty()) throw UsageError(prefix + positional.value + " is empty");
  if (positional.list != nullptr) {
    positional.list->push_back(text);
    return;
  }
  *positional.target = text;
  ++place;
}

/// Throws UsageError if an argument is missing.
void OptionTable::require_positionals() const {
  for (const Positional& positional : positionals_)
    if (positional.list != nullptr ? positional.list->empty() : positional.target->empty())
      throw UsageError("crucible " + command_ + ": missing argument " + positional.value + " (" +
                       positional.help + ")");
}

void OptionTable::parse(const std::vector<std::string>& arguments) {
  const std::string prefix = "crucible " + command_ + ": ";
  po::options_description description;
  for (const Option& option : options_) {
    const std::string name = option.name == "output" ? "output,o" : option.name;
    if (option.value.empty())
      description.add_options()(name.c_str(), po::bool_switch());
    else
      description.add_options()(name.c_str(), po::value<std::string>());
  }
  const po::parsed_options parsed = split_arguments(arguments, description, prefix);
  std::size_t place = 0;
  for (const auto& piece : parsed.options) {
    if (piece.unregistered) unknown(piece.string_key, prefix);
    if (Option* option = piece.position_key < 0 ? find(piece.string_key) : nullptr) {
      assign(*option, piece.value.empty() || option->value.empty() ? "" : piece.value.front(),
             prefix + "--" + option->name);
      continue;
    }
    for (const std::string& value : piece.value) take_positional(value, place);
  }
  if (const Option* config = find("config"); config != nullptr && config->given) read_config(*config->show());
  require_positionals();
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
    const std::string text = trimmed(line.substr(0, line.find('#')));
    if (text.empty()) continue;
    const std::string place = path + ":" + std::to_string(number) + ": ";
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos)
      throw UsageError(place + printable(text) + " is not of the form name = value");
    const std::string name = trimmed(text.substr(0, equals));
    Option* option = find(name);
    if (name == "config") throw UsageError(place + "config cannot stand in a configuration file");
    if (option == nullptr) unknown(name, place);
    if (std::find(seen.begin(), seen.end(), name) != seen.end())
      throw UsageError(place + name + " is given twice");
    seen.push_back(name);
    // The command line wins over the file.
    if (!option->given) assign(*option, trimmed(text.substr(equals + 1)), place + name);
  }
  if (file.bad()) throw IoError(path, "cannot be read");
}

bool OptionTable::has(const std::string& name) const {
  return std::any_of(options_.begin(), options_.end(), [&](const Option& o) { return o.name == name; });
}

bool OptionTable::given(const std::string& name) const {
  const auto at =
      std::find_if(options_.begin(), options_.end(), [&](const Option& o) { return o.name == name; });
  require(at != options_.end(), "given: no such option");
  return at->given;
}

std::vector<std::pair<std::string, std::string>> OptionTable::effective() const {
  std::vector<std::pair<std::string, std::string>> result;
  for (const Option& option : options_)
    if (const auto shown = option.show()) result.emplace_back(option.name, *shown);
  return result;
}

std::vector<std::string> OptionTable::arguments() const {
  std::vector<std::string> all;
  for (const Positional& positional : positionals_) {
    if (positional.list != nullptr)
      all.insert(all.end(), positional.list->begin(), positional.list->end());
    else
      all.push_back(*positional.target);
  }
  return all;
}

}  // namespace crucible
