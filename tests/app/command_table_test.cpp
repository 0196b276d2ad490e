// The table of commands: what its rows promise the program that goes by them.
#include "commands.hpp"
#include "world.hpp"

#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace crucible {
namespace {

using testing::world;

TEST(CommandTable, NamesAreDistinctAndNoneIsHelp) {
  std::set<std::string> names{"help"};
  for (const CommandRow& row : command_table()) {
    EXPECT_FALSE(std::string(row.name).empty());
    EXPECT_TRUE(names.insert(row.name).second) << row.name;
    EXPECT_FALSE(std::string(row.summary).empty()) << row.name;
  }
}

TEST(CommandTable, EveryRowMakesACommandWithOptions) {
  std::set<std::string> helps;
  for (const CommandRow& row : command_table()) {
    ASSERT_NE(row.make, nullptr) << row.name;
    const std::unique_ptr<Command> command = row.make();
    ASSERT_NE(command, nullptr) << row.name;
    OptionTable options("one of them");  // the same name for all, so that only the options differ
    command->declare(options);
    EXPECT_FALSE(options.effective().empty()) << row.name;
    EXPECT_TRUE(helps.insert(options.help("", HelpLength::all)).second)
        << row.name << " is another command under its name";
  }
}

/// What `crucible ARGUMENTS...` says is wrong with them.
std::string complaint(const std::vector<std::string>& arguments) {
  try {
    run_crucible(world(), arguments);
  } catch (const Error& error) {
    return error.what();
  }
  return "nothing was thrown";
}

TEST(CommandTable, EveryNameIsTakenAndNoOther) {
  for (const CommandRow& row : command_table()) {
    const std::string name = row.name;
    EXPECT_EQ(complaint({name, "--no-such-option"}).find("crucible " + name + ":"), 0U)
        << complaint({name, "--no-such-option"});
    for (const std::string& other : {name + "s", name.substr(1), "X" + name}) {
      EXPECT_NE(complaint({other}).find("unknown command '" + other + "'"), std::string::npos)
          << complaint({other});
    }
  }
}

TEST(CommandTable, NoVariableMeansTwoOptions) {
  std::set<std::string> general;
  std::set<std::string> of_commands;
  for (const CommandRow& row : command_table()) {
    OptionTable options(row.name);
    const std::unique_ptr<Command> command = row.make();
    command->declare(options);
    const std::vector<std::string> names = options.variables();
    for (std::size_t i = 0; i < names.size(); i += 2) {  // CRUCIBLE_OPTION, CRUCIBLE_COMMAND_OPTION
      general.insert(names[i]);
      EXPECT_TRUE(of_commands.insert(names[i + 1]).second) << names[i + 1];
    }
  }
  for (const std::string& name : of_commands) EXPECT_FALSE(general.contains(name)) << name;
}

}  // namespace
}  // namespace crucible
