#include "completion.hpp"

#include "crucible/core/error.hpp"
#include "crucible/core/number_text.hpp"
#include "program_help.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

namespace crucible {

namespace {

/// What may stand after an option.
enum class Value : std::uint8_t { none, choice, file, other };

bool is_word(const std::string& text) { return !text.empty() && text.front() >= 'a' && text.front() <= 'z'; }

/// The words of a value such as "sgd|adagrad" or "auto|L2", without names of arguments.
std::vector<std::string> choices_of(const std::string& value) {
  std::vector<std::string> words;
  if (value.find('|') == std::string::npos) return words;
  for (std::size_t begin = 0; begin <= value.size();) {
    const std::size_t end = std::min(value.find('|', begin), value.size());
    if (is_word(value.substr(begin, end - begin))) words.push_back(value.substr(begin, end - begin));
    begin = end + 1;
  }
  return words;
}

Value value_of(const OptionText& option) {
  constexpr std::array files{"FILE", "PATH", "RATINGS", "MODEL"};
  if (option.value.empty()) return Value::none;
  if (!choices_of(option.value).empty()) return Value::choice;
  const auto starts = [&](const char* word) { return option.value.starts_with(word); };
  return std::any_of(files.begin(), files.end(), starts) && option.name != "dataset" ? Value::file
                                                                                     : Value::other;
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

/// `text` with a backslash before each of `special`.
std::string escaped(const std::string& text, const std::string& special) {
  std::string safe;
  for (const char c : text) {
    if (special.find(c) != std::string::npos) safe += '\\';
    safe += c;
  }
  return safe;
}

/// `text` for single quotes of a shell in which a quote ends them.
std::string shell_quoted(const std::string& text) {
  std::string safe = "'";
  for (const char c : text) safe += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return safe + "'";
}

/// What stands before the first mark of punctuation: short enough for a menu.
std::string brief(const std::string& help) {
  std::size_t end = help.find_first_of(";(,[");
  if (end == std::string::npos || end == 0) return help;
  while (end > 0 && help[end - 1] == ' ') --end;
  return help.substr(0, end);
}

std::string head(const std::string& shell) {
  return "# Completion of crucible for " + shell + ", printed by: crucible help --completion " + shell + "\n";
}

std::string names_of(const Program& program) {
  std::vector<std::string> names;
  for (const CommandRow& row : program.commands) names.emplace_back(row.name);
  return joined(names);
}

/// The lines of bash that set `reply` for one command: its options, or what may follow the word before.
std::string bash_command(const CommandRow& row) {
  const DeclaredCommand declared(row);
  std::vector<std::string> names;
  std::string cases;
  std::vector<std::string> others;
  for (const OptionText& option : declared.options.listed()) {
    const std::string name = "--" + option.name;
    names.push_back(name);
    if (value_of(option) == Value::choice)
      cases += "        " + name + ") words='" + joined(choices_of(option.value)) + "' ;;\n";
    if (value_of(option) == Value::file) cases += "        " + name + ") files=yes ;;\n";
    if (value_of(option) == Value::other) others.push_back(name);
  }
  std::string others_case;
  for (const std::string& name : others) others_case += (others_case.empty() ? "" : " | ") + name;
  if (!others.empty()) cases += "        " + others_case + ") ;;\n";
  return std::string("    ") + row.name + ")\n      case $before in\n" + cases +
         "        -o) files=yes ;;\n        *) files=yes words='" + joined(names) + "' ;;\n      esac ;;\n";
}

std::string bash_script(const Program& program) {
  const std::string names = names_of(program);
  std::string text =
      head("bash") +
      "_crucible() {\n"
      "  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} files= words=\n"
      "  case $COMP_CWORD-${COMP_WORDS[1]} in\n    1-*) words='" +
      names + " help' ;;\n    2-help) words='" + names +
      " --markdown --man --completion' ;;\n    3-help)\n"
      "      [ \"$before\" != --completion ] || words='bash zsh fish'\n"
      "      [ \"$before\" != --man ] || words='" +
      names + "' ;;\n";
  text +=
      "  esac\n"
      "  [ \"$COMP_CWORD\" -lt 2 ] || case ${COMP_WORDS[1]} in\n";
  for (const CommandRow& row : program.commands) text += bash_command(row);
  return text +
         "  esac\n"
         "  case $word in\n"
         "    -*) files= ;;\n"
         "    *) [ \"$files\" != yes ] || words= ;;\n"
         "  esac\n"
         "  [ -z \"$files\" ] || compopt -o filenames 2>/dev/null\n"
         "  mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$word\"; [ -z \"$files\" ] || compgen -f -- "
         "\"$word\")\n"
         "}\n"
         "complete -F _crucible crucible\n";
}

std::string zsh_option(const OptionText& option) {
  std::string text = "--" + option.name;
  if (value_of(option) != Value::none) text += "=";
  text += "[" + escaped(brief(option.help), "[]:\\") + "]";
  switch (value_of(option)) {
    case Value::none:
      break;
    case Value::choice:
      text += ":value:(" + joined(choices_of(option.value)) + ")";
      break;
    case Value::file:
      text += ":file:_files";
      break;
    case Value::other:
      text += ":" + escaped(option.value, "[]:\\") + ": ";
      break;
  }
  return "        " + shell_quoted(text) + " \\\n";
}

std::string zsh_script(const Program& program) {
  std::string rows;
  std::string cases;
  for (const CommandRow& row : program.commands) {
    rows += "    " + shell_quoted(std::string(row.name) + ":" + escaped(row.summary, ":\\")) + "\n";
    cases += std::string("    ") + row.name + ")\n      _arguments -s \\\n";
    for (const OptionText& option : DeclaredCommand(row).options.listed()) cases += zsh_option(option);
    cases += "        '-o[where the result goes]:file:_files' '*:file:_files' ;;\n";
  }
  return "#compdef crucible\n" + head("zsh") + "_crucible() {\n  local -a commands=(\n" + rows +
         "    'help:print the help of a command'\n  )\n"
         "  if ((CURRENT == 2)); then\n    _describe command commands\n    return\n  fi\n"
         "  local command=$words[2]\n  shift words\n  ((CURRENT--))\n  case $command in\n" +
         cases +
         "    help)\n      [ \"$words[2]\" = --man ] || compadd -- --markdown --man --completion\n      "
         "_describe command commands ;;\n  esac\n}\n" +
         "if [ \"$funcstack[1]\" = _crucible ]; then _crucible \"$@\"; else compdef _crucible crucible; fi\n";
}

std::string fish_quoted(const std::string& text) { return "'" + escaped(text, "'\\") + "'"; }

std::string fish_option(const std::string& command, const OptionText& option) {
  std::string text =
      "complete -c crucible -n '__fish_seen_subcommand_from " + command + "' -l " + option.name;
  if (option.name == "output") text += " -s o";
  if (value_of(option) == Value::file) text += " -r -F";
  if (value_of(option) == Value::other) text += " -x";
  if (value_of(option) == Value::choice) text += " -x -a '" + joined(choices_of(option.value)) + "'";
  return text + " -d " + fish_quoted(brief(option.help)) + "\n";
}

std::string fish_script(const Program& program) {
  std::string text = head("fish");
  const std::string first = "complete -c crucible -f -n __fish_use_subcommand -a ";
  for (const CommandRow& row : program.commands) {
    text += first + row.name + " -d " + fish_quoted(row.summary) + "\n";
    for (const OptionText& option : DeclaredCommand(row).options.listed())
      text += fish_option(row.name, option);
  }
  return text + first + "help -d 'print the help of a command'\n" +
         "complete -c crucible -f -n '__fish_seen_subcommand_from help' -a '" + names_of(program) +
         " --markdown --man --completion'\n";
}

struct Shell {
  const char* name;
  std::string (*script)(const Program&);
};

constexpr std::array shells{Shell{"bash", bash_script}, Shell{"zsh", zsh_script}, Shell{"fish", fish_script}};

}  // namespace

std::string completion_script(const Program& program, const std::string& shell) {
  std::string names;
  for (const Shell& row : shells) {
    if (shell == row.name) return row.script(program);
    names += (names.empty() ? "" : ", ") + std::string(row.name);
  }
  throw UsageError("crucible help --completion: " + printable(shell) + " is not one of " + names);
}

}  // namespace crucible
