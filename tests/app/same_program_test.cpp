// Ranks of different versions do not work together.
#include "same_program.hpp"

#include "crucible/core/error.hpp"
#include "world.hpp"

#include <vector>

#include <gtest/gtest.h>

namespace crucible {
namespace {

using testing::world;

TEST(SameProgram, NamesEachValueWithItsHosts) {
  const std::vector<OnHost> one{{"1.0", "a"}, {"1.0", "a"}};
  EXPECT_EQ(by_host(one), "1.0 on a");
  const std::vector<OnHost> two{{"1.0", "a"}, {"1.1", "b"}, {"1.0", "c"}, {"1.0", "a"}};
  EXPECT_EQ(by_host(two), "1.0 on a and c; 1.1 on b");
  const std::vector<OnHost> many{{"1.0", "a"}, {"1.0", "b"}, {"1.0", "c"}, {"1.0", "d"}, {"1.1", "e"}};
  EXPECT_EQ(by_host(many), "1.0 on a, b, c and 1 more host; 1.1 on e");
}

TEST(SameProgram, RefusesMixedVersions) {
  const std::vector<OnHost> same{{"1.0 (ab)", "a"}, {"1.0 (ab)", "b"}};
  EXPECT_EQ(mixed_versions(same), "");
  const std::vector<OnHost> mixed{{"1.0 (ab)", "a"}, {"1.0 (cd)", "b"}};
  EXPECT_NE(mixed_versions(mixed).find("1.0 (ab) on a; 1.0 (cd) on b"), std::string::npos);
}

TEST(SameProgram, AllRanksThrow) {
  EXPECT_NO_THROW(check_same_program(world(), "1.0 (ab)"));
  if (world().size() == 1) return;
  const std::string mine = world().rank() + 1 == world().size() ? "1.0 (cd)" : "1.0 (ab)";
  try {
    check_same_program(world(), mine);
    FAIL() << "nothing was thrown";
  } catch (const Error& error) {
    EXPECT_TRUE(error.on_all_ranks());
    EXPECT_EQ(error.exit_code(), ExitCode::bad_input);
    EXPECT_NE(std::string(error.what()).find("1.0 (ab) on "), std::string::npos) << error.what();
    EXPECT_NE(std::string(error.what()).find("1.0 (cd) on "), std::string::npos) << error.what();
  }
}

}  // namespace
}  // namespace crucible
