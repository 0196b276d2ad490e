// Where the value of an option comes from: command line, environment, file, default, in this order.
#include "crucible/cli/option_table.hpp"
#include "crucible/core/error.hpp"
#include "scratch_folder.hpp"
#include "world.hpp"

#include <fstream>

#include <gtest/gtest.h>

namespace crucible {
namespace {

struct Fixture {
  Fixture() {
    table.positional("FILE", file, "input");
    table.add("epochs", epochs, "N", "passes", {1, 100});
    table.add("learning-rate", rate, "R", "step", {0, 10});
    table.add("force", force, "overwrite");
    table.add("shards", shards, "V", "shards of rotate", {1, 64});
    table.add("title", title, "TEXT", "a text");
    table.add("config", config, "FILE", "options from a file");
    table.add("show-config", show, "a text instead of work");
    table.command_line_only({"show-config"});
  }

  OptionTable table{"train"};
  std::string file;
  std::int64_t epochs = 10;
  double rate = 0.5;
  bool force = false;
  std::optional<std::int64_t> shards;
  std::string title;
  std::string config;
  bool show = false;
};

/// A file of this rank alone.
struct File {
  explicit File(const std::string& text)
      : path(folder / ("options" + std::to_string(testing::world().rank()) + ".conf")) {
    std::ofstream(path) << text;
  }

  testing::ScratchFolder folder{testing::world()};
  std::string path;
};

std::string complaint(const std::vector<std::string>& arguments,
                      const std::vector<EnvironmentVariable>& environment = {}) {
  Fixture f;
  try {
    f.table.parse(arguments, environment);
  } catch (const UsageError& error) {
    return error.what();
  }
  return "was accepted";
}

TEST(OptionSources, ComeInTheirOrder) {
  const File file("epochs = 30\nlearning-rate = 0.25\nshards = 8\n");
  Fixture f;
  f.table.parse({"a", "--config", file.path, "--epochs", "5"},
                {{"CRUCIBLE_EPOCHS", "6"}, {"CRUCIBLE_LEARNING_RATE", "1.5"}});
  EXPECT_EQ(f.epochs, 5);
  EXPECT_EQ(f.rate, 1.5);
  EXPECT_EQ(f.shards, 8);
  EXPECT_TRUE(f.table.given("learning-rate"));
  EXPECT_FALSE(f.table.given("title"));
}

TEST(OptionSources, TheVariableOfTheCommandComesBeforeThatOfAll) {
  Fixture f;
  f.table.parse({"a"}, {{"CRUCIBLE_EPOCHS", "6"}, {"CRUCIBLE_TRAIN_EPOCHS", "7"}});
  EXPECT_EQ(f.epochs, 7);
  Fixture g;
  g.table.parse({"a"}, {{"CRUCIBLE_EPOCHS", "6"}, {"CRUCIBLE_TUNE_EPOCHS", "7"}});
  EXPECT_EQ(g.epochs, 6);
}

TEST(OptionSources, AnEmptyVariableIsUnset) {
  Fixture f;
  f.table.parse({"a"}, {{"CRUCIBLE_FORCE", ""}, {"CRUCIBLE_EPOCHS", ""}});
  EXPECT_FALSE(f.force);
  EXPECT_EQ(f.epochs, 10);
}

TEST(OptionSources, AVariableCanNameTheFile) {
  const File file("epochs = 30\n");
  Fixture f;
  f.table.parse({"a"}, {{"CRUCIBLE_CONFIG", file.path}});
  EXPECT_EQ(f.epochs, 30);
}

TEST(OptionSources, TheCommandLineTakesBackASwitch) {
  Fixture f;
  f.table.parse({"a", "--force=false"}, {{"CRUCIBLE_FORCE", "yes"}});
  EXPECT_FALSE(f.force);
  EXPECT_EQ(complaint({"a", "--force=maybe"}), "crucible train: --force: 'maybe' is neither true nor false");
  EXPECT_EQ(complaint({"a", "--force", "--force=no"}), "crucible train: --force is given twice");
  EXPECT_EQ(complaint({"--", "--force=no"}), "was accepted");  // the name of a file
}

TEST(OptionSources, AWrongVariableIsNamed) {
  EXPECT_EQ(complaint({"a"}, {{"CRUCIBLE_EPOCHS", "0"}}),
            "crucible train: environment variable CRUCIBLE_EPOCHS: '0' is too small; at least 1 is needed");
}

TEST(OptionSources, AFileHasCommentsAndQuotes) {
  const File file("title = \" #1 \\\"a\\\\b\\\" \"  # a comment\nepochs = 20\t# another\n");
  Fixture f;
  f.table.parse({"a", "--config", file.path});
  EXPECT_EQ(f.title, " #1 \"a\\b\" ");
  EXPECT_EQ(f.epochs, 20);
  const File inside("title = a#b\n");
  Fixture g;
  g.table.parse({"a", "--config", inside.path});
  EXPECT_EQ(g.title, "a#b");
}

TEST(OptionSources, AFileWithAMistakeIsRefusedByLine) {
  const auto refusal = [](const std::string& text) {
    const File file(text);
    const std::string message = complaint({"a", "--config", file.path});
    return message.starts_with(file.path) ? message.substr(file.path.size()) : message;
  };
  EXPECT_EQ(refusal("\ntitle = \"open\n"), ":2: title: the value does not end with its quote");
  EXPECT_EQ(refusal("title = \"a\" b\n"), ":1: title: the value does not end with its quote");
  EXPECT_EQ(refusal("show-config = yes\n"), ":1: show-config cannot stand in a configuration file");
  EXPECT_EQ(refusal("config = other\n"), ":1: config cannot stand in a configuration file");
  EXPECT_EQ(refusal("epochs = 3\nepochs = 4\n"), ":2: epochs is given twice");
  EXPECT_EQ(refusal("epoch = 3\n"), ":1: unknown option 'epoch'; did you mean --epochs?");
}

TEST(OptionSources, AreShownAndCanBeReadAgain) {
  const File file("learning-rate = 0.25\n");
  Fixture f;
  // A missing FILE is no mistake while only a text is wanted.
  f.table.parse({"--config", file.path, "--title", "a \"b\" #c\n ", "--show-config"},
                {{"CRUCIBLE_EPOCHS", "6"}});
  const std::string shown = f.table.sources();
  const auto expect = [&](const std::string& line) {
    EXPECT_NE(shown.find("\n" + line + "\n"), std::string::npos) << line << "\nis not in\n" << shown;
  };
  const auto padded = [](std::string text) {
    text.resize(44, ' ');
    return text;
  };
  expect(padded("epochs = 6") + "# environment: CRUCIBLE_EPOCHS");
  expect(padded("learning-rate = 0.25") + "# " + file.path + ":1");
  expect(padded("title = \"a \\\"b\\\" #c\\n \"") + "# command line");
  expect(padded("# force = false") + "# default");
  expect(padded("# shards =") + "# not set: shards of rotate");
  EXPECT_EQ(shown.find("\nconfig"), std::string::npos) << "a file cannot name another";
  EXPECT_EQ(shown.find("show-config"), std::string::npos);

  const File again(shown);
  Fixture g;
  g.table.parse({"a", "--config", again.path});
  EXPECT_EQ(g.epochs, 6);
  EXPECT_EQ(g.rate, 0.25);
  EXPECT_EQ(g.title, f.title);
  EXPECT_FALSE(g.table.given("force")) << "a default became a choice";
}

}  // namespace
}  // namespace crucible
