#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace crucible {

/// Smallest and largest value that a numeric option accepts, both included.
struct Limits {
  double low = -1e300;
  double high = 1e300;
};

/// The options of one command: the single source of its command line, its config file's keys, its --help, and
/// the configuration that is stored in models and printed by --json.
///
/// An option is bound to a variable, whose value when it is added is the default. Boost.Program_options cuts
/// the command line up; each text is then converted strictly (whole text, finite, within limits, no sign on
/// counts). Everything wrong throws UsageError naming command, option and value, for config files also file
/// and line.
class OptionTable {
 public:
  explicit OptionTable(std::string command) : command_(std::move(command)) {}

  /// Starts a titled group of options in --help.
  void group(std::string title);

  /// `value` names the argument in --help, e.g. "FILE" or "N". Names come without the leading dashes.
  void add(const std::string& name, bool& target, const std::string& help);
  void add(const std::string& name, std::string& target, const std::string& value, const std::string& help);
  void add(const std::string& name, std::int64_t& target, const std::string& value, const std::string& help,
           Limits limits = {0, 9e18});
  void add(const std::string& name, double& target, const std::string& value, const std::string& help,
           Limits limits = {});
  /// Unset unless given.
  void add(const std::string& name, std::optional<std::int64_t>& target, const std::string& value,
           const std::string& help, Limits limits = {0, 9e18});
  void add(const std::string& name, std::optional<double>& target, const std::string& value,
           const std::string& help, Limits limits = {});
  /// Comma-separated lists.
  void add(const std::string& name, std::vector<std::string>& target, const std::string& value,
           const std::string& help);
  void add(const std::string& name, std::vector<std::int64_t>& target, const std::string& value,
           const std::string& help, Limits limits = {0, 9e18});
  /// Every option of `other`, as text that is noted in `texts` where it is given ("yes" for a switch);
  /// `other` checks nothing of it. In the groups of `other`.
  void add_as_texts(const OptionTable& other, std::vector<std::pair<std::string, std::string>>& texts);
  /// One of `choices`.
  void add_choice(const std::string& name, std::string& target, std::vector<std::string> choices,
                  const std::string& help);

  /// The next argument without a dash.
  void positional(const std::string& value, std::string& target, const std::string& help,
                  bool required = true);
  /// All further arguments without a dash.
  void positional_list(const std::string& value, std::vector<std::string>& target, const std::string& help);

  /// Reads the arguments after the command's name, then the file of --config for what they leave unset.
  void parse(const std::vector<std::string>& arguments);
  /// True where the user set the option, on the command line or in the config file.
  bool given(const std::string& name) const;

  /// The text of --help.
  std::string help(const std::string& summary) const;
  /// The same as tables of Markdown, without the options of the group `left_out`.
  std::string markdown(const std::string& left_out) const;
  /// Every option's effective value as text, in table order, unset ones left out.
  std::vector<std::pair<std::string, std::string>> effective() const;

 private:
  struct Option {
    std::string name;
    std::string value;  ///< empty for a switch
    std::string help;
    std::string group;
    std::function<void(const std::string& text)> assign;  ///< throws UsageError with the bare problem
    std::function<std::optional<std::string>()> show;
    bool given = false;
  };
  struct Positional {
    std::string value;
    std::string help;
    bool required = true;
    std::string* target = nullptr;
    std::vector<std::string>* list = nullptr;
  };

  std::string usage() const;
  static std::string shown_default(const Option& option);
  void insert(Option option);
  Option* find(const std::string& name);
  void assign(Option& option, const std::string& text, const std::string& place);
  void read_config(const std::string& path);
  [[noreturn]] void unknown(const std::string& name, const std::string& place) const;

  std::string command_;
  std::string group_;
  std::vector<Option> options_;
  std::vector<Positional> positionals_;
};

}  // namespace crucible
