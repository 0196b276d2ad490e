#include "crucible/core/free_memory.hpp"

#include <cstdlib>
#include <fstream>
#include <string>

#include <gtest/gtest.h>

namespace crucible {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t mebibyte = 1 << 20;

/// A folder of this rank alone that looks like the root of a system with 1 GiB free.
class FreeMemoryTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string name = ::testing::TempDir() + "crucible-root-XXXXXX";
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    root = name;
    write("proc/meminfo",
          "MemTotal:  8388608 kB\nMemFree:  131072 kB\nMemAvailable:  1048576 kB\nBuffers: 1 kB\n");
  }
  void TearDown() override { fs::remove_all(root); }

  void write(const std::string& name, const std::string& text) const {
    const fs::path path = root / name;
    fs::create_directories(path.parent_path());
    std::ofstream(path) << text;
  }
  void write_group_2(const std::string& folder, const std::string& limit, std::int64_t used) const {
    write("sys/fs/cgroup" + folder + "/memory.max", limit + "\n");
    write("sys/fs/cgroup" + folder + "/memory.current", std::to_string(used) + "\n");
  }

  fs::path root;
};

TEST_F(FreeMemoryTest, IsWhatTheHostHasFreeWithoutGroups) { EXPECT_EQ(free_memory(root), 1024 * mebibyte); }

TEST_F(FreeMemoryTest, IsAGreatNumberWhereTheSystemSaysNothing) {
  EXPECT_GT(free_memory(root / "nothing"), std::int64_t{1} << 60);
}

TEST_F(FreeMemoryTest, IsWhatTheLimitOfAGroupLeaves) {
  write("proc/self/cgroup", "0::/slurm/job_7/step_0\n");
  write_group_2("/slurm/job_7/step_0", std::to_string(500 * mebibyte), 200 * mebibyte);
  EXPECT_EQ(free_memory(root), 300 * mebibyte);
}

TEST_F(FreeMemoryTest, LooksAtTheGroupsAroundItsOwn) {
  write("proc/self/cgroup", "0::/slurm/job_7/step_0\n");
  write_group_2("/slurm/job_7/step_0", "max", 100 * mebibyte);
  write_group_2("/slurm/job_7", std::to_string(400 * mebibyte), 150 * mebibyte);
  write_group_2("/slurm", std::to_string(4000 * mebibyte), 150 * mebibyte);
  EXPECT_EQ(free_memory(root), 250 * mebibyte);
}

TEST_F(FreeMemoryTest, TakesCopiesOfFilesForFree) {
  write("proc/self/cgroup", "0::/job\n");
  write_group_2("/job", std::to_string(500 * mebibyte), 490 * mebibyte);
  write("sys/fs/cgroup/job/memory.stat",
        "anon 94371840\nfile 419430400\ninactive_file 314572800\nactive_file 104857600\n");
  EXPECT_EQ(free_memory(root), 410 * mebibyte);
}

TEST_F(FreeMemoryTest, IsNothingWhereMoreIsUsedThanTheLimit) {
  write("proc/self/cgroup", "0::/job\n");
  write_group_2("/job", std::to_string(500 * mebibyte), 501 * mebibyte);
  EXPECT_EQ(free_memory(root), 0);
}

TEST_F(FreeMemoryTest, IsTheHostsWhereGroupsHaveNoLimitOrALargerOne) {
  write("proc/self/cgroup", "0::/job\n");
  write_group_2("/job", "max", 100 * mebibyte);
  EXPECT_EQ(free_memory(root), 1024 * mebibyte);
  write_group_2("/job", std::to_string(9000 * mebibyte), 100 * mebibyte);
  EXPECT_EQ(free_memory(root), 1024 * mebibyte);
}

TEST_F(FreeMemoryTest, FindsTheLimitOfAContainerThatSeesItsOwnGroupAlone) {
  write("proc/self/cgroup", "0::/../../docker/0123\n");
  write_group_2("", std::to_string(500 * mebibyte), 200 * mebibyte);
  EXPECT_EQ(free_memory(root), 300 * mebibyte);
}

TEST_F(FreeMemoryTest, KnowsTheFirstVersionOfGroups) {
  write("proc/self/cgroup", "12:cpu,cpuacct:/job\n5:memory:/job\n1:name=systemd:/job\n");
  write("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
  write("sys/fs/cgroup/memory/job/memory.limit_in_bytes", std::to_string(500 * mebibyte));
  write("sys/fs/cgroup/memory/job/memory.usage_in_bytes", std::to_string(300 * mebibyte));
  write("sys/fs/cgroup/memory/job/memory.stat",
        "cache 0\ntotal_inactive_file 52428800\ntotal_active_file 52428800\n");
  EXPECT_EQ(free_memory(root), 300 * mebibyte);
}

TEST_F(FreeMemoryTest, IsNotMisledByLinesThatSayNothing) {
  write("proc/self/cgroup", "\nnonsense\n0::\n");
  write("sys/fs/cgroup/memory.max", "");
  EXPECT_EQ(free_memory(root), 1024 * mebibyte);
}

}  // namespace
}  // namespace crucible
