#include "environment.hpp"

#include "crucible/cli/option_text.hpp"
#include "crucible/core/error.hpp"
#include "crucible/core/number_text.hpp"
#include "program_help.hpp"

#include <algorithm>
#include <string>
#include <string_view>

#include <unistd.h>

namespace crucible {

namespace {

constexpr std::string_view prefix = "CRUCIBLE_";

/// Edits that may make a misspelt option of `name`. Other variables belong to others: module systems set
/// CRUCIBLE_VERSION, CRUCIBLE_BIN, CRUCIBLE_INCLUDE and the like, and those must not look like --exclude.
std::size_t most_edits(const std::string& name) {
  const std::size_t letters = name.size() - prefix.size();
  return letters < 5 ? 0 : letters < 8 ? 1 : 2;
}

}  // namespace

std::vector<EnvironmentVariable> shared_environment(const Communicator& world) {
  std::string text;  // NAME=VALUE, each with a zero after it
  if (world.is_root())
    for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry)
      if (const std::string_view variable = *entry; variable.starts_with(prefix))
        text.append(variable).push_back('\0');
  text = world.broadcast_text(std::move(text));
  std::vector<EnvironmentVariable> variables;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::string entry(text.c_str() + begin);
    const std::size_t equals = std::min(entry.find('='), entry.size());
    const std::string name = entry.substr(0, equals);
    variables.emplace_back(name, equals < entry.size() ? entry.substr(equals + 1) : std::string());
    begin += entry.size() + 1;
  }
  return variables;
}

void check_variables(const Program& program, const std::vector<EnvironmentVariable>& environment) {
  if (environment.empty()) return;  // as nearly always; declaring all commands takes a moment
  std::vector<std::string> known;
  for (const CommandRow& row : program.commands)
    for (std::string& name : DeclaredCommand(row).options.variables()) known.push_back(std::move(name));
  for (const auto& [name, value] : environment) {
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    const std::string near = nearest_name(name, known, most_edits(name));
    if (!near.empty())
      throw UsageError("crucible: the environment variable " + name +
                       " sets no option of any command; did you mean " + near + "?");
  }
}

}  // namespace crucible
