#include "crucible/cli/option_table.hpp"

#include "crucible/cli/option_text.hpp"
#include "crucible/core/error.hpp"
#include "crucible/core/number_text.hpp"

#include <algorithm>

#include <boost/program_options.hpp>

namespace crucible {

namespace po = boost::program_options;

namespace {

constexpr const char* on_command_line = "command line";

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

/// Throws UsageError, which starts with `prefix`, for one of `names` after one dash. Boost would take its
/// letters for short options in a row.
void refuse_one_dash(const std::vector<std::string>& arguments, const std::vector<std::string>& names,
                     const std::string& prefix) {
  for (const std::string& argument : arguments) {
    if (argument == "--") return;
    const std::string name = argument.substr(0, argument.find('='));
    if (name.size() > 2 && std::find(names.begin(), names.end(), name) != names.end())
      throw UsageError(prefix + "unknown option " + printable(name) + "; did you mean -" + name + "?");
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

void OptionTable::positional(const std::string& value, std::string& target, const std::string& help) {
  positionals_.push_back({value, help, &target, nullptr});
}

void OptionTable::positional_list(const std::string& value, std::vector<std::string>& target,
                                  const std::string& help) {
  positionals_.push_back({value, help, nullptr, &target});
}

OptionTable::Option& OptionTable::declared(const std::string& name) {
  Option* option = find(name);
  require(option != nullptr, "no option of this name was declared");
  return *option;
}

void OptionTable::command_line_only(const std::vector<std::string>& names) {
  for (const std::string& name : names) declared(name).line_only = true;
}

void OptionTable::most_used(const std::vector<std::string>& names) {
  for (Option& option : options_) option.rare = true;
  for (const std::string& name : names) declared(name).rare = false;
}

void OptionTable::rarely_used(const std::vector<std::string>& names) {
  for (const std::string& name : names) declared(name).rare = true;
}

void OptionTable::assign(Option& option, const std::string& text, const std::string& place,
                         const std::string& source) {
  if (!option.source.empty()) throw UsageError(place + " is given twice");
  try {
    option.assign(text);
  } catch (const UsageError& error) {
    throw UsageError(place + ": " + error.what());
  }
  option.source = source;
}

void OptionTable::unknown(const std::string& name, const std::string& place) const {
  std::vector<std::string> names;
  for (const Option& option : options_) names.push_back(option.name);
  const std::string near = nearest_name(name, names);
  throw UsageError(
      place + "unknown option " + printable(name) +
      (near.empty() ? "; see crucible " + command_ + " --help-all" : "; did you mean --" + near + "?"));
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

void OptionTable::require_positionals() const {
  for (const Positional& positional : positionals_)
    if (positional.list != nullptr ? positional.list->empty() : positional.target->empty())
      throw UsageError("crucible " + command_ + ": missing argument " + positional.value + " (" +
                       positional.help + ")");
}

/// Sets the switches of the form --NAME=true and --NAME=false, which Boost does not know, and returns the
/// other arguments. Such a switch takes back what the environment or a file set.
std::vector<std::string> OptionTable::take_switches(const std::vector<std::string>& arguments) {
  std::vector<std::string> others;
  bool options_end = false;
  for (const std::string& argument : arguments) {
    const std::size_t equals = argument.find('=');
    options_end = options_end || argument == "--";
    const bool may_be = !options_end && argument.starts_with("--") && equals != std::string::npos;
    Option* option = may_be ? find(argument.substr(2, equals - 2)) : nullptr;
    if (option == nullptr || !option->value.empty())
      others.push_back(argument);
    else
      assign(*option, argument.substr(equals + 1), "crucible " + command_ + ": --" + option->name,
             on_command_line);
  }
  return others;
}

void OptionTable::parse(const std::vector<std::string>& arguments,
                        const std::vector<EnvironmentVariable>& environment) {
  const std::string prefix = "crucible " + command_ + ": ";
  po::options_description description;
  std::vector<std::string> names;  // with the one dash that is too few
  for (const Option& option : options_) {
    names.push_back("-" + option.name);
    const std::string name = option.name == "output" ? "output,o" : option.name;
    if (option.value.empty())
      description.add_options()(name.c_str(), po::bool_switch());
    else
      description.add_options()(name.c_str(), po::value<std::string>());
  }
  refuse_one_dash(arguments, names, prefix);
  const po::parsed_options parsed = split_arguments(take_switches(arguments), description, prefix);
  std::size_t place = 0;
  for (const auto& piece : parsed.options) {
    if (piece.unregistered) unknown(piece.string_key, prefix);
    if (Option* option = piece.position_key < 0 ? find(piece.string_key) : nullptr) {
      assign(*option, piece.value.empty() || option->value.empty() ? "" : piece.value.front(),
             prefix + "--" + option->name, on_command_line);
      continue;
    }
    for (const std::string& value : piece.value) take_positional(value, place);
  }
  read_environment(environment);
  if (const Option* config = find("config"); config != nullptr && !config->source.empty())
    read_config(*config->show());
  const auto asks_for_text = [](const Option& option) { return option.line_only && !option.source.empty(); };
  if (std::none_of(options_.begin(), options_.end(), asks_for_text)) require_positionals();
}

bool OptionTable::has(const std::string& name) const {
  return std::any_of(options_.begin(), options_.end(), [&](const Option& o) { return o.name == name; });
}

bool OptionTable::given(const std::string& name) const {
  const auto at =
      std::find_if(options_.begin(), options_.end(), [&](const Option& o) { return o.name == name; });
  require(at != options_.end(), "given: no such option");
  return !at->source.empty();
}

std::vector<std::pair<std::string, std::string>> OptionTable::effective() const {
  std::vector<std::pair<std::string, std::string>> result;
  for (const Option& option : options_)
    if (const auto shown = option.show(); shown && !option.line_only)
      result.emplace_back(option.name, *shown);
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
