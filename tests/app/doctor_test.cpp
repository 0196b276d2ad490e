// What `crucible doctor` makes of what it finds.
#include "doctor/library_checks.hpp"
#include "doctor/machine_checks.hpp"
#include "doctor/self_checks.hpp"
#include "world.hpp"

#include <algorithm>

#include <gtest/gtest.h>

namespace crucible {
namespace {

using testing::world;

TEST(Doctor, KnowsALauncherOfAnotherMpi) {
  EXPECT_EQ(mpi_finding("Open MPI", {"none", 1}, 1).health, Health::ok);
  EXPECT_EQ(mpi_finding("Open MPI", {"srun", 4}, 4).health, Health::ok);
  const Finding alone = mpi_finding("Open MPI", {"srun", 4}, 1);
  EXPECT_EQ(alone.health, Health::wrong);
  EXPECT_NE(alone.found.find("1 rank of 4 tasks"), std::string::npos) << alone.found;
  EXPECT_FALSE(alone.mend.empty());
}

TEST(Doctor, WarnsOfKernelsOlderThanTheProcessor) {
  EXPECT_EQ(blas_finding({"OpenBLAS", "SkylakeX", 1}, {true, true}).health, Health::ok);
  EXPECT_EQ(blas_finding({"OpenBLAS", "Prescott", 1}, {false, false}).health, Health::ok);
  const Finding old = blas_finding({"OpenBLAS", "Prescott", 1}, {true, false});
  EXPECT_EQ(old.health, Health::warning);
  EXPECT_EQ(old.mend, "set OPENBLAS_CORETYPE=Haswell for a faster SVD, or install a newer OpenBLAS");
  EXPECT_EQ(blas_finding({"OpenBLAS", "Haswell", 4}, {true, true}).health, Health::warning);
}

TEST(Doctor, WarnsOfRanksThatShareCores) {
  EXPECT_EQ(core_finding({2, 2, 2}, 1).health, Health::ok);
  EXPECT_EQ(core_finding({2, 2, 2}, 1).found, "2 cores for 2 ranks");
  const Finding crowded = core_finding({3, 2, 2}, 1);
  EXPECT_EQ(crowded.health, Health::warning);
  EXPECT_EQ(crowded.mend, "start at most 2 ranks on a host");
  const Finding pinned = core_finding({2, 1, 8}, 3);
  EXPECT_EQ(pinned.health, Health::warning);
  EXPECT_EQ(pinned.found, "1 core for 2 ranks on the tightest of 3 hosts, which has 8 cores");
  EXPECT_NE(pinned.mend.find("--bind-to none"), std::string::npos) << pinned.mend;
}

TEST(Doctor, WarnsOfLittleMemory) {
  constexpr std::int64_t mebibyte = std::int64_t{1} << 20;
  EXPECT_EQ(memory_finding(256 * mebibyte, INT64_MAX).health, Health::ok);
  EXPECT_EQ(memory_finding(255 * mebibyte, INT64_MAX).health, Health::warning);
  const Finding limited = memory_finding(1024 * mebibyte, 100 * mebibyte);
  EXPECT_EQ(limited.health, Health::warning);
  EXPECT_EQ(limited.found, "100.0 MiB for each rank by ulimit -v");
  EXPECT_EQ(limited.mend, "raise it: ulimit -v unlimited");
  EXPECT_EQ(memory_finding(1024 * mebibyte, 2048 * mebibyte).found, "1.0 GiB for each rank");
}

TEST(Doctor, FindsThisMachineFitForItsTests) {
  std::vector<Finding> all = library_findings(world());
  for (const auto& more : {machine_findings(world()), self_check_findings(world())})
    all.insert(all.end(), more.begin(), more.end());
  EXPECT_GE(all.size(), 10U);
  for (const Finding& finding : all) {
    EXPECT_NE(finding.health, Health::wrong) << finding.name << ": " << finding.found;
    EXPECT_FALSE(finding.found.empty()) << finding.name;
    EXPECT_EQ(finding.mend.empty(), finding.health == Health::ok) << finding.name;
  }
}

}  // namespace
}  // namespace crucible
