#include "crucible/cli/option_table.hpp"
#include "crucible/cli/option_text.hpp"
#include "crucible/core/error.hpp"
#include "crucible/core/number_text.hpp"

#include <algorithm>

namespace crucible {

namespace {

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

}  // namespace

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

}  // namespace crucible
