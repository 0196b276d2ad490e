// Command lines and configuration files.
//
// An input is a command line, arguments ended by a zero byte each; after a byte 0x1e comes the configuration
// file.
#include "crucible/cli/option_table.hpp"
#include "crucible/core/error.hpp"
#include "harness.hpp"

#include <optional>

namespace crucible::fuzz {

namespace {

constexpr char config_mark = '\x1e';

/// An option of every kind that there is.
struct EveryOption {
  std::string input;
  std::vector<std::string> more;
  bool fresh = false;
  std::string output;
  std::string config;
  std::int64_t factors = 32;
  double rate = 0.1;
  std::optional<std::int64_t> batch;
  std::optional<double> seconds;
  std::vector<std::string> columns;
  std::vector<std::int64_t> ranks;
  std::string sync = "allreduce";

  void declare(OptionTable& table) {
    table.positional("INPUT", input, "a file");
    table.positional_list("MORE", more, "more files");
    table.add("fresh", fresh, "a switch");
    table.add("output", output, "PATH", "a text");
    table.add("config", config, "FILE", "a configuration file");
    table.add("factors", factors, "N", "a count", {1, 1e5});
    table.add("rate", rate, "X", "a number", {0, 1e300});
    table.add("batch", batch, "N", "a count that may be unset");
    table.add("seconds", seconds, "X", "a number that may be unset");
    table.add("columns", columns, "LIST", "a list of texts");
    table.add("ranks", ranks, "LIST", "a list of counts");
    table.add_choice("sync", sync, {"allreduce", "rotate"}, "a choice");
  }
};

void check_effective(const OptionTable& table) {
  for (const auto& [name, value] : table.effective())
    require(!name.empty(), "an option without a name is in effect");
  (void)table.help("a summary", HelpLength::all);
}

}  // namespace

std::vector<std::string> seeds() {
  const std::string zero(1, '\0');
  const auto line = [&](std::initializer_list<const char*> arguments) {
    std::string text;
    for (const char* argument : arguments) text += argument + zero;
    return text;
  };
  return {
      line({"in.h5", "-o", "out.h5", "--factors", "8"}),
      line({"in.h5", "more", "--rate=1e-3", "--fresh", "--sync", "rotate"}),
      line({"in.h5", "--batch", "18446744073709551616", "--seconds=-0.5"}),
      line({"in.h5", "--columns", "a,b,c", "--ranks", "1,10,100", "--", "-x"}),
      line({"in.h5", "--fcators", "8"}),
      line({"in.h5"}) + config_mark + "# a comment\nfactors = 16\nfresh = yes\n\nrate=0.5 # another\n",
      line({"in.h5", "--factors", "4"}) + config_mark + "factors = 16\nsync = rotate\ncolumns = x,y\n",
      line({"in.h5"}) + config_mark + "factors\n",
  };
}

void take(std::string_view input) {
  static const MemoryFile config;
  const std::size_t mark = input.find(config_mark);
  std::string_view words = input.substr(0, mark);
  std::vector<std::string> arguments;
  while (!words.empty()) {
    const std::size_t end = std::min(words.find('\0'), words.size());
    arguments.emplace_back(words.substr(0, end));
    words.remove_prefix(std::min(end + 1, words.size()));
    if (arguments.back().starts_with("--config"))
      arguments.pop_back();  // it must not open files of this machine
  }
  if (mark != std::string_view::npos) {
    config.set(input.substr(mark + 1));
    arguments.insert(arguments.end(), {"--config", config.path()});
  }
  OptionTable table("fuzz");
  EveryOption options;
  options.declare(table);
  table.parse(arguments);
  check_effective(table);
}

}  // namespace crucible::fuzz
