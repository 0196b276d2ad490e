#include "crucible/cli/option_names.hpp"

#include "crucible/cli/command.hpp"
#include "crucible/mpi/collective.hpp"
#include "world.hpp"

#include <array>

#include <gtest/gtest.h>

namespace crucible {
namespace {

TEST(OptionNames, TakeTheBackquotedArgumentsThatTheCommandHas) {
  OptionTable options("train");
  double rate = 0.1;
  bool force = false;
  options.add("learning-rate", rate, "R", "step");
  options.add("force", force, "overwrite");
  const std::array<std::array<const char*, 2>, 8> cases{{
      {"`learning_rate`: 7 is not in 0..1", "--learning-rate: 7 is not in 0..1"},
      {"'a' exists already; `force` overwrites it", "'a' exists already; --force overwrites it"},
      {"`learning_rate``force`", "--learning-rate--force"},
      {"`factors`: 7 and `force`", "`factors`: 7 and --force"},
      {"an ` alone, then `force`", "an ` alone, then --force"},
      {"`force", "`force"},
      {"``", "``"},
      {"no argument", "no argument"},
  }};
  for (const auto& [message, shown] : cases) EXPECT_EQ(with_option_names(message, options), shown);
}

/// Fails in the way that its argument says.
class FailingCommand : public Command {
 public:
  void declare(OptionTable& options) override {
    options.add_choice("way", way_, {"everywhere", "alone"}, "how to fail");
  }
  ExitCode run(Job& job, const OptionTable& /*options*/) override {
    if (way_ == "everywhere") on_every_rank(job.comm, [] { throw UsageError("`way`: and `other`"); });
    throw InputError("a`way`.csv", 7, "`way` is wrong");
  }

 private:
  std::string way_;
};

Program failing_program() {
  static constexpr std::array table{CommandRow{
      "fail", "fails", []() -> std::unique_ptr<Command> { return std::make_unique<FailingCommand>(); }}};
  return {"1", table};
}

TEST(OptionNames, AreInAnErrorThatAllRanksHave) {
  try {
    run_program(testing::world(), failing_program(), {"fail", "--way", "everywhere"});
    FAIL() << "nothing was thrown";
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "--way: and `other`");
    EXPECT_EQ(error.kind(), ErrorKind::usage);
    EXPECT_TRUE(error.on_all_ranks());
  }
}

TEST(OptionNames, LeaveTypeAndDataOfAnErrorAsTheyAre) {
  try {
    run_program(testing::world(), failing_program(), {"fail", "--way", "alone"});
    FAIL() << "nothing was thrown";
  } catch (const InputError& error) {
    EXPECT_STREQ(error.what(), "a--way.csv:7: --way is wrong");
    EXPECT_EQ(error.file(), "a`way`.csv");
    EXPECT_EQ(error.line(), 7);
    EXPECT_FALSE(error.on_all_ranks());
  }
}

}  // namespace
}  // namespace crucible
