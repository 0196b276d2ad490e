#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace crucible {

/// Smallest and largest value that a numeric option accepts, both included.
struct Limits {
  double low = -1e300;
  double high = 1e300;
};

/// A variable of the environment: name and value.
using EnvironmentVariable = std::pair<std::string, std::string>;

/// What --help says of an option. `value` is empty for a switch, `initial` (the default) where the command
/// decides.
struct OptionText {
  std::string name;
  std::string value;
  std::string help;
  std::string group = {};
  std::string initial = {};
};

/// How much --help says.
enum class HelpLength : std::uint8_t { usual, all };

/// The options of one command: the single source of its command line, its variables of the environment, the
/// keys of its config file, its --help, and the configuration that models store and --json prints.
///
/// An option is bound to a variable. The value of the variable when the option is added is the default.
/// Boost.Program_options splits the command line. Then each text is converted strictly (whole text, finite,
/// within limits, no sign on counts). Any mistake throws UsageError, which names command, option and value,
/// for variables also the variable, and for config files also file and line. Local.
class OptionTable {
 public:
  explicit OptionTable(std::string command) : command_(std::move(command)) {}

  /// Starts a group of options with a title in --help.
  void group(std::string title);

  /// `value` names the argument in --help, e.g. "FILE" or "N". Names come without the leading dashes.
  void add(const std::string& name, bool& target, const std::string& help);
  void add(const std::string& name, std::string& target, const std::string& value, const std::string& help);
  void add(const std::string& name, std::int64_t& target, const std::string& value, const std::string& help,
           Limits limits = {0, 9e18});
  void add(const std::string& name, double& target, const std::string& value, const std::string& help,
           Limits limits = {});
  /// The target stays unset unless the option is given.
  void add(const std::string& name, std::optional<std::int64_t>& target, const std::string& value,
           const std::string& help, Limits limits = {0, 9e18});
  void add(const std::string& name, std::optional<double>& target, const std::string& value,
           const std::string& help, Limits limits = {});
  /// A number, or `word`, which leaves it unset.
  void add_or_word(const std::string& name, std::optional<double>& target, const std::string& word,
                   const std::string& value, const std::string& help, Limits limits = {});
  /// Comma-separated lists.
  void add(const std::string& name, std::vector<std::string>& target, const std::string& value,
           const std::string& help);
  void add(const std::string& name, std::vector<std::int64_t>& target, const std::string& value,
           const std::string& help, Limits limits = {0, 9e18});
  /// Every option of `other`, in the groups of `other`. If one is given, its name and text are added to
  /// `texts` ("yes" for a switch). Nothing checks the text here.
  void add_as_texts(const OptionTable& other, std::vector<std::pair<std::string, std::string>>& texts);
  /// A text that must be one of `choices`.
  void add_choice(const std::string& name, std::string& target, std::vector<std::string> choices,
                  const std::string& help);

  /// The next argument that does not start with a dash.
  void positional(const std::string& value, std::string& target, const std::string& help);
  /// All further arguments that do not start with a dash; at least one.
  void positional_list(const std::string& value, std::vector<std::string>& target, const std::string& help);

  /// These options stand on the command line alone. They ask for a text instead of work, so that no argument
  /// is missed.
  void command_line_only(const std::vector<std::string>& names);

  /// Of the options declared so far, most people need these alone: --help leaves the others to --help-all.
  /// Without a call it shows all.
  void most_used(const std::vector<std::string>& names);
  /// --help leaves these to --help-all.
  void rarely_used(const std::vector<std::string>& names);

  /// Reads the arguments after the command's name; then, for options that they do not set, the variables of
  /// `environment` that are for this command; then, for options that are still unset, the file of --config.
  /// Empty variables count as unset. Throws UsageError, and IoError if the file cannot be read.
  void parse(const std::vector<std::string>& arguments,
             const std::vector<EnvironmentVariable>& environment = {});
  /// True if the command has an option of this name (without the leading dashes).
  bool has(const std::string& name) const;
  /// True if the user set the option: on the command line, in the environment or in the config file. Throws
  /// LogicError if there is no such option.
  bool given(const std::string& name) const;

  /// The text of --help, or of --help-all.
  std::string help(const std::string& summary, HelpLength length) const;
  /// The same text as Markdown tables, without the options of the group `left_out`.
  std::string markdown(const std::string& left_out) const;
  /// Every option in table order, for other ways to show them.
  std::vector<OptionText> listed() const;
  /// The arguments that are not options, with a name for each as their value.
  std::vector<OptionText> listed_arguments() const;
  /// The names of the variables that set options of this command: CRUCIBLE_OPTION and
  /// CRUCIBLE_COMMAND_OPTION.
  std::vector<std::string> variables() const;
  /// The text of --show-config: each option, its value and where that came from, as a file for --config.
  /// Defaults stand in comments, so that they stay defaults where the file is read.
  std::string sources() const;
  /// The effective value of every option as text, in table order. Unset options are left out, and those for
  /// the command line only.
  std::vector<std::pair<std::string, std::string>> effective() const;
  /// The arguments that are not options, in their order.
  std::vector<std::string> arguments() const;

 private:
  struct Option {
    std::string name;
    std::string value;  ///< empty for a switch
    std::string help;
    std::string group;
    std::function<void(const std::string& text)> assign;  ///< throws UsageError with the bare problem
    std::function<std::optional<std::string>()> show;
    std::string source = {};  ///< where its value was given; empty while it has the default
    bool line_only = false;
    bool rare = false;
  };
  struct Positional {
    std::string value;
    std::string help;
    std::string* target = nullptr;
    std::vector<std::string>* list = nullptr;
  };

  std::string usage() const;
  static std::string shown_default(const Option& option);
  static std::string help_lines(const Option& option);
  void insert(Option option);
  Option* find(const std::string& name);
  Option& declared(const std::string& name);  ///< throws LogicError if there is none
  /// `place` starts the message if the text is wrong.
  static void assign(Option& option, const std::string& text, const std::string& place,
                     const std::string& source);
  std::vector<std::string> take_switches(const std::vector<std::string>& arguments);
  void take_positional(const std::string& text, std::size_t& place);
  void require_positionals() const;
  void read_environment(const std::vector<EnvironmentVariable>& environment);
  void read_config(const std::string& path);
  void read_config_line(const std::string& text, const std::string& source, std::vector<std::string>& seen);
  [[noreturn]] void unknown(const std::string& name, const std::string& place) const;

  std::string command_;
  std::string group_;
  std::vector<Option> options_;
  std::vector<Positional> positionals_;
};

}  // namespace crucible
