#include "crucible/store/previous_models.hpp"

#include "crucible/core/error.hpp"
#include "crucible/mpi/collective.hpp"
#include "scratch_folder.hpp"
#include "world.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>

#include <gtest/gtest.h>

namespace crucible {
namespace {

namespace fs = std::filesystem;

std::string content(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(PreviousModels, AreNamedAfterTheModel) {
  EXPECT_EQ(previous_path("a/model.h5"), "a/model.prev.h5");
  EXPECT_EQ(previous_path("a/model.h5", 3), "a/model.prev3.h5");
  EXPECT_EQ(previous_path("model"), "model.prev");
}

TEST(PreviousModels, MoveBackByOne) {
  const testing::ScratchFolder folder(testing::world());
  const std::string model = folder / "model.h5";
  on_root(testing::world(), [&] {
    std::ofstream(previous_path(model, 1)) << "one";
    std::ofstream(previous_path(model, 2)) << "two";
    shift_previous(model, 3);
    EXPECT_FALSE(fs::exists(previous_path(model, 1)));
    EXPECT_EQ(content(previous_path(model, 2)), "one");
    EXPECT_EQ(content(previous_path(model, 3)), "two");
  });
}

TEST(PreviousModels, NothingWhereThereIsNoFile) {
  const testing::ScratchFolder folder(testing::world());
  const GoodModel found = newest_good_model(testing::world(), folder / "model.h5", 2, true);
  EXPECT_FALSE(found.model);
  EXPECT_EQ(found.problems, "");
}

TEST(PreviousModels, RefuseWhereEveryFileIsDamagedAndLeaveThemWhereTheyAre) {
  const testing::ScratchFolder folder(testing::world());
  const std::string model = folder / "model.h5";
  on_root(testing::world(), [&] { std::ofstream(previous_path(model)) << "no model"; });
  try {
    newest_good_model(testing::world(), model, 1, true);
    FAIL() << "was accepted";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::input);
    const std::string message = error.what();
    EXPECT_NE(message.find("model.h5 is missing"), std::string::npos) << message;
    EXPECT_NE(message.find("model.prev.h5"), std::string::npos) << message;
    EXPECT_NE(message.find("nothing good to resume from; `fresh` starts over"), std::string::npos) << message;
  }
  on_root(testing::world(), [&] { EXPECT_TRUE(fs::exists(previous_path(model))); });
}

}  // namespace
}  // namespace crucible
