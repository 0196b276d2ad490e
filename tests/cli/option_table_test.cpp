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
    table.add("rate", rate, "R", "step", {0, 10});
    table.add("force", force, "overwrite");
    table.add("ranks", ranks, "LIST", "ks", {1, 1000});
    table.add("shards", shards, "V", "shards", {1, 64});
    table.add_choice("sync", sync, {"allreduce", "rotate"}, "how");
    table.add("config", config, "FILE", "options from a file");
  }

  OptionTable table{"train"};
  std::string file;
  std::int64_t epochs = 10;
  double rate = 0.5;
  bool force = false;
  std::vector<std::int64_t> ranks;
  std::optional<std::int64_t> shards;
  std::string sync = "allreduce";
  std::string config;
};

TEST(OptionTable, ReadsEveryKind) {
  Fixture f;
  f.table.parse({"in.h5", "--epochs", "20", "--rate=1e-1", "--force", "--ranks", "1,10", "--sync", "rotate"});
  EXPECT_EQ(f.file, "in.h5");
  EXPECT_EQ(f.epochs, 20);
  EXPECT_EQ(f.rate, 0.1);
  EXPECT_TRUE(f.force);
  EXPECT_EQ(f.ranks, (std::vector<std::int64_t>{1, 10}));
  EXPECT_FALSE(f.shards.has_value());
  EXPECT_EQ(f.sync, "rotate");
  EXPECT_TRUE(f.table.given("epochs"));
  EXPECT_FALSE(f.table.given("shards"));
}

TEST(OptionTable, ListsItsArguments) {
  Fixture f;
  std::vector<std::string> more;
  f.table.positional_list("MORE", more, "others");
  f.table.parse({"in.h5", "--epochs", "20", "a.h5", "--force", "b.h5"});
  EXPECT_EQ(f.table.arguments(), (std::vector<std::string>{"in.h5", "a.h5", "b.h5"}));
}

struct Refusal {
  std::vector<std::string> arguments;
  const char* message;
};

class OptionTableRefuses : public ::testing::TestWithParam<Refusal> {};

TEST_P(OptionTableRefuses, WithOneClearMessage) {
  Fixture f;
  try {
    f.table.parse(GetParam().arguments);
    FAIL() << "was accepted";
  } catch (const UsageError& error) {
    EXPECT_STREQ(error.what(), GetParam().message);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Options, OptionTableRefuses,
    ::testing::Values(
        Refusal{{"a", "--epoch", "3"}, "crucible train: unknown option 'epoch'; did you mean --epochs?"},
        Refusal{{"a", "--zzzzzzzz"},
                "crucible train: unknown option 'zzzzzzzz'; see crucible train --help-all"},
        Refusal{{"a", "-epochs", "3"}, "crucible train: unknown option '-epochs'; did you mean --epochs?"},
        Refusal{{"a", "-rate=3"}, "crucible train: unknown option '-rate'; did you mean --rate?"},
        Refusal{{"a", "--epochs", "3", "--epochs", "4"}, "crucible train: --epochs is given twice"},
        Refusal{{"a", "--epochs", "-3"}, "crucible train: --epochs: '-3' is negative"},
        Refusal{{"a", "--epochs", "3x"}, "crucible train: --epochs: '3x' is not a whole number"},
        Refusal{{"a", "--epochs", "0"}, "crucible train: --epochs: '0' is too small; at least 1 is needed"},
        Refusal{{"a", "--epochs", "99999999999999999999"},
                "crucible train: --epochs: '99999999999999999999' does not fit into 64 bits"},
        Refusal{{"a", "--rate", "nan"}, "crucible train: --rate: 'nan' is not a finite number"},
        Refusal{{"a", "--rate", "inf"}, "crucible train: --rate: 'inf' is not a finite number"},
        Refusal{{"a", "--rate", "11"}, "crucible train: --rate: '11' is too large; at most 10 is allowed"},
        Refusal{{"a", "--ranks", "1,,2"}, "crucible train: --ranks: '1,,2' has an empty entry"},
        Refusal{{"a", "--sync", "ring"}, "crucible train: --sync: 'ring' is not one of allreduce|rotate"},
        Refusal{{"a", "b"}, "crucible train: unexpected argument 'b'"},
        Refusal{{}, "crucible train: missing argument FILE (input)"},
        Refusal{{"a", "--epochs"}, "crucible train: --epochs needs a value"}));

TEST(OptionTable, ConfigFileFillsWhatTheCommandLineLeaves) {
  const testing::ScratchFolder folder(testing::world());
  const std::string path = folder / ("options" + std::to_string(testing::world().rank()) + ".conf");
  std::ofstream(path) << "# a comment\nepochs = 30\nrate = 0.25   # another\n";
  Fixture f;
  f.table.parse({"a", "--config", path, "--epochs", "5"});
  EXPECT_EQ(f.epochs, 5);
  EXPECT_EQ(f.rate, 0.25);

  std::ofstream(path) << "epochs = 30\nrte = 1\n";
  Fixture g;
  try {
    g.table.parse({"a", "--config", path});
    FAIL() << "was accepted";
  } catch (const UsageError& error) {
    EXPECT_EQ(std::string(error.what()), path + ":2: unknown option 'rte'; did you mean --rate?");
  }
}

}  // namespace
}  // namespace crucible
