#include "man_page.hpp"

#include "program_help.hpp"

#include <array>
#include <utility>
#include <vector>

namespace crucible {

namespace {

/// `text` so that troff prints it as it is.
std::string plain(const std::string& text) {
  // A point or quote at the begin of a line would be a request.
  std::string safe = text.starts_with('.') || text.starts_with('\'') ? "\\&" : "";
  for (const char c : text) {
    if (c == '\\')
      safe += "\\e";
    else if (c == '-')
      safe += "\\-";
    else if (c == '|')
      safe += "|\\:";  // a long list of choices may break here
    else
      safe += c;
  }
  return safe;
}

std::string bold(const std::string& text) { return "\\fB" + plain(text) + "\\fR"; }
std::string italic(const std::string& text) { return "\\fI" + plain(text) + "\\fR"; }
std::string paragraph(const std::string& tag, const std::string& text) {
  return ".TP\n" + tag + "\n" + text + "\n";
}

std::string upper(std::string text) {
  for (char& c : text)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return text;
}

std::string title(const Program& program, const std::string& name, const std::string& summary) {
  return ".TH " + plain(upper(name)) + " 1 \"\" \"crucible " + plain(program.version) +
         "\" \"crucible\"\n.ad l\n.nh\n.SH NAME\n" + plain(name) + " \\- " + plain(summary) +
         "\n.SH SYNOPSIS\n";
}

std::string options_of(const OptionTable& table) {
  std::string text;
  std::string group = "\n";
  for (const OptionText& option : table.listed()) {
    if (option.group != group) {
      group = option.group;
      text += group.empty() ? ".SH OPTIONS\n"
                            : (text.empty() ? ".SH OPTIONS\n.SS " : ".SS ") + plain(group) + "\n";
    }
    std::string tag = (option.name == "output" ? bold("-o") + ", " : "") + bold("--" + option.name);
    if (!option.value.empty()) tag += " " + italic(option.value);
    std::string help = plain(option.help);
    if (!option.initial.empty()) help += " [" + plain(option.initial) + "]";
    text += paragraph(tag, help);
  }
  return text;
}

std::string environment() {
  return ".SH ENVIRONMENT\nWhat is given on the command line comes first, then variables of the environment, "
         "then "
         "the file of " +
         bold("--config") + ", then the default.\n" +
         paragraph(bold("CRUCIBLE_OPTION"),
                   "an option of every command that has it: " + bold("CRUCIBLE_LEARNING_RATE=0.02") + " is " +
                       bold("--learning-rate 0.02")) +
         paragraph(bold("CRUCIBLE_COMMAND_OPTION"), "an option of one command, such as " +
                                                        bold("CRUCIBLE_TRAIN_LEARNING_RATE") +
                                                        "; it comes before the other") +
         paragraph(bold("NO_COLOR"), "no colours on terminals if it is set");
}

std::string exit_status() {
  constexpr std::array<std::pair<const char*, const char*>, 4> codes{
      {{"0", "done"},
       {"1", "failed"},
       {"2", "bad usage or bad input"},
       {"3", "stopped early with a good checkpoint: the same command goes on"}}};
  std::string text = ".SH EXIT STATUS\n";
  for (const auto& [code, meaning] : codes) text += paragraph(bold(code), plain(meaning));
  return text;
}

std::string page_of_program(const Program& program) {
  std::string text = title(program, "crucible", "ratings taken apart with the singular value decomposition") +
                     bold("crucible") + " " + italic("COMMAND") + " [" + italic("options") + "]\n.br\n" +
                     bold("mpirun -n") + " " + italic("RANKS") + " " + bold("crucible") + " " +
                     italic("COMMAND") + " [" + italic("options") + "]\n.SH COMMANDS\n";
  for (const CommandRow& row : program.commands)
    text += paragraph(bold(std::string("crucible-") + row.name) + "(1)", plain(row.summary));
  text += paragraph(bold("crucible help") + " " + italic("COMMAND"), "prints the help of a command");
  return text + environment() + exit_status();
}

std::string page_of_command(const Program& program, const CommandRow& row) {
  const DeclaredCommand declared(row);
  std::string text = title(program, std::string("crucible-") + row.name, row.summary);
  text += bold(std::string("crucible ") + row.name);
  const std::vector<OptionText> arguments = declared.options.listed_arguments();
  for (const OptionText& argument : arguments) text += " " + italic(argument.value);
  text += " [" + italic("options") + "]\n";
  if (!arguments.empty()) text += ".SH ARGUMENTS\n";
  for (const OptionText& argument : arguments)
    text += paragraph(italic(argument.value), plain(argument.help));
  return text + options_of(declared.options) + environment() + exit_status() + ".SH SEE ALSO\n" +
         bold("crucible") + "(1)\n";
}

}  // namespace

std::string man_page(const Program& program, const std::string& command) {
  return command.empty() ? page_of_program(program) : page_of_command(program, command_row(program, command));
}

}  // namespace crucible
