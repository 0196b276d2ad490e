#include "crucible/picture/compression_folder.hpp"

#include "crucible/core/error.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <vector>

#include <gtest/gtest.h>

namespace crucible {
namespace {

namespace fs = std::filesystem;
using Names = std::vector<std::string>;

/// A folder of this rank alone.
class CompressionFolderTest : public ::testing::Test {
 protected:
  void SetUp() override {
    base_ = ::testing::TempDir() + "crucible-folder-XXXXXX";
    ASSERT_NE(::mkdtemp(base_.data()), nullptr);
    target_ = base_ + "/result";
  }
  void TearDown() override { fs::remove_all(base_); }

  static Names names_in(const std::string& folder) {
    Names names;
    for (const auto& entry : fs::directory_iterator(folder)) names.push_back(entry.path().filename());
    std::sort(names.begin(), names.end());
    return names;
  }
  void write_result(const std::string& name, bool force) const {
    CompressionFolder folder(target_, force);
    folder.add(name, bytes_);
    folder.commit();
  }

  std::string base_;
  std::string target_;
  std::vector<std::uint8_t> bytes_{1, 2, 3};
};

TEST_F(CompressionFolderTest, AppearsWholeAndAlone) {
  CompressionFolder folder(target_ + "/", false);
  EXPECT_EQ(folder.add("rank-30.png", bytes_), 3);
  EXPECT_FALSE(fs::exists(target_));
  folder.commit();
  EXPECT_EQ(names_in(base_), Names{"result"});
  EXPECT_EQ(names_in(target_), Names{"rank-30.png"});
}

TEST_F(CompressionFolderTest, LeavesNothingUnlessCommitted) {
  {
    CompressionFolder folder(target_, false);
    folder.add("table.csv", bytes_);
  }
  EXPECT_EQ(names_in(base_), Names{});
}

TEST_F(CompressionFolderTest, ReplacesAnEarlierResultOnlyWithForce) {
  write_result("rank-1.png", false);
  EXPECT_THROW(CompressionFolder::check(target_, false), UsageError);
  EXPECT_THROW(write_result("table.csv", false), UsageError);
  EXPECT_EQ(names_in(target_), Names{"rank-1.png"});
  write_result("table.csv", true);
  EXPECT_EQ(names_in(target_), Names{"table.csv"});
  EXPECT_EQ(names_in(base_), Names{"result"});
}

TEST_F(CompressionFolderTest, NeverReplacesWhatOthersWrote) {
  for (const char* foreign : {"thesis.tex", "rank-.png", "rank-1x.png"}) {
    fs::create_directory(target_);
    std::ofstream(target_ + "/" + foreign) << "years of work";
    EXPECT_THROW(CompressionFolder::check(target_, true), UsageError) << foreign;
    EXPECT_THROW(write_result("table.csv", true), UsageError) << foreign;
    EXPECT_EQ(names_in(target_), Names{foreign});
    EXPECT_EQ(names_in(base_), Names{"result"});
    fs::remove_all(target_);
  }
}

TEST_F(CompressionFolderTest, NeverReplacesFilesAndLinks) {
  std::ofstream(target_) << "a file";
  EXPECT_THROW(CompressionFolder::check(target_, true), UsageError);
  fs::remove(target_);
  fs::create_directory(base_ + "/elsewhere");
  fs::create_directory_symlink(base_ + "/elsewhere", target_);
  EXPECT_THROW(CompressionFolder::check(target_, true), UsageError);
}

TEST_F(CompressionFolderTest, WritesKnownNamesOnly) {
  const CompressionFolder folder(target_, false);
  EXPECT_THROW(folder.place("../table.csv"), LogicError);
}

TEST_F(CompressionFolderTest, SaysWhereItCannotBeMade) {
  EXPECT_THROW(CompressionFolder(base_ + "/missing/result", false), IoError);
}

}  // namespace
}  // namespace crucible
